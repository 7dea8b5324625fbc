/** Uptime of a remote over a day and over a month. */
import { html } from 'hono/html';
import { type Instant, instantOf } from '../../instant.ts';
import { checksOf, type Period, periodStart, type Rollup } from '../../state/uptime/rollups.ts';
import { STATUSES_WORST_FIRST } from '../statusOrder.ts';
import { columnTable } from './htmlTable.ts';
import { type Html, shape } from './layout.ts';
import { moment } from './words.ts';

export interface UptimeOptions {
  readonly period: Period;
  readonly now: Date;
}

const TITLES = { hour: 'Last 24 hours', day: 'Last 30 days' } as const satisfies Record<
  Period,
  string
>;

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

/** Rounds so that only all is 100 % and only none is 0 %. */
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
  return columnTable({
    caption: TITLES[period],
    heads: [period === 'hour' ? 'Hour from' : 'Day', 'Checks', 'Requests'],
    rows,
  });
}

function cellsOf({ rollup }: Slot): [string, string] {
  if (rollup === undefined) return ['none', ''];
  const counts = STATUSES_WORST_FIRST.filter((status) => rollup[status] > 0).map(
    (status) => `${rollup[status]} ${status}`,
  );
  const { requests } = rollup;
  return [
    counts.join(', '),
    requests === undefined
      ? ''
      : `${ms(requests.totalMs / requests.count)} (${ms(requests.minMs)} to ${ms(requests.maxMs)})`,
  ];
}

/**
 * Bars for the checks by status, and a line for request times. For sighted readers; the table shows
 * the same values.
 */

const WIDTH = 720;
const BARS = { top: 14, height: 36 } as const;
const LINE = { top: 62, height: 30 } as const;
const HEIGHT = LINE.top + LINE.height + 4;
const MARK = 11;

export function chart(slots: readonly Slot[]): Html {
  const width = WIDTH / slots.length;
  return html`<svg class="uptime" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
${slots.map(({ rollup }, index) => bar(rollup, { x: index * width + 1, width: width - 2 }))}${line(slots, width)}</svg>`;
}

interface Place {
  readonly x: number;
  readonly width: number;
}

function bar(rollup: Rollup | undefined, place: Place): Html {
  const { x, width } = place;
  if (rollup === undefined)
    return html`<rect class="gap" x="${x}" y="${BARS.top}" width="${width}" height="${BARS.height}"/>\n`;
  const present = STATUSES_WORST_FIRST.filter((status) => rollup[status] > 0);
  const heights = present.map((status) => (BARS.height * rollup[status]) / checksOf(rollup));
  const parts = present.map((status, index) => {
    const y = BARS.top + heights.slice(0, index).reduce((total, height) => total + height, 0);
    return html`<rect class="part ${status}" x="${x}" y="${round(y)}" width="${width}" height="${round(heights[index])}"/>`;
  });
  return html`${parts}${worstMark(present[0], place)}\n`;
}

/** Marks an unhealthy slot with a shape too, not only with a color. */
function worstMark(worst: keyof Rollup | undefined, { x, width }: Place): Html {
  const status = STATUSES_WORST_FIRST.find((one) => one === worst && one !== 'healthy');
  if (status === undefined) return html``;
  return html`<g class="${status}"><svg class="status" x="${round(x + (width - MARK) / 2)}" y="0" width="${MARK}" height="${MARK}" viewBox="0 0 16 16">${shape(status)}</svg></g>`;
}

/**
 * The area between the fastest and the slowest request of each slot, and a line through the means.
 * A slot without a request interrupts both.
 */
function line(slots: readonly Slot[], width: number): Html {
  const slowest = Math.max(1, ...slots.map(({ rollup }) => rollup?.requests?.maxMs ?? 0));
  const y = (ms: number) => round(LINE.top + LINE.height * (1 - ms / slowest));
  const points = slots.map(
    ({ rollup }, index) =>
      rollup?.requests && { x: round((index + 0.5) * width), ...rollup.requests },
  );
  const present = points.filter((point) => point !== undefined);
  const spans = present.map(({ x, minMs, maxMs }) => `M${x} ${y(minMs)}V${y(maxMs)}`);
  const means = points.map((point, index) => {
    if (point === undefined) return '';
    const goesOn = index > 0 && points[index - 1] !== undefined;
    return `${goesOn ? 'L' : 'M'}${point.x} ${y(point.totalMs / point.count)}${goesOn ? '' : 'h0'}`;
  });
  return html`<path class="spread" d="${spans.join('')}"/><path class="mean" d="${means.join('')}"/>`;
}

function round(value = 0): number {
  return Math.round(value * 10) / 10;
}

/** The hours of a day, or the days of a month, with the totals of their checks. */

export interface Slot {
  /** ISO time. */
  readonly from: Instant;
  /** Absent if no check ran. */
  readonly rollup?: Rollup | undefined;
}

const LENGTH_MS = { hour: 3_600_000, day: 86_400_000 } as const satisfies Record<Period, number>;
const COUNTS = { hour: 24, day: 30 } as const satisfies Record<Period, number>;

/** Start of the oldest slot. */
export function slotsFrom(period: Period, now: Date): Instant {
  return instantOf(
    new Date(
      Date.parse(periodStart(period, instantOf(now))) - (COUNTS[period] - 1) * LENGTH_MS[period],
    ),
  );
}

/**
 * Oldest first. The last slot is still open. If two rollups have the same time, the later one in
 * the list counts.
 */
export function slotsOf(period: Period, rollups: readonly Rollup[], now: Date): Slot[] {
  const byStart = new Map(rollups.map((rollup) => [rollup.from, rollup]));
  const first = Date.parse(slotsFrom(period, now));
  return Array.from({ length: COUNTS[period] }, (_, index) => {
    const from = instantOf(new Date(first + index * LENGTH_MS[period]));
    return { from, rollup: byStart.get(from) };
  });
}
