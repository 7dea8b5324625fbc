/** What searches lacked, in words. */
import type { RecentSearches, Searches } from './searches.ts';

/** `312 of 900 searches in the last hour left it out`; of all since the nodes started where nothing is remembered. Undefined where it never was searched. */
export function lossOf({ recent, answered, skipped }: Searches): string | undefined {
  if (recent !== undefined) return recentLoss(recent);
  return answered + skipped === 0 ? undefined : `${skipped} of ${answered + skipped} searches since the local nodes started left it out`;
}

export function recentLoss(recent: RecentSearches): string {
  const { answered, skipped, atLeast } = recent;
  if (answered + skipped === 0) return `${atLeast ? 'as far as is known, ' : ''}nobody searched it ${timeOf(recent)}`;
  return `${atLeast ? 'at least ' : ''}${skipped} of ${answered + skipped} searches ${timeOf(recent)} left it out`;
}

/** `12 cross-cluster searches of the local cluster failed in the last hour`, with the reasons; undefined where none did. */
export function failuresOf(recent: RecentSearches): string | undefined {
  const reasons = Object.entries(recent.failed).toSorted(([, a], [, b]) => b - a);
  const count = reasons.reduce((sum, [, failed]) => sum + failed, 0);
  if (count === 0) return undefined;
  const named = reasons.map(([reason, failed]) => `${failed} ${reason}`).join(', ');
  return `${recent.atLeast ? 'at least ' : ''}${count} cross-cluster search${count === 1 ? '' : 'es'} of the local cluster failed ${timeOf(recent)} (${named})`;
}

const ABOUT_AN_HOUR_MINUTES = 55;

function timeOf({ minutes }: RecentSearches): string {
  if (minutes >= ABOUT_AN_HOUR_MINUTES) return 'in the last hour';
  return minutes === 1 ? 'in the last minute' : `in the last ${minutes} minutes`;
}
