/**
 * Memory of one remote from check to check, beside the state of its incident. Each result stores
 * it, so it stays small.
 */
import * as z from 'zod';
import { type Instant, instantSchema } from '../../instant.ts';
import type { AddressProbe } from '../../result/network.ts';
import type { Replication } from '../../result/replication.ts';
import type { CheckResult } from '../../result/result.ts';
import { silentAddresses } from '../../result/silence.ts';
import { identityMemorySchema, nextIdentity } from './clusterIdentity.ts';
import { deadMemorySchema, nextDead } from './deadRemote.ts';
import { expiryMemorySchema, nextExpiries } from './expirations.ts';
import { nextSearches, searchMemorySchema } from './searchCounters.ts';

/**
 * Time since which followers fail or are paused. Elasticsearch reports the last read attempt of a
 * follower, not its last success, and no times for paused followers.
 */

export const replicationMemorySchema = z.object({
  failingSince: instantSchema.optional(),
  pausedSince: instantSchema.optional(),
});
export type ReplicationMemory = z.infer<typeof replicationMemorySchema>;

/** Unknown values change nothing. */
export function nextReplication(
  before: ReplicationMemory | undefined,
  replication: Replication | undefined,
  at: Instant,
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
  at: Instant,
): Instant | undefined {
  if (pausedFollowers === undefined) return before?.pausedSince;
  return pausedFollowers === 0 ? undefined : (before?.pausedSince ?? at);
}

/**
 * Drops unknown keys and resets unreadable parts, so that other versions of the checker can read
 * the item.
 */
export const memorySchema = z.object({
  /** The silent addresses for which requests were last repeated, and when. */
  repeated: z.object({ silent: z.string(), at: instantSchema }).optional().catch(undefined),
  /** Requests that failed while nothing of the remote was alive. */
  dead: deadMemorySchema.optional().catch(undefined),
  searches: searchMemorySchema.optional().catch(undefined),
  expiries: expiryMemorySchema.optional().catch(undefined),
  identity: identityMemorySchema.optional().catch(undefined),
  replication: replicationMemorySchema.optional().catch(undefined),
});

export type Memory = z.infer<typeof memorySchema>;

const REPEAT_MS = 5 * 60_000;

/**
 * Whether requests are due to be repeated: once for each change of what is silent, and then every
 * five minutes. Without a memory each check is the first.
 */
export function isRepeatDue(
  before: Memory['repeated'],
  network: readonly AddressProbe[],
  now: Date,
): boolean {
  const silent = silentAddresses(network);
  if (silent === '') return false;
  return before?.silent !== silent || now.getTime() - Date.parse(before.at) >= REPEAT_MS;
}

function nextRepeated(
  before: Memory['repeated'],
  { witnesses: { network, repeated }, checkedAt }: CheckResult,
): Memory['repeated'] {
  const silent = silentAddresses(network);
  if (silent === '') return undefined;
  return repeated.length > 0 ? { silent, at: checkedAt } : before;
}

/** The memory with one more result. */
export function remember(memory: Memory | undefined, result: CheckResult): Memory {
  const { searches, replication, checkedAt } = result;
  return {
    repeated: nextRepeated(memory?.repeated, result),
    dead: nextDead(memory?.dead, result),
    searches: nextSearches(memory?.searches, searches, checkedAt),
    identity: nextIdentity(memory?.identity, result),
    replication: nextReplication(memory?.replication, replication, checkedAt),
    expiries: nextExpiries(memory?.expiries, result),
  };
}
