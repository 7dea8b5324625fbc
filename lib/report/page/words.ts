/** Formats texts and times for the pages. */

import { html } from 'hono/html';
import type { Status } from '../../result/result.ts';
import { printableLines } from '../printable.ts';
import type { Html } from './layout.ts';

/** A text with several lines, such as a console request. */
export function lines(text: string): string {
  return printableLines(text);
}

/** Absolute path of a remote's page. Works for any name. */
export function remotePath({
  cluster,
  alias,
}: {
  readonly cluster: string;
  readonly alias: string;
}): string {
  return `remotes/${encodeURIComponent(cluster.toWellFormed())}/${encodeURIComponent(alias.toWellFormed())}`;
}

/** Absolute path of the page about the nodes of a local cluster. */
export function localPath(cluster: string): string {
  return `local/${encodeURIComponent(cluster.toWellFormed())}`;
}

/** ISO time → `2026-11-24 00:00:00 UTC`. */
export function moment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** Time since an ISO time in its largest full unit: `3 h`. Future times return `0 s`. */
export function elapsed(since: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 1000));
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ['s', 1];
  return `${Math.floor(seconds / length)} ${unit}`;
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
