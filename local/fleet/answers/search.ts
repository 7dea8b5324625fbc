import { type AskedNode, skipsUnavailable } from '../clusterState.ts';
import type { JsonObject, RestAnswer } from '../json.ts';
import { type LinkFailure, searchError } from '../linkFailure.ts';
import type { Asked, RemoteLink } from '../remoteLink.ts';
import { namedLinks, refuseCrossCluster } from './crossCluster.ts';

export const SEARCH_PRIVILEGES = { action: 'indices:data/read/search', privileges: 'read,all' };
const NO_SHARDS = { total: 0, successful: 0, skipped: 0, failed: 0 };

interface Searched {
  readonly alias: string;
  readonly link: RemoteLink;
  readonly outcome: Asked;
  readonly isSkipped: boolean;
}

/**
 * `GET /{alias}:{index}/_search?size=0`: finds nothing, skips the remote, or returns the failure.
 */
export async function answerSearch(asked: AskedNode): Promise<RestAnswer> {
  const refusal = refuseCrossCluster(asked, SEARCH_PRIVILEGES);
  if (refusal) return refusal;
  const searched = await Promise.all(
    namedLinks(asked).map(([alias, link]) => searchAlias(asked, { alias, link })),
  );
  count(asked, searched);
  for (const { alias, link, outcome, isSkipped } of searched) {
    if (outcome.kind === 'failed' && !isSkipped)
      return failure(asked, { alias, link, cause: outcome.failure });
  }
  return { status: 200, body: found(asked, searched) };
}

async function searchAlias(
  asked: AskedNode,
  { alias, link }: { alias: string; link: RemoteLink },
): Promise<Searched> {
  const outcome = await link.ask();
  return {
    alias,
    link,
    outcome,
    isSkipped: outcome.kind === 'failed' && skipsUnavailable(asked, alias),
  };
}

function failure(
  { node: { release } }: AskedNode,
  { alias, link, cause }: { alias: string; link: RemoteLink; cause: LinkFailure },
): RestAnswer {
  const { mode, proxyAddress, serverName } = link.options.registration;
  return searchError(cause, { alias, mode, proxyAddress, serverName, release });
}

function found({ node, argument }: AskedNode, searched: readonly Searched[]): JsonObject {
  const skipped = searched.filter(({ isSkipped }) => isSkipped).length;
  const isEmpty = skipped === searched.length;
  const counts = { total: searched.length, successful: searched.length - skipped, skipped };
  const details = {
    running: 0,
    partial: 0,
    failed: 0,
    details: Object.fromEntries(
      searched.map((each) => [each.alias, detail(each, indexOf(argument))]),
    ),
  };
  return {
    took: 2,
    timed_out: false,
    ...(isEmpty && { num_reduce_phases: 0 }),
    _shards: NO_SHARDS,
    _clusters: node.release.searchDetails ? { ...counts, ...details } : counts,
    hits: { total: { value: 0, relation: 'eq' }, max_score: isEmpty ? null : 0, hits: [] },
  };
}

function detail({ alias, isSkipped }: Searched, indices: string): JsonObject {
  if (!isSkipped)
    return { status: 'successful', indices, took: 1, timed_out: false, _shards: NO_SHARDS };
  const reason = { type: 'connect_transport_exception', reason: `Unable to connect to [${alias}]` };
  return {
    status: 'skipped',
    indices,
    timed_out: false,
    failures: [{ shard: -1, index: null, reason }],
  };
}

function indexOf(expression: string): string {
  return expression.slice(expression.indexOf(':') + 1);
}

function count({ cluster }: AskedNode, searched: readonly Searched[]): void {
  const { searches } = cluster;
  const isSuccess = searched.every(
    ({ outcome, isSkipped }) => outcome.kind === 'answered' || isSkipped,
  );
  searches.total += 1;
  searches.success += isSuccess ? 1 : 0;
  searches.skipped += searched.some(({ isSkipped }) => isSkipped) ? 1 : 0;
  for (const { alias, outcome, isSkipped } of searched) {
    const before = searches.byAlias.get(alias) ?? { total: 0, skipped: 0 };
    searches.byAlias.set(alias, {
      total: before.total + (outcome.kind === 'answered' ? 1 : 0),
      skipped: before.skipped + (isSkipped ? 1 : 0),
    });
  }
}
