/** Local clusters with their remotes, sorted by status. */

import { html } from 'hono/html';
import type { CheckResult, Status } from '../../result/result.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { natural } from '../naturalOrder.ts';
import { STATUSES_WORST_FIRST, worstStatus } from '../statusOrder.ts';
import { badge, type Html } from './layout.ts';

export interface ClusterOverview {
  readonly name: string;
  /** The worst status of its remotes. Unknown if none was checked. */
  readonly status: Status;
  readonly counts: Counts;
  /** Worst first. */
  readonly remotes: readonly StoredRemote[];
}

export function clusterOverview(name: string, remotes: readonly StoredRemote[]): ClusterOverview {
  const results = remotes.map(({ result }) => result);
  const status = worstStatus({ results });
  const sorted = remotes.toSorted(
    (a, b) => rank(a.result.status) - rank(b.result.status) || natural(a.alias, b.alias),
  );
  return { name, status, counts: countResults(results), remotes: sorted };
}

export function worstFirst(clusters: readonly ClusterOverview[]): ClusterOverview[] {
  return clusters.toSorted((a, b) => rank(a.status) - rank(b.status) || natural(a.name, b.name));
}

function rank(status: Status): number {
  return STATUSES_WORST_FIRST.indexOf(status);
}

/** Number of remotes by status. */

export type Counts = Readonly<Record<Status, number>>;

export function countResults(results: readonly Pick<CheckResult, 'status'>[]): Counts {
  const count = (wanted: Status) => results.filter(({ status }) => status === wanted).length;
  return {
    failing: count('failing'),
    degraded: count('degraded'),
    unknown: count('unknown'),
    healthy: count('healthy'),
  };
}

export function sum(all: readonly Counts[]): Counts {
  const total = (status: Status) => all.reduce((count, counts) => count + counts[status], 0);
  return {
    failing: total('failing'),
    degraded: total('degraded'),
    unknown: total('unknown'),
    healthy: total('healthy'),
  };
}

/** `2 failing, 7 healthy`. */
export function inWords(counts: Counts): string {
  const told = STATUSES_WORST_FIRST.filter((status) => counts[status] > 0).map(
    (status) => `${counts[status]} ${status}`,
  );
  return told.join(', ') || 'Nothing checked yet';
}

export function countBadges(counts: Counts): Html {
  const shown = STATUSES_WORST_FIRST.filter((status) => counts[status] > 0);
  return html`<span class="counts">${shown.map((status) => badge(status, `${counts[status]} ${status}`))}</span>`;
}
