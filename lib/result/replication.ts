/** Follower indices of the local cluster that replicate from this remote. */
import * as z from 'zod';

export const replicationSchema = z.strictObject({
  /** Indices, and their shards. */
  followers: z.int(),
  shards: z.int(),
  /** Operations that the followers have yet to read, as far as they know of the leaders. */
  operationsBehind: z.int(),
  /** Followers that have stopped for good, until somebody resumes them; the first of their shards each, and no more than twenty. */
  stopped: z.array(z.strictObject({ followerIndex: z.string(), leaderIndex: z.string(), shard: z.int(), reason: z.string() })),
  stoppedFollowers: z.int(),
  /** Followers whose reads fail and are tried again, and what the one says that has tried most often. */
  retryingFollowers: z.int(),
  retryReason: z.string().optional(),
  /** Since when followers have been stopped or failing, as far as is known. */
  failingSince: z.iso.datetime().optional(),
  /** When the leaders may forget what the followers lack, if their retention leases are the default of 12 hours. */
  leaseEndsAt: z.iso.datetime().optional(),
  /** How long ago the remote was looked through for new indices, where patterns auto-follow it. */
  sinceAutoFollowCheckMs: z.int().optional(),
});

export type Replication = z.infer<typeof replicationSchema>;
