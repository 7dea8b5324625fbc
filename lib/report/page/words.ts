/** Texts and times as the pages show them. */

import { printableLines } from '../printable.ts';

/** A text of several lines, such as a console request. */
export function lines(text: string): string {
  return printableLines(text);
}

/** The path of a remote's own page, from the root; no name makes it fail. */
export function remotePath({
  cluster,
  alias,
}: {
  readonly cluster: string;
  readonly alias: string;
}): string {
  return `remotes/${encodeURIComponent(cluster.toWellFormed())}/${encodeURIComponent(alias.toWellFormed())}`;
}

/** The path of the page about the nodes of a local cluster, from the root. */
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

/**
 * How long ago an ISO time is, in the largest unit that it fills: `3 h`; `0 s` for what has yet to
 * come.
 */
export function elapsed(since: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 1000));
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ['s', 1];
  return `${Math.floor(seconds / length)} ${unit}`;
}
