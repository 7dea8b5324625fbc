/** Formats texts and times for the pages. */

import type { Instant } from '../../instant.ts';
import { printableLines } from '../printable.ts';

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
export function moment(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** Time since an ISO time in its largest full unit: `3 h`. Future times return `0 s`. */
export function elapsed(since: Instant, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 1000));
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ['s', 1];
  return `${Math.floor(seconds / length)} ${unit}`;
}
