/** Follower indices of the local cluster that replicate from this remote. */
import * as z from 'zod';
import { instantSchema } from '../instant.ts';

export const replicationSchema = z.strictObject({
  /** Indices, and their shards. */
  followers: z.int(),
  shards: z.int(),
  /** Operations that the followers have yet to read, as far as they know of the leaders. */
  operationsBehind: z.int(),
  /**
   * Followers that have stopped for good, until somebody resumes them; the first of their shards
   * each, and no more than twenty.
   */
  stopped: z.array(
    z.strictObject({
      followerIndex: z.string(),
      leaderIndex: z.string(),
      shard: z.int(),
      reason: z.string(),
    }),
  ),
  stoppedFollowers: z.int(),
  /**
   * Followers whose reads fail and are tried again, and what the one says that has tried most
   * often.
   */
  retryingFollowers: z.int(),
  retryReason: z.string().optional(),
  /** Since when followers have been stopped or failing, as far as is known. */
  failingSince: instantSchema.optional(),
  /**
   * When the leaders may forget what the followers lack, if their retention leases are the default
   * of 12 hours.
   */
  leaseEndsAt: instantSchema.optional(),
  /**
   * The longest time since any follower that has not stopped sent a read; it polls once a minute,
   * unless its read_poll_timeout says otherwise.
   */
  sinceLastReadMs: z.int().optional(),
  /**
   * Followers that somebody has paused, no more than twenty of them named; absent where that could
   * not be asked.
   */
  pausedFollowers: z.int().optional(),
  paused: z.array(z.string()).optional(),
  /** Since when there have been paused ones, at the latest: when the checker first saw one. */
  pausedSince: instantSchema.optional(),
  /**
   * Patterns by which indices of the remote are followed as they come, no more than twenty; absent
   * where there are none, or our user may not list them.
   */
  autoFollowPatterns: z
    .array(
      z.strictObject({
        name: z.string(),
        active: z.boolean(),
        leaderIndexPatterns: z.array(z.string()),
      }),
    )
    .optional(),
  /**
   * What these could not follow of late, no more than five; without a list of patterns told only
   * where a single remote is auto-followed.
   */
  autoFollowErrors: z
    .array(z.strictObject({ about: z.string(), at: instantSchema, reason: z.string() }))
    .optional(),
  autoFollowErrorCount: z.int().optional(),
  /** How long ago the remote was looked through for new indices, where patterns auto-follow it. */
  sinceAutoFollowCheckMs: z.int().optional(),
});

export type Replication = z.infer<typeof replicationSchema>;
