/** Cross-cluster searches of the local cluster that named this remote. */
import * as z from 'zod';

export const recentSearchesSchema = z.strictObject({
  /**
   * The time looked back on, up to about an hour; less while the checker has not watched for so
   * long.
   */
  minutes: z.int(),
  answered: z.int(),
  skipped: z.int(),
  /**
   * Cross-cluster searches of the local cluster that failed as a whole, by Elasticsearch's reason;
   * of all remotes, since the counters do not tell which. At least so many: what the checker itself
   * has searched for is taken from each reason, as nobody tells by which its own are counted.
   */
  failed: z.record(z.string(), z.int()).default({}),
  /** Whether nodes came, went or started anew meanwhile: then there may have been more. */
  atLeast: z.boolean(),
});

export const searchesSchema = z.strictObject({
  /**
   * Searches (and ES|QL queries) that the remote answered, since each of the nodes below started.
   */
  answered: z.int(),
  /**
   * Those that left the remote out and went on without its data: it could not be reached, or it
   * refused.
   */
  skipped: z.int(),
  /** The local nodes whose counters these are, and those whose counters are missing. */
  nodes: z.strictObject({ answered: z.int(), failed: z.int() }),
  /** Searches that this check itself made, which are among the above. */
  own: z.strictObject({
    answered: z.int(),
    skipped: z.int(),
    /**
     * Those that failed as a whole, of all remotes of the local cluster, as `failed` counts them;
     * absent where not all of them were checked together.
     */
    failed: z.int().optional(),
  }),
  /**
   * Cross-cluster searches of the local cluster that failed as a whole, by Elasticsearch's reason;
   * the counters do not tell which remote was meant.
   */
  failed: z.record(z.string(), z.int()),
  /** Absent where there is no earlier check to compare with. */
  recent: recentSearchesSchema.optional(),
  /**
   * Since the check before; absent at the first. What lies in a gap is not known and counts as
   * nothing.
   */
  latest: z.strictObject({ answered: z.int(), skipped: z.int() }).optional(),
});

export type RecentSearches = z.infer<typeof recentSearchesSchema>;
export type Searches = z.infer<typeof searchesSchema>;

/** What searches lacked, in words. */

/**
 * `312 of 900 searches in the last hour left it out`; of all since the nodes started where nothing
 * is remembered. Undefined where it never was searched.
 */
export function lossOf({ recent, answered, skipped }: Searches): string | undefined {
  if (recent !== undefined) return recentLoss(recent);
  return answered + skipped === 0
    ? undefined
    : `${skipped} of ${answered + skipped} searches since the local nodes started left it out`;
}

export function recentLoss(recent: RecentSearches): string {
  const { answered, skipped, atLeast } = recent;
  if (answered + skipped === 0)
    return `${atLeast ? 'as far as is known, ' : ''}nobody searched it ${timeOf(recent)}`;
  return `${atLeast ? 'at least ' : ''}${skipped} of ${answered + skipped} searches ${timeOf(recent)} left it out`;
}

/**
 * `12 cross-cluster searches of the local cluster failed in the last hour`, with the reasons;
 * undefined where none did.
 */
export function failuresOf(recent: RecentSearches): string | undefined {
  const reasons = Object.entries(recent.failed).toSorted(([, a], [, b]) => b - a);
  const count = reasons.reduce((sum, [, failed]) => sum + failed, 0);
  if (count === 0) return undefined;
  const named = reasons.map(([reason, failed]) => `${failed} ${reason}`).join(', ');
  return `${recent.atLeast ? 'at least ' : ''}${count} cross-cluster search${count === 1 ? '' : 'es'} of the local cluster failed ${timeOf(recent)} (${named})`;
}

const ABOUT_AN_HOUR_MINUTES = 55;

/** `in the last 12 minutes` */
export function timeOf({ minutes }: RecentSearches): string {
  if (minutes >= ABOUT_AN_HOUR_MINUTES) return 'in the last hour';
  return minutes === 1 ? 'in the last minute' : `in the last ${minutes} minutes`;
}
