/** The calendar for a terminal. */
import { whenInWords } from '../../diagnosis/expirySteps.ts';
import type { Calendar, Expiry } from '../../result/expiry.ts';
import type { Severity } from '../../result/finding.ts';
import type { Status } from '../../result/result.ts';
import { columns } from '../columns.ts';
import { printable } from '../printable.ts';
import { KIND_NAMES, placesInWords, remotesInWords } from './words.ts';

/** For colours and exit codes. */
const STATUS = {
  critical: 'failing',
  warning: 'degraded',
  note: 'healthy',
  unknown: 'healthy',
  ok: 'healthy',
} as const satisfies Record<Severity, Status>;

/** Failing where something is about to expire or has, degraded where something comes near, else healthy. */
export function calendarStatus({ expiries }: Calendar): Status {
  const found = expiries.map(({ severity }) => STATUS[severity]);
  return (['failing', 'degraded'] as const).find((status) => found.includes(status)) ?? 'healthy';
}

/** The whole text, with a closing newline. */
export function expiryTable({ at, expiries }: Calendar, paint: (status: Status, text: string) => string): string {
  if (expiries.length === 0) return 'Nothing that expires was seen\n';
  const [head = '', ...rows] = columns([
    ['EXPIRES', 'WHEN', 'WHAT', 'NAME', 'REMOTES', 'SEEN AT'],
    ...expiries.map((one) => rowOf(one, at)),
  ]);
  const lines = rows.map((row, index) => paint(STATUS[(expiries[index] as Expiry).severity], row));
  return `${[head, ...lines].join('\n')}\n`;
}

function rowOf(expiry: Expiry, at: string): string[] {
  const { kind, name, expiresAt, daysLeft, lastSeenAt } = expiry;
  const when = daysLeft < 0 ? `expired ${whenInWords(daysLeft)}` : whenInWords(daysLeft);
  const last = isCurrent(lastSeenAt, at) ? '' : `, last seen ${lastSeenAt.slice(0, 16)}Z`;
  return [expiresAt.slice(0, 10), when, KIND_NAMES[kind], name, remotesInWords(expiry), `${placesInWords(expiry)}${last}`].map(printable);
}

/** Checks come every minute; what was not seen for an hour is not seen now. */
const CURRENT_MS = 3_600_000;

function isCurrent(lastSeenAt: string, at: string): boolean {
  return Date.parse(at) - Date.parse(lastSeenAt) < CURRENT_MS;
}
