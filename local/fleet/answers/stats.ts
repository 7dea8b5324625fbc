import {
  type AskedNode,
  isRemoteClusterClient,
  type SearchCounters,
  skipsUnavailable,
} from '../clusterState.ts';
import { illegalArgument, type JsonObject, type RestAnswer } from '../json.ts';
import { isFlag } from '../query.ts';
import type { RemoteLink } from '../remoteLink.ts';
import { isBefore } from '../versions.ts';

const NO_TIME = { max: 0, avg: 0, p90: 0 };
const FIRST_COUNTED_REMOTE = '8.16.0';
const HEAP_BYTES = 402_653_184;
const MEMORY_BYTES = 25_276_514_304;

/**
 * `GET /_cluster/stats?include_remotes=true`: asks each remote and waits without a time limit.
 * `timeout` has no effect.
 */
export async function answerStats(asked: AskedNode): Promise<RestAnswer> {
  const { cluster, node, query } = asked;
  if (query.has('include_remotes') && !node.release.includeRemotes) {
    return illegalArgument(
      'request [/_cluster/stats] contains unrecognized parameter: [include_remotes]',
    );
  }
  const count = cluster.nodes.length;
  const clusters = isFlag(query, 'include_remotes') && { clusters: await remotesJson(asked) };
  const ccs = node.release.includeRemotes && {
    ccs: { ...clusters, _search: searchesJson(cluster.searches) },
  };
  const body = {
    _nodes: { total: count, successful: count, failed: 0 },
    cluster_name: cluster.name,
    cluster_uuid: cluster.uuid,
    timestamp: cluster.now().getTime(),
    status: 'green',
    ...ccs,
  };
  return { status: 200, body };
}

/** Returns no clusters if the node lacks the role remote_cluster_client. */
async function remotesJson(asked: AskedNode): Promise<JsonObject> {
  if (!isRemoteClusterClient(asked.node)) return {};
  const entries = [...asked.node.links].map(
    async ([alias, link]) => [alias, await remoteJson(asked, { alias, link })] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** "unavailable" also for connected remotes older than 8.16. */
async function remoteJson(
  asked: AskedNode,
  { alias, link }: { alias: string; link: RemoteLink },
): Promise<JsonObject> {
  const common = {
    mode: link.options.registration.mode,
    skip_unavailable: skipsUnavailable(asked, alias),
    'transport.compress': 'indexing_data',
  };
  const outcome = await link.ask();
  if (
    outcome.kind !== 'answered' ||
    isBefore(outcome.description.version.number, FIRST_COUNTED_REMOTE)
  )
    return unavailable(common);
  const { clusterUuid, nodes } = outcome.description;
  return {
    cluster_uuid: clusterUuid,
    ...common,
    status: 'green',
    version: [...new Set(nodes.map(({ version }) => version))],
    nodes_count: nodes.length,
    ...sizes({ indices: 1, sizeBytes: 83_444, heapBytes: HEAP_BYTES, memoryBytes: MEMORY_BYTES }),
  };
}

function unavailable(common: JsonObject): JsonObject {
  const nothing = sizes({ indices: 0, sizeBytes: 0, heapBytes: 0, memoryBytes: 0 });
  return {
    cluster_uuid: 'unavailable',
    ...common,
    status: 'unavailable',
    version: [],
    nodes_count: 0,
    ...nothing,
  };
}

function sizes({
  indices,
  sizeBytes,
  heapBytes,
  memoryBytes,
}: {
  indices: number;
  sizeBytes: number;
  heapBytes: number;
  memoryBytes: number;
}): JsonObject {
  return {
    shards_count: indices,
    indices_count: indices,
    indices_total_size_in_bytes: sizeBytes,
    max_heap_in_bytes: heapBytes,
    mem_total_in_bytes: memoryBytes,
  };
}

function searchesJson({ total, success, skipped, byAlias }: SearchCounters): JsonObject {
  return {
    total,
    success,
    skipped,
    took: NO_TIME,
    took_mrt_true: NO_TIME,
    took_mrt_false: NO_TIME,
    remotes_per_search_max: byAlias.size === 0 ? 0 : 1,
    remotes_per_search_avg: byAlias.size === 0 ? 0 : 1,
    failure_reasons: total === success ? {} : { remotes_unavailable: total - success },
    features: {},
    clients: {},
    clusters: Object.fromEntries(
      [...byAlias].map(([alias, counts]) => [alias, { ...counts, took: NO_TIME }]),
    ),
  };
}
