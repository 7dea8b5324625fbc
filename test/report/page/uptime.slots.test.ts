import { expect, it } from 'vitest';
import type { Instant } from '../../../lib/instant.ts';
import { slotsFrom, slotsOf } from '../../../lib/report/page/uptime.ts';

const NOW = new Date('2026-11-24T10:20:00Z');
const rollup = (from: Instant, healthy: number) => ({
  from,
  failing: 0,
  degraded: 0,
  unknown: 0,
  healthy,
});

it('slotsFrom is the first of 24 hours or 30 days', () => {
  expect([slotsFrom('hour', NOW), slotsFrom('day', NOW)]).toEqual([
    '2026-11-23T11:00:00.000Z',
    '2026-10-26T00:00:00.000Z',
  ]);
});

it('slotsOf has a place for each, checked or not', () => {
  const old = rollup('2026-11-20T00:00:00.000Z', 9);
  const slots = slotsOf(
    'hour',
    [
      rollup('2026-11-24T10:00:00.000Z', 1),
      old,
      rollup('2026-11-23T11:00:00.000Z', 2),
      rollup('2026-11-24T10:00:00.000Z', 3),
    ],
    NOW,
  );
  expect(slots).toHaveLength(24);
  expect([slots[0]?.rollup?.healthy, slots[1]?.rollup, slots.at(-1)?.rollup?.healthy]).toEqual([
    2,
    undefined,
    3,
  ]);
  expect(
    slotsOf('day', [old], NOW)
      .map(({ rollup: one }) => one?.healthy)
      .filter((count) => count !== undefined),
  ).toEqual([9]);
});
