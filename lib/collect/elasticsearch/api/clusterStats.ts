/**
 * `GET /_cluster/stats?include_remotes=true` (8.16 and later): each remote's uuid and all of its
 * versions. It asks all remotes at once and hangs on a half-open one, its own `timeout`
 * notwithstanding, so it needs its own deadline and shares its fate among the aliases.
 */
import * as z from 'zod';
import type { Answer, RemoteStats, SearchCounts } from '../../../facts/facts.ts';
import type { GetRequest } from '../ask.ts';
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
    version: z.array(z.string()),
    nodes_count: z.number().optional(),
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

export type RemoteStatsByAlias = Readonly<Record<string, RemoteStats | typeof UNAVAILABLE>>;

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
      .object({
        clusters: z.record(z.string(), remoteStatsSchema).default({}),
        ...searchCountsShape.ccs,
      })
      .default({ clusters: {} }),
  })
  .transform(
    ({ _nodes, ccs }): ClusterStats => ({
      remotes: ccs.clusters,
      searches: searchCountsOf({ nodes: _nodes, search: ccs._search, esql: ccs._esql }),
    }),
  );

export const clusterStatsRequest: GetRequest<ClusterStats> = {
  path: '/_cluster/stats',
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
