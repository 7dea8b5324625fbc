import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../lib/instant.ts';
import type { CheckResult } from '../../../lib/result/result.ts';
import { addToStreak, type Streak } from '../../../lib/state/uptime/streak.ts';
import { failingResult, healthyResult } from '../../support/results.ts';

function at(minute: number, result: CheckResult = healthyResult, durationMs = 10): CheckResult {
  return {
    ...result,
    checkedAt: instantOf(new Date(Date.UTC(2026, 10, 24, 0, minute))),
    durationMs,
  };
}
const add = (before: Streak | undefined, result: CheckResult, phaseMs = 0) =>
  addToStreak(before, result, { phaseMs });
const first = add(undefined, at(1));

describe('addToStreak', () => {
  it('begins with a check, and goes on with the next that is the same', () => {
    expect(first).toEqual({
      at: '2026-11-24T00:01:00.000Z' as const,
      until: '2026-11-24T00:01:00.000Z' as const,
      checks: 1,
      status: 'healthy',
      cause: 'healthy',
      durationMs: 10,
    });
    expect(add(add(first, at(2)), at(3, healthyResult, 40))).toMatchObject({
      at: first.at,
      until: '2026-11-24T00:03:00.000Z' as const,
      checks: 3,
      durationMs: 20,
    });
  });

  it.each([
    ['another status', at(2, failingResult), 0],
    [
      'another cause',
      at(2, { ...healthyResult, cause: { ...healthyResult.cause, code: 'reconnected' } }),
      0,
    ],
    ['a gap of 15 minutes', at(16), 0],
    ['a check before it', at(0), 0],
    ['the end of an hour', at(2), 58 * 60_000],
  ])('is over with %s', (_what, result, phaseMs) => {
    expect(add(first, result, phaseMs)).toMatchObject({ at: result.checkedAt, checks: 1 });
  });

  it('lasts an hour at most', () => {
    const minutes = Array.from({ length: 200 }, (_, minute) => minute);
    const all = minutes.reduce<Streak[]>((streaks, minute) => {
      const next = add(streaks.at(-1), at(minute), 7 * 60_000);
      return [...streaks.filter(({ at: begun }) => begun !== next.at), next];
    }, []);
    expect(all.map(({ checks }) => checks)).toEqual([53, 60, 60, 27]);
  });
});
