import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../lib/instant.ts';
import { uptime } from '../../../lib/report/page/uptime.ts';
import type { Rollup } from '../../../lib/state/uptime/rollups.ts';
import { plain } from './plain.ts';

const now = new Date('2026-11-24T02:20:00Z');
const rollup = (from: Instant, overrides: Partial<Rollup> = {}): Rollup => ({
  from,
  failing: 0,
  degraded: 0,
  unknown: 0,
  healthy: 60,
  ...overrides,
});
const requests = { count: 60, totalMs: 600, minMs: 4, maxMs: 80 };

describe('uptime', () => {
  it('tells shares and times in words, and each hour in a table', () => {
    const told = plain(
      uptime(
        [
          rollup('2026-11-24T01:00:00.000Z', { requests }),
          rollup('2026-11-24T02:00:00.000Z', { healthy: 18, failing: 2 }),
        ],
        {
          period: 'hour',
          now,
        },
      ),
    );
    expect(told.slice(0, 500)).toMatchInlineSnapshot(
      `"Last 24 hours 80 checks: 97.5 % healthy, 2.5 % failing. Cross-cluster requests took 10 ms on average, 4 ms to 80 ms. 2026-11-23 03:00:00 UTC now The same as a table Last 24 hours Hour from Checks Requests 2026-11-24 02:00:00 UTC 2 failing, 18 healthy 2026-11-24 01:00:00 UTC 60 healthy 10 ms (4 ms to 80 ms) 2026-11-24 00:00:00 UTC none 2026-11-23 23:00:00 UTC none 2026-11-23 22:00:00 UTC none 2026-11-23 21:00:00 UTC none 2026-11-23 20:00:00 UTC none 2026-11-23 19:00:00 UTC none 2026-11-23 18:00:0"`,
    );
  });

  it('says so where nothing was checked', () => {
    expect(plain(uptime([], { period: 'day', now }))).toMatch(
      /^Last 30 days No check in this time. No cross-cluster request passed. 2026-10-26 now /,
    );
  });

  it('rounds nothing to all or to none', () => {
    const day = rollup('2026-11-24T00:00:00.000Z', { healthy: 9999, failing: 1 });
    expect(plain(uptime([day], { period: 'day', now }))).toContain(
      '10000 checks: > 99.9 % healthy, < 0.1 % failing.'
        .replaceAll('>', '&gt;')
        .replaceAll('<', '&lt;'),
    );
    expect(plain(uptime([rollup(day.from)], { period: 'day', now }))).toContain(
      '60 checks: 100 % healthy.',
    );
  });
});
