/** Bars of the checks by status, and a line of how long requests took. Drawn for those who see; words.ts tells the same. */
import { html } from 'hono/html';
import type { Rollup } from '../../../memory/rollups.ts';
import { checksOf } from '../../../memory/rollups.ts';
import { STATUSES_WORST_FIRST } from '../../severity.ts';
import type { Html } from '../layout.ts';
import { shape } from '../shape.ts';
import type { Slot } from './slots.ts';

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
  if (rollup === undefined) return html`<rect class="gap" x="${x}" y="${BARS.top}" width="${width}" height="${BARS.height}"/>\n`;
  const present = STATUSES_WORST_FIRST.filter((status) => rollup[status] > 0);
  const heights = present.map((status) => (BARS.height * rollup[status]) / checksOf(rollup));
  const parts = present.map((status, index) => {
    const y = BARS.top + heights.slice(0, index).reduce((total, height) => total + height, 0);
    return html`<rect class="part ${status}" x="${x}" y="${round(y)}" width="${width}" height="${round(heights[index])}"/>`;
  });
  return html`${parts}${worstMark(present[0], place)}\n`;
}

/** What is not healthy is not told by colour alone. */
function worstMark(worst: keyof Rollup | undefined, { x, width }: Place): Html {
  const status = STATUSES_WORST_FIRST.find((one) => one === worst && one !== 'healthy');
  if (status === undefined) return html``;
  return html`<g class="${status}"><svg class="status" x="${round(x + (width - MARK) / 2)}" y="0" width="${MARK}" height="${MARK}" viewBox="0 0 16 16">${shape(status)}</svg></g>`;
}

/** From the fastest to the slowest request of each slot, and through their means. It begins anew after a slot without a request. */
function line(slots: readonly Slot[], width: number): Html {
  const slowest = Math.max(1, ...slots.map(({ rollup }) => rollup?.requests?.maxMs ?? 0));
  const y = (ms: number) => round(LINE.top + LINE.height * (1 - ms / slowest));
  const points = slots.map(({ rollup }, index) => rollup?.requests && { x: round((index + 0.5) * width), ...rollup.requests });
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
