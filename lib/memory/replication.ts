/** Since when followers have been failing: Elasticsearch tells when a follower last tried to read, not when it last could. */
import * as z from 'zod';
import type { Replication } from '../result/replication.ts';

export const replicationMemorySchema = z.object({ failingSince: z.iso.datetime() });
export type ReplicationMemory = z.infer<typeof replicationMemorySchema>;

/** What is not known changes nothing. */
export function nextReplication(
  before: ReplicationMemory | undefined,
  replication: Replication | undefined,
  at: string,
): ReplicationMemory | undefined {
  if (replication === undefined) return before;
  if (replication.stoppedFollowers + replication.retryingFollowers === 0) return undefined;
  return before ?? { failingSince: replication.failingSince ?? at };
}
