/** How each remote did in the last 24 hours: one bar for each hour, and the uptime. */
import { html } from 'hono/html';
import type { Status } from '../../result/result.ts';
import { checksOf, type Rollup } from '../../state/uptime/rollups.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { printable } from '../printable.ts';
import { STATUSES_WORST_FIRST } from '../statusOrder.ts';
import { columnTable } from './htmlTable.ts';
import { type Html, icon } from './layout.ts';
import { type Slot, slotsOf } from './uptime.ts';
import { elapsed, remotePath } from './words.ts';

/** Finished hours of a remote; none if they were not read. */
export type HoursOf = (remote: StoredRemote) => readonly Rollup[];

/** Each costs a query of the store and half a kilobyte of the page. */
export const MOST_HISTORIES = 100;

/** The others are folded, so that the table below is not far away. */
const MOST_OPEN = 20;

export interface HistoryOptions {
  readonly hoursOf: HoursOf;
  readonly now: Date;
}

/** The remotes in the order in which they are given. */
export function historyTable(
  remotes: readonly StoredRemote[],
  { hoursOf, now }: HistoryOptions,
): Html {
  const left = remotes.length - MOST_HISTORIES;
  const folded = remotes.slice(MOST_OPEN, MOST_HISTORIES);
  return html`<h2>Last 24 hours</h2>
${table(remotes.slice(0, MOST_OPEN), { hoursOf, now })}${
  folded.length === 0
    ? ''
    : html`<details class="more"><summary>${folded.length} more</summary>
${table(folded, { hoursOf, now })}
</details>`
}${left > 0 ? html`<p class="quiet">${left} more have their history on their own pages. Filter the overview to see it here.</p>` : ''}`;
}

function table(remotes: readonly StoredRemote[], options: HistoryOptions): Html {
  return columnTable({
    caption: 'Each remote cluster in the last 24 hours',
    name: 'past',
    heads: ['Remote cluster', 'Hours, the latest on the right', 'Usable', 'Now'],
    rows: remotes.map((remote) => row(remote, options)),
  });
}

function row(remote: StoredRemote, { hoursOf, now }: HistoryOptions): (string | Html)[] {
  const { alias, cluster, result, state, rollups } = remote;
  const slots = slotsOf('hour', [...hoursOf(remote), ...(rollups ? [rollups.hour] : [])], now);
  const since = state.since === undefined ? '' : ` for ${elapsed(state.since, now)}`;
  return [
    html`<a href="${remotePath(remote)}">${printable(alias)}</a> <span class="quiet">from ${printable(cluster)}</span>`,
    bars(slots),
    usable(slots),
    html`<span class="since">${icon(result.status)} ${result.status}${since}</span>`,
  ];
}

/** Share of the checks in which the remote was healthy or degraded. Unknown checks do not count. */
export function usable(slots: readonly Slot[]): string {
  const rollups = slots.flatMap(({ rollup }) => rollup ?? []);
  const good = rollups.reduce((sum, { healthy, degraded }) => sum + healthy + degraded, 0);
  const known = rollups.reduce((sum, rollup) => sum + checksOf(rollup) - rollup.unknown, 0);
  if (known === 0) return 'not known';
  const share = (good / known) * 100;
  return share === 100 ? '100 %' : `${(Math.floor(share * 10) / 10).toFixed(1)} %`;
}

const HEIGHT = 22;
/** Bad hours stand out above the healthy ones, not only by color. */
const BASE = 6;
const STEP = 8;
const WIDTH = 7;

/** One path for each status, because a page has many of these. */
function bars(slots: readonly Slot[]): Html {
  const paths = STATUSES_WORST_FIRST.flatMap((status) => {
    const d = slots.map((slot, index) => barOf(slot, { status, index })).join('');
    return d === '' ? [] : [html`<path class="${status}-bar" d="${d}"/>`];
  });
  return html`<svg class="bars" viewBox="0 0 ${slots.length * STEP} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${paths}</svg>`;
}

interface Place {
  readonly status: Status;
  readonly index: number;
}

/** The worst part of an hour stands on top and is never too low to be seen. */
function barOf({ rollup }: Slot, { status, index }: Place): string {
  if (rollup === undefined || rollup[status] === 0) return '';
  const worst = STATUSES_WORST_FIRST.find((one) => rollup[one] > 0);
  const isWorst = worst === status;
  if (status !== 'healthy' && !isWorst) return '';
  const bad = worst === 'healthy' ? 0 : 1 - rollup.healthy / checksOf(rollup);
  const split = bad === 0 ? BASE : Math.round(Math.max(BASE + 3, HEIGHT * bad));
  const [top, bottom] = isWorst && status !== 'healthy' ? [0, split] : [split, HEIGHT];
  return `M${index * STEP} ${top}h${WIDTH}v${bottom - top}h-${WIDTH}z`;
}
