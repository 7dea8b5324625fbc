/** Since when followers have been failing, or paused: Elasticsearch tells when a follower last tried to read, not when it last could, and of paused ones nothing. */
import * as z from 'zod';
import type { Replication } from '../result/replication.ts';

export const replicationMemorySchema = z.object({ failingSince: z.iso.datetime().optional(), pausedSince: z.iso.datetime().optional() });
export type ReplicationMemory = z.infer<typeof replicationMemorySchema>;

/** What is not known changes nothing. */
export function nextReplication(
  before: ReplicationMemory | undefined,
  replication: Replication | undefined,
  at: string,
): ReplicationMemory | undefined {
  if (replication === undefined) return before;
  const isFailing = replication.stoppedFollowers + replication.retryingFollowers > 0;
  const failingSince = isFailing ? (before?.failingSince ?? replication.failingSince ?? at) : undefined;
  const pausedSince = pausedSinceOf(before, replication, at);
  if (failingSince === undefined && pausedSince === undefined) return undefined;
  return { ...(failingSince === undefined ? {} : { failingSince }), ...(pausedSince === undefined ? {} : { pausedSince }) };
}

function pausedSinceOf(before: ReplicationMemory | undefined, { pausedFollowers }: Replication, at: string): string | undefined {
  if (pausedFollowers === undefined) return before?.pausedSince;
  return pausedFollowers === 0 ? undefined : (before?.pausedSince ?? at);
}
