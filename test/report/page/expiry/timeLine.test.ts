import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expiring } from '../../../../lib/report/page/expiry/expiring.ts';
import { expiryTimeLine, positionOf } from '../../../../lib/report/page/expiry/timeLine.ts';
import { NOW } from '../../../support/facts.ts';
import { HOSTILE } from '../../../support/results.ts';
import { plain } from '../plain.ts';

function runningOutIn(days: number, overrides: Partial<Expiring> = {}): Expiring {
  return { kind: 'API key', name: 'ccs', where: 'k1', at: new Date(NOW.getTime() + days * 86_400_000).toISOString(), ...overrides };
}

describe('expiryTimeLine', () => {
  it.each([
    [-1.5, 'expired 1 day ago', 'failing'],
    [-0.5, 'expired today', 'failing'],
    [0.5, 'in less than a day', 'degraded'],
    [1.2, 'in 1 day', 'degraded'],
    [30, 'in 30 days', 'degraded'],
    [31, 'in 31 days', 'healthy'],
  ])('tells what is left after %d days in words, and by colour and shape', (days, words, status) => {
    const line = String(expiryTimeLine([runningOutIn(days)], NOW));
    expect(line).toContain(words);
    expect(line).toContain(`<span class="status ${status}">`);
    expect(line).toContain(`<g class="${status}">`);
  });

  it('says so where nothing runs out, and how many are left out', () => {
    expect(plain(expiryTimeLine([], NOW))).toBe('No certificate and no key with an end was seen.');
    expect(
      plain(
        expiryTimeLine(
          Array.from({ length: 42 }, () => runningOutIn(3)),
          NOW,
        ),
      ),
    ).toContain('2 more that expire later are left out.');
  });

  it('has marks at the days of the warnings', () => {
    const marks = [...String(expiryTimeLine([runningOutIn(3)], NOW)).matchAll(/text-anchor="middle">([^<]*)</g)].map(([, text]) => text);
    expect(marks).toEqual(['now', '1 d', '7 d', '14 d', '30 d', '90 d', '365 d']);
  });

  it('escapes names of certificates and keys', () => {
    const hostile = String(expiryTimeLine([runningOutIn(3, { name: HOSTILE, where: HOSTILE })], NOW));
    expect(hostile.match(/&lt;script&gt;/g)).toHaveLength(2);
    expect(hostile).not.toContain('<script');
  });
});

it('positionOf grows with the days, within the line', () => {
  fc.assert(
    fc.property(fc.double({ min: -1000, max: 5000, noNaN: true }), fc.double({ min: 0, max: 1000, noNaN: true }), (days, more) => {
      expect(positionOf(days)).toBeLessThanOrEqual(positionOf(days + more));
      expect(positionOf(days)).toBeGreaterThanOrEqual(positionOf(0));
      expect(positionOf(days)).toBeLessThanOrEqual(positionOf(365));
    }),
  );
});
