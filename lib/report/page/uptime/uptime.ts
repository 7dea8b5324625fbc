/** How a remote fared over a day and over a month. */
import { html } from 'hono/html';
import { checksOf, type Period, type Rollup } from '../../../memory/rollups.ts';
import { STATUSES_WORST_FIRST } from '../../severity.ts';
import type { Html } from '../layout.ts';
import { columnTable } from '../table.ts';
import { moment } from '../words.ts';
import { chart } from './chart.ts';
import { type Slot, slotsOf } from './slots.ts';

export interface UptimeOptions {
  readonly period: Period;
  readonly now: Date;
}

const TITLES = { hour: 'Last 24 hours', day: 'Last 30 days' } as const satisfies Record<Period, string>;

export function uptime(rollups: readonly Rollup[], { period, now }: UptimeOptions): Html {
  const slots = slotsOf(period, rollups, now);
  const [first] = slots;
  const counted = slots.flatMap(({ rollup }) => rollup ?? []);
  return html`<h3>${TITLES[period]}</h3>
<p>${checksInWords(counted)}<br>${requestsInWords(counted)}</p>
${chart(slots)}
<p class="ends quiet"><span>${first && name(first, period)}</span> <span>now</span></p>
<details class="more"><summary>The same as a table</summary>
${slotTable(slots, period)}
</details>`;
}

function checksInWords(rollups: readonly Rollup[]): string {
  const total = rollups.reduce((sum, rollup) => sum + checksOf(rollup), 0);
  if (total === 0) return 'No check in this time.';
  const told = STATUSES_WORST_FIRST.toReversed().flatMap((status) => {
    const count = rollups.reduce((sum, rollup) => sum + rollup[status], 0);
    return count === 0 ? [] : [`${percent(count / total)} ${status}`];
  });
  return `${total} checks: ${told.join(', ')}.`;
}

/** 100 % means all, and 0 % none. */
function percent(share: number): string {
  const told = (share * 100).toFixed(1);
  if (told === '100.0') return share === 1 ? '100 %' : '> 99.9 %';
  return told === '0.0' ? '< 0.1 %' : `${told} %`;
}

function requestsInWords(rollups: readonly Rollup[]): string {
  const requests = rollups.flatMap((rollup) => rollup.requests ?? []);
  const count = requests.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return 'No cross-cluster request passed.';
  const mean = requests.reduce((sum, one) => sum + one.totalMs, 0) / count;
  const fastest = Math.min(...requests.map(({ minMs }) => minMs));
  const slowest = Math.max(...requests.map(({ maxMs }) => maxMs));
  return `Cross-cluster requests took ${ms(mean)} on average, ${ms(fastest)} to ${ms(slowest)}.`;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

function name({ from }: Slot, period: Period): string {
  return period === 'hour' ? moment(from) : from.slice(0, 10);
}

/** Latest first. */
function slotTable(slots: readonly Slot[], period: Period): Html {
  const rows = slots.toReversed().map((slot) => [name(slot, period), ...cellsOf(slot)]);
  return columnTable({ caption: TITLES[period], heads: [period === 'hour' ? 'Hour from' : 'Day', 'Checks', 'Requests'], rows });
}

function cellsOf({ rollup }: Slot): [string, string] {
  if (rollup === undefined) return ['none', ''];
  const counts = STATUSES_WORST_FIRST.filter((status) => rollup[status] > 0).map((status) => `${rollup[status]} ${status}`);
  const { requests } = rollup;
  return [
    counts.join(', '),
    requests === undefined ? '' : `${ms(requests.totalMs / requests.count)} (${ms(requests.minMs)} to ${ms(requests.maxMs)})`,
  ];
}
