/**
 * `GET /_cluster/stats?include_remotes=true` (8.16 and later): each remote's uuid and all of its
 * versions. It asks all remotes at once and hangs on a half-open one, its own `timeout`
 * notwithstanding, so it needs its own deadline and shares its fate among the aliases.
 */
import * as z from 'zod';
import type { Answer, RemoteStats, SearchCounts } from '../../../facts/facts.ts';
import type { FailedAnswer } from '../../../result/witness.ts';
import type { GetRequest } from '../ask.ts';
import { type Entry, entriesOf, listOf } from '../entries.ts';
import { countSchema } from '../values.ts';
import { SEARCH_COUNT_FIELDS, searchCountsOf, searchCountsShape } from './searchCounts.ts';

/**
 * Stands for both the status and the uuid of a remote that gave no stats; its counts are 0 then,
 * and mean nothing.
 */
const UNAVAILABLE = 'unavailable';

const remoteStatsSchema = z
  .object({
    cluster_uuid: z.string(),
    status: z.string(),
    version: listOf(z.string()),
    nodes_count: countSchema.optional(),
  })
  .transform(({ cluster_uuid, status, version, nodes_count }): RemoteStats | typeof UNAVAILABLE => {
    if (status === UNAVAILABLE) return UNAVAILABLE;
    return {
      clusterUuid: cluster_uuid,
      status,
      versions: version,
      ...(nodes_count === undefined ? {} : { nodesCount: nodes_count }),
    };
  });

/** An entry that is not understood. */
interface Odd {
  readonly notUnderstood: string;
}

export type RemoteStatsByAlias = Readonly<Record<string, RemoteStats | typeof UNAVAILABLE | Odd>>;

export interface ClusterStats {
  readonly remotes: RemoteStatsByAlias;
  /** Undefined where the answer has no counters that are understood. */
  readonly searches: SearchCounts | undefined;
}

/** A cluster without remotes leaves nothing for `filter_path` to match. */
const clusterStatsSchema = z
  .object({
    _nodes: searchCountsShape._nodes,
    ccs: z
      .object({ clusters: entriesOf(remoteStatsSchema).prefault({}), ...searchCountsShape.ccs })
      .prefault({}),
  })
  .transform(
    ({ _nodes, ccs }): ClusterStats => ({
      remotes: byAlias(ccs.clusters),
      searches: searchCountsOf({ nodes: _nodes, search: ccs._search, esql: ccs._esql }),
    }),
  );

function byAlias(
  entries: ReadonlyMap<string, Entry<RemoteStats | typeof UNAVAILABLE>>,
): RemoteStatsByAlias {
  return Object.fromEntries(
    [...entries].map(([alias, entry]) => [
      alias,
      entry.ok ? entry.value : { notUnderstood: entry.why },
    ]),
  );
}

export const clusterStatsRequest: GetRequest<ClusterStats> = {
  path: '/_cluster/stats',
  // Some 500 bytes for each remote.
  maxBytes: 2 * 1024 * 1024,
  querystring: {
    include_remotes: 'true',
    filter_path: ['ccs.clusters', ...SEARCH_COUNT_FIELDS].join(','),
  },
  schema: clusterStatsSchema,
};

const WHY_UNAVAILABLE =
  'it is not connected, or older than 8.16, or our user lacks monitor_stats (remote_cluster of its role here; in the certificate model its role there)';

/**
 * What the answer says about one alias. A node without the role remote_cluster_client lists none.
 */
export function statsOf(answer: Answer<RemoteStatsByAlias>, alias: string): Answer<RemoteStats> {
  if (!answer.ok) return answer;
  const { durationMs } = answer;
  const value = Object.hasOwn(answer.value, alias) ? answer.value[alias] : undefined;
  if (isOdd(value)) return { ok: false, failed: { ...unreadable(alias, value), durationMs } };
  if (value !== undefined && value !== UNAVAILABLE) return { ok: true, value, durationMs };
  const what =
    value === UNAVAILABLE
      ? `says that ${alias} is unavailable: ${WHY_UNAVAILABLE}`
      : `does not list the alias ${alias}`;
  const message = `GET /_cluster/stats?include_remotes=true ${what}`;
  return {
    ok: false,
    failed: { kind: 'missing', httpStatus: 200, message, reasons: [], durationMs },
  };
}

function isOdd(value: RemoteStatsByAlias[string] | undefined): value is Odd {
  return typeof value === 'object' && 'notUnderstood' in value;
}

function unreadable(alias: string, { notUnderstood }: Odd): Omit<FailedAnswer, 'durationMs'> {
  const message = `GET /_cluster/stats?include_remotes=true has an entry for ${alias} that is not understood: ${notUnderstood}`;
  return { kind: 'nonsense', httpStatus: 200, message: message.slice(0, MAX_MESSAGE), reasons: [] };
}

const MAX_MESSAGE = 1000;
