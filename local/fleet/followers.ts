/** A follower index of a simulated local cluster, with one shard. */
export interface SimulatedFollower {
  /** Of the remote that it follows. */
  readonly alias: string;
  readonly leaderIndex: string;
  readonly followerIndex: string;
  readonly operationsBehind?: number;
  /** Why it has stopped, since the cluster was started. */
  readonly fatal?: string;
}
