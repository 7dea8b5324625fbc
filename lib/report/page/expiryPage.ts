/** All expirations of all remote clusters, earliest first. */
import { html } from 'hono/html';
import type { Instant } from '../../instant.ts';
import type { Calendar, Expiry } from '../../result/expiry.ts';
import type { Status } from '../../result/result.ts';
import {
  EXPIRY_STATUS,
  KIND_NAMES,
  lastSeenInWords,
  leftInWords,
  nameInWords,
  placesInWords,
} from '../expiries.ts';
import { printable } from '../printable.ts';
import { columnTable } from './htmlTable.ts';
import { badge, type Html, layout, reloading, shape } from './layout.ts';
import { remotePath } from './words.ts';

const MOST_ROWS = 500;

/** In order of urgency. */
const COUNTED: readonly (readonly [Status, string])[] = [
  ['failing', 'expired, or within the last two days'],
  ['degraded', 'soon'],
  ['healthy', 'later'],
];

export function expiryPage(
  calendar: Calendar,
  { isReloading = true }: { readonly isReloading?: boolean } = {},
): Html {
  const counts = COUNTED.map(([status, words]) => ({
    status,
    words,
    count: countOf(calendar.expiries, status),
  })).filter(({ count }) => count > 0);
  const said = counts.map(({ count, words }) => `${count} ${words}`);
  return layout(
    `${said.join(', ') || 'Nothing'} – What expires`,
    html`<header>
<nav><a href="./">All remote clusters</a></nav>
<h1>What expires</h1>
<p><span class="counts">${counts.map(({ status, count, words }) => badge(status, `${count} ${words}`))}</span></p>
<p class="quiet">Certificates, API keys and licenses, as each was last seen. <a href="expiry.ics">Calendar to subscribe to</a></p>
</header>
<main>
${expiryTimeLine(calendar, { mostRows: MOST_ROWS, showsRemotes: true })}
</main>
<footer>${reloading({ now: new Date(calendar.at), isReloading, query: '' })}</footer>`,
  );
}

function countOf(expiries: readonly Expiry[], wanted: Status): number {
  return expiries.filter(({ severity }) => EXPIRY_STATUS[severity] === wanted).length;
}

/** A timeline of the remaining time. */

/** Days at the marks. All parts have the same width, because the last days matter most. */
const MARKS_DAYS = [0, 1, 7, 14, 30, 90, 365] as const;
const PART = 44;
const LEFT = 18;
const WIDTH = LEFT * 2 + PART * (MARKS_DAYS.length - 1);
const HEIGHT = 24;

export interface TimeLineOptions {
  /** Later items are only counted. */
  readonly mostRows: number;
  /** Links to the affected remotes, for pages about all remotes. */
  readonly showsRemotes?: boolean;
}

export function expiryTimeLine(
  { at, expiries }: Calendar,
  { mostRows, showsRemotes = false }: TimeLineOptions,
): Html {
  if (expiries.length === 0)
    return html`<p class="quiet">No certificate, key or license with an end was seen.</p>`;
  const left = expiries.length - mostRows;
  return html`${columnTable({
    caption: 'Certificates, keys and licenses by the time that they have left',
    name: 'expiry',
    heads: ['What', 'Expires', axis(), ...(showsRemotes ? ['Remotes'] : []), 'Seen at'],
    rows: expiries.slice(0, mostRows).map((one) => row(one, { at, showsRemotes })),
  })}${left > 0 ? html`<p class="quiet">${left} more that expire later are left out.</p>` : ''}`;
}

function row(
  expiry: Expiry,
  { at, showsRemotes }: { readonly at: Instant; readonly showsRemotes: boolean },
): (string | Html)[] {
  const { kind, expiresAt, severity } = expiry;
  const status = EXPIRY_STATUS[severity];
  return [
    html`${KIND_NAMES[kind]}<br><span class="words">${printable(nameInWords(expiry))}</span>`,
    html`${badge(status, leftInWords(expiry))}<br><span class="quiet">${printable(expiresAt.slice(0, 10))}</span>`,
    bar((Date.parse(expiresAt) - Date.parse(at)) / DAY_MS, status),
    ...(showsRemotes ? [remotes(expiry)] : []),
    html`<span class="words">${printable(`${placesInWords(expiry)}${lastSeenInWords(expiry, at)}`)}</span>`,
  ];
}

const DAY_MS = 86_400_000;
const MOST_REMOTES = 5;

function remotes({ seen }: Expiry): Html {
  const distinct = [
    ...new Map(
      seen.map(({ cluster, alias }) => [JSON.stringify([cluster, alias]), { cluster, alias }]),
    ).values(),
  ];
  const left = distinct.length - MOST_REMOTES;
  return html`<span class="words">${distinct
    .slice(0, MOST_REMOTES)
    .map(
      (remote, index) =>
        html`${index > 0 ? ', ' : ''}<a href="${remotePath(remote)}">${printable(`${remote.alias} from ${remote.cluster}`)}</a>`,
    )}${left > 0 ? ` and ${left} more` : ''}</span>`;
}

/** Distance from the left mark, within the line. */
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

function bar(days: number, status: Status): Html {
  const x = positionOf(days);
  return html`<svg class="line" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">
${MARKS_DAYS.map((mark) => html`<path class="tick" d="M${positionOf(mark)} 0v${HEIGHT}"/>`)}<g class="${status}"><path class="span" d="M${LEFT} 12H${x}"/><svg class="status" x="${x - 8}" y="4" width="16" height="16" viewBox="0 0 16 16">${shape(status)}</svg></g></svg>`;
}
