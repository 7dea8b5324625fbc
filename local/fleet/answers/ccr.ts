import type { AskedNode, ClusterState } from '../clusterState.ts';
import type { SimulatedFollower } from '../followers.ts';
import type { JsonObject, RestAnswer } from '../json.ts';

const NO_OPERATIONS = 0;
const LEADER_CHECKPOINT = 10_000;

/**
 * `GET /_ccr/stats` by Elastic's specification. Followers of a disconnected remote report read
 * errors.
 */
export function answerCcrStats({ cluster, node }: AskedNode): RestAnswer {
  const autoFollow = {
    number_of_failed_follow_indices: 0,
    number_of_failed_remote_cluster_state_requests: 0,
    number_of_successful_follow_indices: 0,
    recent_auto_follow_errors: [],
    auto_followed_clusters: [],
  };
  const isConnected = (alias: string) => (node.links.get(alias)?.connections() ?? 0) > 0;
  const indices = cluster.followers.map((follower) =>
    followerJson(cluster, follower, isConnected(follower.alias)),
  );
  return { status: 200, body: { auto_follow_stats: autoFollow, follow_stats: { indices } } };
}

function followerJson(
  { startedAt, now }: ClusterState,
  follower: SimulatedFollower,
  isConnected: boolean,
): JsonObject {
  const { alias, leaderIndex, followerIndex, operationsBehind = NO_OPERATIONS, fatal } = follower;
  const reading = fatal === undefined;
  const unable = { type: 'connect_transport_exception', reason: `Unable to connect to [${alias}]` };
  const shard = {
    remote_cluster: alias,
    leader_index: leaderIndex,
    follower_index: followerIndex,
    shard_id: 0,
    leader_global_checkpoint: LEADER_CHECKPOINT,
    leader_max_seq_no: LEADER_CHECKPOINT,
    follower_global_checkpoint: LEADER_CHECKPOINT - operationsBehind,
    follower_max_seq_no: LEADER_CHECKPOINT - operationsBehind,
    read_exceptions:
      reading && !isConnected
        ? [{ from_seq_no: LEADER_CHECKPOINT, retries: 7, exception: unable }]
        : [],
    time_since_last_read_millis: reading ? 800 : now().getTime() - startedAt.getTime(),
    ...(fatal === undefined
      ? {}
      : { fatal_exception: { type: 'security_exception', reason: fatal } }),
  };
  return { index: followerIndex, total_global_checkpoint_lag: operationsBehind, shards: [shard] };
}
