/** What changed, a line each, for those who watch without a terminal. */
import type { Status } from '../../result/result.ts';
import { printable } from '../printable.ts';
import type { Track } from './tracks.ts';

/** Empty where nothing changed. */
export function changeLines(tracks: readonly Track[]): string {
  return tracks.flatMap((track) => (track.change === undefined ? [] : [`${lineOf(track)}\n`])).join('');
}

function lineOf({ result, statuses, change }: Track): string {
  const { checkedAt, cluster, alias, status, cause } = result;
  const before: Status | undefined = change === 'appeared' ? undefined : statuses.at(-2);
  const was = before === undefined || before === status ? '' : ` (was ${before})`;
  return printable(`${checkedAt} ${cluster}/${alias} ${status}${was} ${cause.code}: ${cause.evidence}`);
}
