/**
 * What is over: checks in a row with the same outcome, and the checks of hours and days, counted. What is not over yet stands in the standing, so a remote costs a few of these
 * rows an hour.
 */
import type * as z from 'zod';
import { type Instant, instantOf } from '../instant.ts';
import {
  checksOf,
  closedRollups,
  type Period,
  type Rollup,
  rollupSchema,
} from '../state/uptime/rollups.ts';
import { GAP_MS, LONGEST_STREAK_MS, type Streak, streakSchema } from '../state/uptime/streak.ts';
import type { Entry } from './entry.ts';
import { expiryAfter, historyPartition, type RemoteId, rollupPartition } from './keys.ts';
import { DamagedRowError, pack, unpack } from './packing.ts';
import type { Access, Row } from './table.ts';

/** At least; longer than the pages look back. */
const ROLLUP_DAYS = { hour: 8, day: 40 } as const satisfies Record<Period, number>;

/** Checks in a row with the same outcome, of an hour at most. */
export type HistoryEntry = Streak;

type Counted = Pick<Entry, 'rollups' | 'streak'>;

/**
 * Writes what is over with a check of that run. To be called before the standing that no longer
 * has it is written: whoever succeeds with that has kept what it replaces; whoever fails has kept
 * the same or less, and a row gives way only to one that counts more checks.
 */
export async function keepEnded(
  { table, historyDays }: Access,
  id: RemoteId,
  {
    before,
    after,
    run,
  }: { readonly before: Counted; readonly after: Counted; readonly run: Instant },
): Promise<void> {
  const rows = closedRollups(before.rollups, run).map((closed) =>
    rollupRow(id, closed, historyDays),
  );
  const { streak } = before;
  if (streak !== undefined && streak.at !== after.streak?.at)
    rows.push(streakRow(id, streak, historyDays));
  for (const row of rows) await table.put(row, { rankBelow: row.rank });
}

function rollupRow(
  id: RemoteId,
  { period, rollup }: { period: Period; rollup: Rollup },
  historyDays: number,
): Row {
  const days = period === 'hour' ? ROLLUP_DAYS.hour : Math.max(ROLLUP_DAYS.day, historyDays);
  return {
    pk: rollupPartition(id, period),
    sk: rollup.from,
    rank: checksOf(rollup),
    body: pack(rollup),
    expiresAt: expiryAfter(days, new Date(rollup.from)),
  };
}

function streakRow(id: RemoteId, streak: Streak, historyDays: number): Row {
  return {
    pk: historyPartition(id),
    sk: streak.at,
    rank: streak.checks,
    body: pack(streak),
    expiresAt: expiryAfter(historyDays, new Date(streak.at)),
  };
}

export interface HistoryRange extends RemoteId {
  /** The first moment that is of interest. */
  readonly from: Instant;
}

/** Streaks of one remote that are over and did not end before, oldest first. */
export async function readHistory(
  access: Access,
  { from, ...id }: HistoryRange,
): Promise<HistoryEntry[]> {
  const earliest = instantOf(new Date(Date.parse(from) - LONGEST_STREAK_MS - GAP_MS));
  const streaks = await read(access, historyPartition(id), earliest, streakSchema);
  return streaks.filter(({ until }) => until >= from);
}

export interface RollupsRange extends HistoryRange {
  readonly period: Period;
}

/** Hours or days that are over and begin then or later, oldest first; none without a check. */
export async function readRollups(
  access: Access,
  { period, from, ...id }: RollupsRange,
): Promise<Rollup[]> {
  return read(access, rollupPartition(id, period), from, rollupSchema);
}

/** Rows that are damaged are reported and skipped. */
async function read<T>(
  { table, onProblem }: Access,
  pk: string,
  from: Instant,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const rows = await table.query({ pk, from, isConsistent: false });
  return rows.flatMap((row) => {
    try {
      return [schema.parse(unpack(row))];
    } catch (thrown) {
      onProblem(new DamagedRowError(row, thrown, 'it is skipped'));
      return [];
    }
  });
}
