import { type AskedNode, skipsUnavailable } from '../clusterState.ts';
import { illegalArgument, type JsonObject, type RestAnswer, restError } from '../json.ts';
import { durationMs } from '../query.ts';
import type { Asked, RemoteLink } from '../remoteLink.ts';
import { isBefore } from '../versions.ts';
import { namedLinks, refuseCrossCluster } from './crossCluster.ts';

export const RESOLVE_PRIVILEGES = {
  action: 'indices:admin/resolve/cluster',
  privileges: 'read_cross_cluster,view_index_metadata,manage,read,all',
};
const TIMED_OUT = 'Request timed out before receiving a response from the remote cluster';
const FIRST_REMOTE_WITH_VERSION = '8.13.0';

/** `GET /_resolve/cluster/{alias}:*`: connects if necessary, then asks the remote. */
export async function answerResolveCluster(asked: AskedNode): Promise<RestAnswer> {
  const { node, query, argument } = asked;
  if (node.release.resolveCluster === 'absent') return noSuchIndex('_resolve');
  if (query.has('timeout') && node.release.resolveCluster === 'without-timeout') {
    return illegalArgument(
      `request [/_resolve/cluster/${argument}] contains unrecognized parameter: [timeout]`,
    );
  }
  const refusal = refuseCrossCluster(asked, RESOLVE_PRIVILEGES);
  if (refusal) return refusal;
  const entries = namedLinks(asked).map(
    async ([alias, link]) => [alias, await aliasJson(asked, { alias, link })] as const,
  );
  return { status: 200, body: Object.fromEntries(await Promise.all(entries)) };
}

async function aliasJson(
  asked: AskedNode,
  { alias, link }: { alias: string; link: RemoteLink },
): Promise<JsonObject> {
  const skip_unavailable = skipsUnavailable(asked, alias);
  if (asked.node.apiFaults.get('resolve-cluster')?.kind === 'forbidden-on-remote') {
    return { connected: false, skip_unavailable, error: forbiddenOnRemote(asked) };
  }
  const outcome = await within(durationMs(asked.query, 'timeout'), link.ask());
  if (outcome === 'timed-out') return { connected: false, skip_unavailable, error: TIMED_OUT };
  return { connected: outcome.kind === 'answered', skip_unavailable, ...outcomeJson(outcome) };
}

function outcomeJson(outcome: Asked): JsonObject {
  if (outcome.kind === 'failed') return outcome.text === undefined ? {} : { error: outcome.text };
  const { version } = outcome.description;
  return {
    matching_indices: false,
    ...(!isBefore(version.number, FIRST_REMOTE_WITH_VERSION) && { version }),
  };
}

async function within(
  timeoutMs: number | undefined,
  asked: Promise<Asked>,
): Promise<Asked | 'timed-out'> {
  if (timeoutMs === undefined) return asked;
  const { promise, resolve } = Promise.withResolvers<'timed-out'>();
  const timer = setTimeout(() => resolve('timed-out'), timeoutMs);
  const first = await Promise.race([asked, promise]);
  clearTimeout(timer);
  return first;
}

/** From Elasticsearch's documentation, not from a recording. */
function forbiddenOnRemote({ cluster }: AskedNode): string {
  const user = cluster.user?.name ?? '_anonymous';
  return `action [${RESOLVE_PRIVILEGES.action}] towards remote cluster is unauthorized for user [${user}] with effective roles [${user}] because no remote indices privileges apply for the target cluster`;
}

/** 7.17 interprets the path as the name of an index. */
function noSuchIndex(index: string): RestAnswer {
  const resource = {
    'resource.type': 'index_expression',
    'resource.id': index,
    index_uuid: '_na_',
    index,
  };
  return restError({
    status: 404,
    error: { type: 'index_not_found_exception', reason: `no such index [${index}]`, ...resource },
  });
}
