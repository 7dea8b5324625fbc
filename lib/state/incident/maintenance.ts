/** Finds the open maintenance window. Pure: takes windows, a remote, and the time. */
import { Temporal } from 'temporal-polyfill';

interface Scope {
  readonly name: string;
  /** Names of local clusters, and cluster aliases. If absent, the window applies to all. */
  readonly clusters?: readonly string[] | undefined;
  readonly remotes?: readonly string[] | undefined;
}

export interface OneOffWindow extends Scope {
  /** ISO times with offset. */
  readonly from: string;
  readonly to: string;
}

export interface WeeklyWindow extends Scope {
  /** Days on which the window begins. */
  readonly days: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  /** `HH:MM` in the time zone. If `to` is not later than `from`, it is on the next day. */
  readonly from: string;
  readonly to: string;
  /** A zone of the IANA database. */
  readonly timeZone: string;
}

export interface Maintenance {
  readonly once: readonly OneOffWindow[];
  readonly weekly: readonly WeeklyWindow[];
}

export interface Remote {
  readonly cluster: string;
  readonly alias: string;
}

/**
 * Name of the first window that is open for the remote. The start time is inside the window, the
 * end time is not.
 */
export function openWindow(
  { once, weekly }: Maintenance,
  remote: Remote,
  now: Date,
): string | undefined {
  const open = [
    ...once.filter((window) => isOnceOpen(window, now)),
    ...weekly.filter((window) => isWeeklyOpen(window, now)),
  ];
  return open.find((window) => isFor(window, remote))?.name;
}

function isFor({ clusters, remotes }: Scope, { cluster, alias }: Remote): boolean {
  return (clusters?.includes(cluster) ?? true) && (remotes?.includes(alias) ?? true);
}

function isOnceOpen({ from, to }: OneOffWindow, now: Date): boolean {
  return Date.parse(from) <= now.getTime() && now.getTime() < Date.parse(to);
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The window may have begun yesterday. */
function isWeeklyOpen(window: WeeklyWindow, now: Date): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(window.timeZone)
    .toPlainDate();
  return [today.subtract({ days: 1 }), today].some((day) => isOpenOn(day, window, now));
}

function isOpenOn(
  day: Temporal.PlainDate,
  { days, from, to, timeZone }: WeeklyWindow,
  now: Date,
): boolean {
  if (!days.some((name) => name === WEEKDAYS[day.dayOfWeek - 1])) return false;
  const start = day.toPlainDateTime(Temporal.PlainTime.from(from));
  const end = day.add({ days: to > from ? 0 : 1 }).toPlainDateTime(Temporal.PlainTime.from(to));
  // When clocks go back, a time occurs twice: the window starts at the first and ends at the
  // second. When clocks go forward, a skipped time moves forward by the skipped hour.
  const startMs = start.toZonedDateTime(timeZone, {
    disambiguation: 'compatible',
  }).epochMilliseconds;
  const endMs = end.toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds;
  // A window inside the skipped hour starts an hour later.
  const lengthMs =
    endMs > startMs ? endMs - startMs : start.until(end).total({ unit: 'milliseconds' });
  return startMs <= now.getTime() && now.getTime() < startMs + lengthMs;
}
