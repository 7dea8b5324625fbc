import { describe, expect, it } from 'vitest';
import type { Instant } from '../../lib/instant.ts';
import { expiringIn, soonest } from '../../lib/result/expiry.ts';
import type { Finding } from '../../lib/result/finding.ts';
import { failingResult, healthyResult } from '../support/results.ts';

function ends(at: Instant, overrides: Partial<Finding> = {}): Finding {
  return {
    ...failingResult.cause,
    severity: 'warning',
    expires: { at, stepDays: 30, isVital: true },
    ...overrides,
  };
}

const early = ends('2026-12-01T00:00:00.000Z');
const late = ends('2026-12-09T00:00:00.000Z');

describe('expiringIn', () => {
  it('takes cause and findings, and leaves notes out', () => {
    const note = ends('2026-11-25T00:00:00.000Z', { severity: 'note' });
    expect(expiringIn({ cause: late, findings: [note, failingResult.cause, early] })).toEqual([
      late,
      early,
    ]);
    expect(expiringIn(healthyResult)).toEqual([]);
  });
});

describe('soonest', () => {
  it('is what expires first, and of several at once the same whatever their order', () => {
    expect(soonest([failingResult.cause, late, early])).toBe(early);
    const [a, b] = [
      ends('2026-12-01T00:00:00.000Z', { subject: 'a' }),
      ends('2026-12-01T00:00:00.000Z', { subject: 'b' }),
    ];
    expect([soonest([a, b]), soonest([b, a])]).toEqual([a, a]);
    expect(soonest([failingResult.cause])).toBeUndefined();
  });
});
