/** Certificates and keys by the time that they have left. */
import { html } from 'hono/html';
import type { Status } from '../../../result/result.ts';
import { printable } from '../../printable.ts';
import { badge, type Html } from '../layout.ts';
import { shape } from '../shape.ts';
import { columnTable } from '../table.ts';
import type { Expiring } from './expiring.ts';

const DAY_MS = 86_400_000;
const MAX_ROWS = 40;

/** Days of the marks; each part between two is as wide as the others, since the last days matter most. */
const MARKS_DAYS = [0, 1, 7, 14, 30, 90, 365] as const;
const PART = 44;
const LEFT = 18;
const WIDTH = LEFT * 2 + PART * (MARKS_DAYS.length - 1);
const HEIGHT = 24;

export function expiryTimeLine(expiring: readonly Expiring[], now: Date): Html {
  if (expiring.length === 0) return html`<p class="quiet">No certificate and no key with an end was seen.</p>`;
  const left = expiring.length - MAX_ROWS;
  return html`${columnTable({
    caption: 'Certificates and keys by the time that they have left',
    heads: ['What', 'Expires', axis(), 'Where'],
    rows: expiring.slice(0, MAX_ROWS).map((one) => row(one, now)),
  })}${left > 0 ? html`<p class="quiet">${left} more that expire later are left out.</p>` : ''}`;
}

function row({ kind, name, where, at }: Expiring, now: Date): (string | Html)[] {
  const days = (Date.parse(at) - now.getTime()) / DAY_MS;
  return [
    html`${kind}<br><span class="words">${printable(name)}</span>`,
    html`${badge(statusAt(days), remaining(days))}<br><span class="quiet">${printable(at.slice(0, 10))}</span>`,
    bar(days),
    html`<span class="words">${printable(where)}</span>`,
  ];
}

const WARNING_DAYS = 30;

function statusAt(days: number): Status {
  if (days <= 0) return 'failing';
  return days <= WARNING_DAYS ? 'degraded' : 'healthy';
}

function remaining(days: number): string {
  const whole = Math.floor(Math.abs(days));
  const told = whole === 1 ? '1 day' : `${whole} days`;
  if (days <= 0) return whole === 0 ? 'expired today' : `expired ${told} ago`;
  return whole === 0 ? 'in less than a day' : `in ${told}`;
}

/** From the left mark on, within the line. */
export function positionOf(days: number): number {
  const next = MARKS_DAYS.findIndex((mark) => days < mark);
  if (next === 0) return LEFT;
  if (next === -1) return LEFT + PART * (MARKS_DAYS.length - 1);
  const [from = 0, to = 0] = MARKS_DAYS.slice(next - 1);
  return Math.round(LEFT + PART * (next - 1 + (days - from) / (to - from)));
}

function axis(): Html {
  return html`<svg class="line" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Days left">
${MARKS_DAYS.map((days) => html`<text x="${positionOf(days)}" y="16" text-anchor="middle">${days === 0 ? 'now' : `${days} d`}</text>`)}</svg>`;
}

function bar(days: number): Html {
  const x = positionOf(days);
  const status = statusAt(days);
  return html`<svg class="line" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">
${MARKS_DAYS.map((mark) => html`<path class="tick" d="M${positionOf(mark)} 0v${HEIGHT}"/>`)}<g class="${status}"><path class="span" d="M${LEFT} 12H${x}"/><svg class="status" x="${x - 8}" y="4" width="16" height="16" viewBox="0 0 16 16">${shape(status)}</svg></g></svg>`;
}
