/**
 * Checks in a row with the same outcome. The item of the remote holds the current streak, which
 * changes in the same write as the result. So each check counts once. Finished streaks become the
 * history.
 */
import * as z from 'zod';
import { type Instant, instantSchema } from '../../instant.ts';
import { statusSchema } from '../../result/finding.ts';
import type { CheckResult } from '../../result/result.ts';

/** Drops unknown keys, so that other versions of the checker can read the item. */
export const streakSchema = z.object({
  /** Times of the first and the last check. */
  at: instantSchema,
  until: instantSchema,
  checks: z.int(),
  status: statusSchema,
  /** A code of the cause catalogue. */
  cause: z.string(),
  /** Average duration of a check. */
  durationMs: z.number(),
});
export type Streak = z.infer<typeof streakSchema>;

const MINUTE_MS = 60_000;
/**
 * Ends a streak after this time even if the outcome stays the same, so that the history is
 * complete.
 */
export const LONGEST_STREAK_MS = 60 * MINUTE_MS;
/** After this time without a check the state in between is unknown. */
export const GAP_MS = 15 * MINUTE_MS;

export interface StreakOptions {
  /**
   * From 0 to the longest streak. Shifts the times at which long streaks end, to spread the writes.
   */
  readonly phaseMs: number;
}

/** Adds one check: extends the streak or starts a new one. */
export function addToStreak(
  before: Streak | undefined,
  result: CheckResult,
  options: StreakOptions,
): Streak {
  const { checkedAt: at, status, cause, durationMs } = result;
  if (before === undefined || !goesOn(before, result, options))
    return { at, until: at, checks: 1, status, cause: cause.code, durationMs };
  const checks = before.checks + 1;
  return {
    ...before,
    until: at,
    checks,
    durationMs: before.durationMs + (durationMs - before.durationMs) / checks,
  };
}

function goesOn(
  { at, until, status, cause }: Streak,
  result: CheckResult,
  { phaseMs }: StreakOptions,
): boolean {
  const sinceLastMs = Date.parse(result.checkedAt) - Date.parse(until);
  const turnOf = (time: Instant) => Math.floor((Date.parse(time) + phaseMs) / LONGEST_STREAK_MS);
  const isSame = status === result.status && cause === result.cause.code;
  return (
    isSame && sinceLastMs >= 0 && sinceLastMs < GAP_MS && turnOf(at) === turnOf(result.checkedAt)
  );
}
