import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instantOf } from '../../../lib/instant.ts';
import {
  addToRollups,
  checksOf,
  closedRollups,
  type OpenRollups,
  openRollupsSchema,
  periodStart,
} from '../../../lib/state/uptime/rollups.ts';
import { active } from '../../support/facts.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  unknownResult,
} from '../../support/results.ts';

const AT = '2026-11-24T10:59:00.000Z' as const;

function lasting(...durationsMs: readonly number[]): typeof healthyResult {
  return {
    ...healthyResult,
    witnesses: {
      ...healthyResult.witnesses,
      active: durationsMs.map((durationMs) => active({ durationMs })),
    },
  };
}

describe('addToRollups', () => {
  it('counts checks by status, and of each the slowest request that passed', () => {
    const results = [lasting(5, 12), lasting(4), degradedResult, failingResult, unknownResult];
    const { hour, day } =
      results.reduce<OpenRollups | undefined>(
        (before, result) => addToRollups(before, result, AT),
        undefined,
      ) ?? {};
    const counted = {
      failing: 1,
      degraded: 1,
      unknown: 1,
      healthy: 2,
      requests: { count: 3, totalMs: 28, minMs: 4, maxMs: 12 },
    };
    expect(hour).toEqual({ from: '2026-11-24T10:00:00.000Z', ...counted });
    expect(day).toEqual({ from: '2026-11-24T00:00:00.000Z', ...counted });
  });

  it('resets at the start of an hour and of a day', () => {
    const before = addToRollups(undefined, failingResult, AT);
    const after = addToRollups(before, healthyResult, '2026-11-24T11:00:00.000Z' as const);
    expect([after.hour.failing, after.hour.healthy, after.day.failing, after.day.healthy]).toEqual([
      0, 1, 1, 1,
    ]);
    expect(
      addToRollups(after, healthyResult, '2026-11-25T00:00:00.000Z' as const).day,
    ).toMatchObject({
      from: '2026-11-25T00:00:00.000Z' as const,
      healthy: 1,
    });
  });

  it('counts each check exactly once, for any times', () => {
    const minutes = fc
      .array(fc.nat(3 * 24 * 60), { minLength: 1 })
      .map((all) => [...new Set(all)].toSorted((a, b) => a - b));
    fc.assert(
      fc.property(minutes, (runs) => {
        const closed: number[] = [];
        let open: OpenRollups | undefined;
        for (const run of runs) {
          const at = instantOf(new Date(Date.parse('2026-11-24T00:00:00Z') + run * 60_000));
          for (const { period, rollup } of closedRollups(open, at))
            if (period === 'hour') closed.push(checksOf(rollup));
          open = addToRollups(open, healthyResult, at);
        }
        expect(
          closed.reduce((total, count) => total + count, 0) +
            checksOf(openRollupsSchema.parse(open).hour),
        ).toBe(runs.length);
      }),
    );
  });
});

describe('closedRollups', () => {
  it('are those that are over', () => {
    const open = addToRollups(undefined, healthyResult, AT);
    const periods = (at: Instant) => closedRollups(open, at).map(({ period }) => period);
    expect(periods(AT)).toEqual([]);
    expect(periods('2026-11-24T11:00:00.000Z')).toEqual(['hour']);
    expect(periods('2026-11-25T00:00:00.000Z')).toEqual(['hour', 'day']);
    expect(closedRollups(undefined, AT)).toEqual([]);
  });
});

it('periodStart is the hour or the day of a time', () => {
  expect([periodStart('hour', AT), periodStart('day', AT)]).toEqual([
    '2026-11-24T10:00:00.000Z',
    '2026-11-24T00:00:00.000Z',
  ]);
});
