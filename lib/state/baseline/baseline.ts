/**
 * Memory of one remote from check to check, beside the state of its incident. Each result stores
 * it, so it stays small.
 */
import * as z from 'zod';
import type { Replication } from '../../result/replication.ts';
import type { CheckResult } from '../../result/result.ts';
import { identityMemorySchema, nextIdentity } from './clusterIdentity.ts';
import { expiryMemorySchema, nextExpiries } from './expirations.ts';
import { nextSearches, searchMemorySchema } from './searchCounters.ts';

/**
 * Time since which followers fail or are paused. Elasticsearch reports the last read attempt of a
 * follower, not its last success, and no times for paused followers.
 */

export const replicationMemorySchema = z.object({
  failingSince: z.iso.datetime().optional(),
  pausedSince: z.iso.datetime().optional(),
});
export type ReplicationMemory = z.infer<typeof replicationMemorySchema>;

/** Unknown values change nothing. */
export function nextReplication(
  before: ReplicationMemory | undefined,
  replication: Replication | undefined,
  at: string,
): ReplicationMemory | undefined {
  if (replication === undefined) return before;
  const isFailing = replication.stoppedFollowers + replication.retryingFollowers > 0;
  const failingSince = isFailing
    ? (before?.failingSince ?? replication.failingSince ?? at)
    : undefined;
  const pausedSince = pausedSinceOf(before, replication, at);
  if (failingSince === undefined && pausedSince === undefined) return undefined;
  return {
    ...(failingSince === undefined ? {} : { failingSince }),
    ...(pausedSince === undefined ? {} : { pausedSince }),
  };
}

function pausedSinceOf(
  before: ReplicationMemory | undefined,
  { pausedFollowers }: Replication,
  at: string,
): string | undefined {
  if (pausedFollowers === undefined) return before?.pausedSince;
  return pausedFollowers === 0 ? undefined : (before?.pausedSince ?? at);
}

/**
 * Drops unknown keys and resets unreadable parts, so that other versions of the checker can read
 * the item.
 */
export const memorySchema = z.object({
  searches: searchMemorySchema.optional().catch(undefined),
  expiries: expiryMemorySchema.optional().catch(undefined),
  identity: identityMemorySchema.optional().catch(undefined),
  replication: replicationMemorySchema.optional().catch(undefined),
});

export type Memory = z.infer<typeof memorySchema>;

/** The memory after one more result. */
export function remember(memory: Memory | undefined, result: CheckResult): Memory {
  const { searches, replication, checkedAt } = result;
  return {
    searches: nextSearches(memory?.searches, searches, checkedAt),
    identity: nextIdentity(memory?.identity, result),
    replication: nextReplication(memory?.replication, replication, checkedAt),
    expiries: nextExpiries(memory?.expiries, result),
  };
}
