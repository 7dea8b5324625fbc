/**
 * The layout of all pages. They contain no scripts and load nothing, so `default-src 'none'` allows
 * them.
 */
import { html, raw } from 'hono/html';
import { instantOf } from '../../instant.ts';
import type { Status } from '../../result/result.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { printableLines } from '../printable.ts';
import { STYLE } from './style.ts';
import { moment } from './words.ts';

/** Markup in which all texts are escaped. */
export type Html = ReturnType<typeof html>;

/** Makes all texts printable, even if a part of the page did not. */
export function layout(title: string, body: Html): Html {
  return raw(printableLines(String(page(title, body))));
}

function page(title: string, body: Html): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`;
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

/** Shows the status by color, shape, and word. `words` may replace the word. */
export function badge(status: Status, words: string = status): Html {
  return html`<span class="status ${status}"><svg viewBox="0 0 16 16" aria-hidden="true">${shape(status)}</svg>${words}</span>`;
}

/**
 * Heading levels. The name of a remote is the title of the page, or one heading of several in a
 * report.
 */
export type Level = 2 | 3 | 4;

export function heading(level: Level, text: string): Html {
  return html`${raw(`<h${level}>`)}${text}${raw(`</h${level}>`)}`;
}

/** Interval of the `Refresh` header in seconds. It needs no script, and readers can turn it off. */
export const RELOAD_SECONDS = 60;

export interface Reloading {
  readonly now: Date;
  readonly isReloading: boolean;
  /** Other parameters of the query string, encoded and joined with `&`. */
  readonly query: string;
}

export function reloading({ now, isReloading, query }: Reloading): Html {
  const rest = query === '' ? '' : `${query}&`;
  const as = html`As of ${moment(instantOf(now))}.`;
  return isReloading
    ? html`<p class="quiet">${as} This page reloads itself every minute. <a href="?${rest}reload=off">Stop that</a></p>`
    : html`<p class="quiet">${as} This page does not reload itself. <a href="?${query}">Reload every minute</a></p>`;
}

/** A stored result older than this is stale: the checks have probably stopped. */
export const OLD_MINUTES = 15;

export function isOld({ updatedAt }: StoredRemote, now: Date): boolean {
  return now.getTime() - Date.parse(updatedAt) > OLD_MINUTES * 60_000;
}
