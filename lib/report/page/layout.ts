/**
 * The layout of all pages. They load nothing but the checker's own script and icon, and work
 * without both.
 */
import { html, raw } from 'hono/html';
import { instantOf } from '../../instant.ts';
import type { Status } from '../../result/result.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { printableLines } from '../printable.ts';
import { STYLE } from './style.ts';
import { timeOf } from './words.ts';

/** Markup in which all texts are escaped. */
export type Html = ReturnType<typeof html>;

/** Where the page stands among the others. A page that is a file of its own has no site. */
export interface Site {
  /** From the page to the overview: `./`, or `../../`. */
  readonly root: string;
  /** The worst status on the page, for its icon. */
  readonly status: Status;
  readonly isReloading?: boolean | undefined;
}

/** Makes all texts printable, even if a part of the page did not. */
export function layout(title: string, body: Html, site?: Site): Html {
  return raw(printableLines(String(page(title, body, site))));
}

function page(title: string, body: Html, site: Site | undefined): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${site === undefined ? '' : links(site)}<style>${raw(STYLE)}</style>
</head>
<body${site?.isReloading ? html` data-reload="${RELOAD_SECONDS}"` : ''}>
<div class="page">
${body}
</div>
</body>
</html>
`;
}

function links({ root, status }: Site): Html {
  return html`<link rel="icon" type="image/svg+xml" href="${root}icons/${status}.svg">
<script src="${root}page.js" defer></script>
`;
}

const PLACES = {
  Overview: './',
  Incidents: 'incidents',
  Expirations: 'expiry',
  'Local clusters': 'local',
  API: 'openapi.json',
} as const;

/** The way to all other pages. `current` is where the reader is, if that is one of them. */
export function navigation(root: string, current?: keyof typeof PLACES): Html {
  const to = (path: string) => (path === './' ? root : `${root === './' ? '' : root}${path}`);
  const shown = Object.entries(PLACES).map(
    ([name, path]) =>
      html`<a href="${to(path)}"${name === current ? html` aria-current="page"` : ''}>${name}</a>`,
  );
  return html`<a class="skip" href="#content">Skip to the content</a>
<nav class="bar" aria-label="Pages"><strong>Remote clusters</strong> <span class="links">${shown}</span></nav>`;
}

/**
 * Each status has its own shape, so that readers do not depend on colors. Drawn in a square of 16
 * units.
 */
const SHAPES = {
  failing: html`<path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/>`,
  degraded: html`<path d="M8 0l8 16H0z"/><path class="mark" d="M8 6v4m0 3v0"/>`,
  unknown: html`<path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/>`,
  healthy: html`<circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/>`,
} as const satisfies Record<Status, Html>;

export function shape(status: Status): Html {
  return SHAPES[status];
}

/** Only the shape, in its color. The reader gets the word from elsewhere. */
export function icon(status: Status): Html {
  return html`<svg class="icon ${status}" viewBox="0 0 16 16" aria-hidden="true">${shape(status)}</svg>`;
}

/** Shows the status by color, shape, and word. `words` may replace the word. */
export function badge(status: Status, words: string = status): Html {
  return html`<span class="status ${status}"><svg viewBox="0 0 16 16" aria-hidden="true">${shape(status)}</svg>${words}</span>`;
}

const COLORS = {
  failing: '#d92d20',
  degraded: '#c77700',
  unknown: '#5b6ea8',
  healthy: '#1f8a4c',
} as const satisfies Record<Status, string>;

/** The icon of a page as a file of its own. */
export function iconFile(status: Status): string {
  const shapes = String(shape(status))
    .replace('class="mark"', 'fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round"')
    .replace('class="hollow"', `fill="#fff" stroke="${COLORS[status]}" stroke-width="2.5"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="${COLORS[status]}">${shapes}</svg>`;
}

/**
 * Heading levels. The name of a remote is the title of the page, or one heading of several in a
 * report.
 */
export type Level = 2 | 3 | 4;

export function heading(level: Level, text: string): Html {
  return html`${raw(`<h${level}>`)}${text}${raw(`</h${level}>`)}`;
}

/** How often the script asks for the page again, in seconds. */
export const RELOAD_SECONDS = 60;

export interface Reloading {
  readonly now: Date;
  readonly isReloading: boolean;
  /** Other parameters of the query string, encoded and joined with `&`. */
  readonly query: string;
}

export function reloading({ now, isReloading, query }: Reloading): Html {
  const rest = query === '' ? '' : `${query}&`;
  const as = html`As of ${timeOf(instantOf(now))}.`;
  return isReloading
    ? html`<p class="quiet">${as} With JavaScript this page updates itself every minute. <a href="?${rest}reload=off">Stop that</a></p>`
    : html`<p class="quiet">${as} This page does not update itself. <a href="?${query}">Update every minute</a></p>`;
}

/** A stored result older than this is stale: the checks have probably stopped. */
export const OLD_MINUTES = 15;

export function isOld({ updatedAt }: StoredRemote, now: Date): boolean {
  return now.getTime() - Date.parse(updatedAt) > OLD_MINUTES * 60_000;
}
