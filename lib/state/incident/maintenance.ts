/** Which maintenance window is open. Pure: windows, what they are asked for, and the time. */
import { Temporal } from 'temporal-polyfill';

interface Scope {
  readonly name: string;
  /** Names of local clusters, and cluster aliases; all where left out. */
  readonly clusters?: readonly string[] | undefined;
  readonly remotes?: readonly string[] | undefined;
}

export interface OneOffWindow extends Scope {
  /** ISO times with offset. */
  readonly from: string;
  readonly to: string;
}

export interface WeeklyWindow extends Scope {
  /** On which it begins. */
  readonly days: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  /**
   * `HH:MM` on the clocks of the time zone; where `to` is not later than `from`, of the next day.
   */
  readonly from: string;
  readonly to: string;
  /** Of the IANA database. */
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
 * The name of the first window that is open for the remote. Its first moment belongs to a window,
 * the moment of its end does not.
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

/** It may have begun yesterday. */
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
  // Clocks that are put back show these times twice: from the first on, and until the second. Those
  // that they skip are as much later.
  const startMs = start.toZonedDateTime(timeZone, {
    disambiguation: 'compatible',
  }).epochMilliseconds;
  const endMs = end.toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds;
  // A window of the skipped hour alone comes an hour later.
  const lengthMs =
    endMs > startMs ? endMs - startMs : start.until(end).total({ unit: 'milliseconds' });
  return startMs <= now.getTime() && now.getTime() < startMs + lengthMs;
}
