/** How many remotes have which status. */
import { html } from 'hono/html';
import type { CheckResult, Status } from '../../result/result.ts';
import { STATUSES_WORST_FIRST } from '../severity.ts';
import { badge, type Html } from './layout.ts';

export type Counts = Readonly<Record<Status, number>>;

export function countResults(results: readonly Pick<CheckResult, 'status'>[]): Counts {
  const count = (wanted: Status) => results.filter(({ status }) => status === wanted).length;
  return { failing: count('failing'), degraded: count('degraded'), unknown: count('unknown'), healthy: count('healthy') };
}

/** `2 failing, 7 healthy`. */
export function inWords(counts: Counts): string {
  const told = STATUSES_WORST_FIRST.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  return told.join(', ') || 'Nothing checked yet';
}

export function countBadges(counts: Counts): Html {
  const shown = STATUSES_WORST_FIRST.filter((status) => counts[status] > 0);
  return html`<span class="counts">${shown.map((status) => badge(status, `${counts[status]} ${status}`))}</span>`;
}
