/**
 * Totals of the checks of one hour and of one day. The item of the remote holds the current hour
 * and day, which change in the same write as the result. So each check counts once.
 */
import * as z from 'zod';
import { type Instant, instantOf, instantSchema } from '../../instant.ts';
import type { CheckResult } from '../../result/result.ts';

const requestsSchema = z.object({
  count: z.int(),
  totalMs: z.number(),
  minMs: z.number(),
  maxMs: z.number(),
});

/** Drops unknown keys, so that other versions of the checker can read the item. */
export const rollupSchema = z.object({
  /** Time at which the hour or day begins. */
  from: instantSchema,
  /** Checks by status. */
  failing: z.int(),
  degraded: z.int(),
  unknown: z.int(),
  healthy: z.int(),
  /** Successful cross-cluster requests, the slowest of each check. Absent if none succeeded. */
  requests: requestsSchema.optional(),
});
export type Rollup = z.infer<typeof rollupSchema>;

export const openRollupsSchema = z.object({ hour: rollupSchema, day: rollupSchema });
export type OpenRollups = z.infer<typeof openRollupsSchema>;

export const PERIODS = ['hour', 'day'] as const;
export type Period = (typeof PERIODS)[number];

/** Start of the hour or day of a time. */
export function periodStart(period: Period, at: Instant): Instant {
  const start = new Date(at);
  if (period === 'hour') start.setUTCMinutes(0, 0, 0);
  else start.setUTCHours(0, 0, 0, 0);
  return instantOf(start);
}

/** Adds one check. `at` is the time of the run, so it increases from check to check. */
export function addToRollups(
  before: OpenRollups | undefined,
  result: CheckResult,
  at: Instant,
): OpenRollups {
  return {
    hour: added(before?.hour, result, periodStart('hour', at)),
    day: added(before?.day, result, periodStart('day', at)),
  };
}

/** Rollups that end when a check at this time arrives. */
export function closedRollups(
  before: OpenRollups | undefined,
  at: Instant,
): { period: Period; rollup: Rollup }[] {
  if (before === undefined) return [];
  return PERIODS.map((period) => ({ period, rollup: before[period] })).filter(
    ({ period, rollup }) => rollup.from !== periodStart(period, at),
  );
}

export function checksOf({ failing, degraded, unknown, healthy }: Rollup): number {
  return failing + degraded + unknown + healthy;
}

function added(before: Rollup | undefined, result: CheckResult, from: Instant): Rollup {
  const rollup =
    before?.from === from ? before : { from, failing: 0, degraded: 0, unknown: 0, healthy: 0 };
  return {
    ...rollup,
    [result.status]: rollup[result.status] + 1,
    requests: withRequest(rollup.requests, result),
  };
}

function withRequest(
  before: Rollup['requests'],
  { witnesses: { active } }: CheckResult,
): Rollup['requests'] {
  const passed = active
    .filter(({ outcome }) => outcome === 'connected')
    .map(({ durationMs }) => durationMs);
  if (passed.length === 0) return before;
  const slowest = Math.max(...passed);
  if (before === undefined) return { count: 1, totalMs: slowest, minMs: slowest, maxMs: slowest };
  const { count, totalMs, minMs, maxMs } = before;
  return {
    count: count + 1,
    totalMs: totalMs + slowest,
    minMs: Math.min(minMs, slowest),
    maxMs: Math.max(maxMs, slowest),
  };
}
