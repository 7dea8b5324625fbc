/**
 * What the checks of one hour, and of one day, gave together. The two that are not over yet are
 * remembered with the remote, so that each check counts once, with the result that it stores and in
 * the same write.
 */
import * as z from 'zod';
import type { CheckResult } from '../../result/result.ts';

const requestsSchema = z.object({
  count: z.int(),
  totalMs: z.number(),
  minMs: z.number(),
  maxMs: z.number(),
});

/** Unknown keys are dropped, so that items of other versions of the program are read. */
export const rollupSchema = z.object({
  /** The hour or day, in UTC, as the ISO time at which it begins. */
  from: z.iso.datetime(),
  /** Checks by status. */
  failing: z.int(),
  degraded: z.int(),
  unknown: z.int(),
  healthy: z.int(),
  /** The cross-cluster requests that passed, of each check the slowest; absent while none did. */
  requests: requestsSchema.optional(),
});
export type Rollup = z.infer<typeof rollupSchema>;

export const openRollupsSchema = z.object({ hour: rollupSchema, day: rollupSchema });
export type OpenRollups = z.infer<typeof openRollupsSchema>;

export const PERIODS = ['hour', 'day'] as const;
export type Period = (typeof PERIODS)[number];

/** The hour or the day of an ISO time in UTC. */
export function periodStart(period: Period, at: string): string {
  return period === 'hour' ? `${at.slice(0, 13)}:00:00.000Z` : `${at.slice(0, 10)}T00:00:00.000Z`;
}

/**
 * With one more check; `at` is the run that it belongs to, so that it grows from check to check.
 */
export function addToRollups(
  before: OpenRollups | undefined,
  result: CheckResult,
  at: string,
): OpenRollups {
  return {
    hour: added(before?.hour, result, periodStart('hour', at)),
    day: added(before?.day, result, periodStart('day', at)),
  };
}

/** Those that are over when a check of that time is added. */
export function closedRollups(
  before: OpenRollups | undefined,
  at: string,
): { period: Period; rollup: Rollup }[] {
  if (before === undefined) return [];
  return PERIODS.map((period) => ({ period, rollup: before[period] })).filter(
    ({ period, rollup }) => rollup.from !== periodStart(period, at),
  );
}

export function checksOf({ failing, degraded, unknown, healthy }: Rollup): number {
  return failing + degraded + unknown + healthy;
}

function added(before: Rollup | undefined, result: CheckResult, from: string): Rollup {
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
