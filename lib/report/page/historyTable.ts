/** The history of one remote, told as changes: checks in a row with the same outcome are one line. */
import { html } from 'hono/html';
import type { HistoryEntry } from '../../store/types.ts';
import { printable } from '../printable.ts';
import { badge, type Html } from './layout.ts';
import { moment } from './words.ts';

/** Checks in a row with the same outcome. */
export interface Period {
  readonly first: HistoryEntry;
  readonly last: HistoryEntry;
  readonly checks: number;
}

/** Latest first. */
export function periods(history: readonly HistoryEntry[]): Period[] {
  return history
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .reduce<readonly Period[]>(extend, [])
    .toReversed();
}

function extend(before: readonly Period[], entry: HistoryEntry): readonly Period[] {
  const latest = before.at(-1);
  if (latest === undefined || latest.last.status !== entry.status || latest.last.cause !== entry.cause)
    return [...before, { first: entry, last: entry, checks: entry.checks }];
  return [...before.slice(0, -1), { ...latest, last: entry, checks: latest.checks + entry.checks }];
}

const MAX_LINES = 100;

export function historyTable(history: readonly HistoryEntry[]): Html {
  const all = periods(history);
  if (all.length === 0) return html`<p class="quiet">No check in this time.</p>`;
  const left = all.length - MAX_LINES;
  return html`<table class="values"><tbody>
${all.slice(0, MAX_LINES).map(row)}</tbody></table>${left > 0 ? html`<p class="quiet">${left} earlier changes are left out.</p>` : ''}`;
}

function row({ first, last, checks }: Period): Html {
  const when = checks === 1 ? moment(first.at) : `${moment(first.at)} to ${moment(last.until)}`;
  const count = checks === 1 ? '1 check' : `${checks} checks`;
  return html`<tr><td>${badge(first.status)}</td><td>${printable(first.cause)}</td><td>${when}</td><td>${count}</td></tr>\n`;
}
