/** Cross-cluster searches of the local cluster that named this remote. */
import * as z from 'zod';

export const recentSearchesSchema = z.strictObject({
  /** The time looked back on, up to about an hour; less while the checker has not watched for so long. */
  minutes: z.int(),
  answered: z.int(),
  skipped: z.int(),
  /**
   * Cross-cluster searches of the local cluster that failed as a whole, by Elasticsearch's reason; of all remotes, since the counters do not tell which.
   * At least so many: what the checker itself has searched for is taken from each reason, as nobody tells by which its own are counted.
   */
  failed: z.record(z.string(), z.int()).default({}),
  /** Whether nodes came, went or started anew meanwhile: then there may have been more. */
  atLeast: z.boolean(),
});

export const searchesSchema = z.strictObject({
  /** Searches (and ES|QL queries) that the remote answered, since each of the nodes below started. */
  answered: z.int(),
  /** Those that left the remote out and went on without its data: it could not be reached, or it refused. */
  skipped: z.int(),
  /** The local nodes whose counters these are, and those whose counters are missing. */
  nodes: z.strictObject({ answered: z.int(), failed: z.int() }),
  /** Searches that this check itself made, which are among the above. */
  own: z.strictObject({
    answered: z.int(),
    skipped: z.int(),
    /** Those that failed as a whole, of all remotes of the local cluster, as `failed` counts them; absent where not all of them were checked together. */
    failed: z.int().optional(),
  }),
  /** Cross-cluster searches of the local cluster that failed as a whole, by Elasticsearch's reason; the counters do not tell which remote was meant. */
  failed: z.record(z.string(), z.int()),
  /** Absent where there is no earlier check to compare with. */
  recent: recentSearchesSchema.optional(),
  /** Since the check before; absent at the first. What lies in a gap is not known and counts as nothing. */
  latest: z.strictObject({ answered: z.int(), skipped: z.int() }).optional(),
});

export type RecentSearches = z.infer<typeof recentSearchesSchema>;
export type Searches = z.infer<typeof searchesSchema>;
