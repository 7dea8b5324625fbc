/** A follower index of a simulated local cluster, with one shard. */
export interface SimulatedFollower {
  /** Alias of the remote that it follows. */
  readonly alias: string;
  readonly leaderIndex: string;
  readonly followerIndex: string;
  readonly operationsBehind?: number;
  /** Reason for which it is permanently stopped, since the start of the cluster. */
  readonly fatal?: string;
}
