/**
 * Checks in a row with the same outcome. The one that is not over yet is remembered with the
 * remote, so that each check counts once, with the result that it stores and in the same write;
 * what is over becomes the history.
 */
import * as z from 'zod';
import { statusSchema } from '../../result/finding.ts';
import type { CheckResult } from '../../result/result.ts';

/** Unknown keys are dropped, so that items of other versions of the program are read. */
export const streakSchema = z.object({
  /** The first check, and the last. */
  at: z.iso.datetime(),
  until: z.iso.datetime(),
  checks: z.int(),
  status: statusSchema,
  /** A code of the cause catalogue. */
  cause: z.string(),
  /** Of a check, on average. */
  durationMs: z.number(),
});
export type Streak = z.infer<typeof streakSchema>;

const MINUTE_MS = 60_000;
/** However steady a remote is, what is remembered of it is written down as a whole so often. */
export const LONGEST_STREAK_MS = 60 * MINUTE_MS;
/** Nobody knows what was in so long a time without a check. */
export const GAP_MS = 15 * MINUTE_MS;

export interface StreakOptions {
  /** From 0 to the longest streak: when in that time streaks end that nothing else ends. */
  readonly phaseMs: number;
}

/** With one more check: the same streak, longer, or a new one. */
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
  const turnOf = (time: string) => Math.floor((Date.parse(time) + phaseMs) / LONGEST_STREAK_MS);
  const isSame = status === result.status && cause === result.cause.code;
  return (
    isSame && sinceLastMs >= 0 && sinceLastMs < GAP_MS && turnOf(at) === turnOf(result.checkedAt)
  );
}
