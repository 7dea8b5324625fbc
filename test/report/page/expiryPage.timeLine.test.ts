import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../lib/instant.ts';
import { calendarOf } from '../../../lib/report/expiries.ts';
import { expiryTimeLine, positionOf } from '../../../lib/report/page/expiryPage.ts';
import type { Calendar, Dated } from '../../../lib/result/expiry.ts';
import { NOW } from '../../support/facts.ts';
import { HOSTILE } from '../../support/results.ts';
import { plain } from './plain.ts';

const DAY_MS = 86_400_000;

function dated(days: number, overrides: Partial<Dated> = {}): Dated {
  return {
    kind: 'api-key',
    id: 'k1',
    name: 'ccs',
    expiresAt: instantOf(new Date(NOW.getTime() + days * DAY_MS)),
    ...overrides,
  };
}

interface Seen {
  readonly by?: readonly string[];
  readonly source?: string;
  readonly daysAgo?: number;
}

function calendar(
  found: Dated[],
  { by = ['archive'], source = 'API keys of the remote', daysAgo = 0 }: Seen = {},
): Calendar {
  const at = instantOf(new Date(NOW.getTime() - daysAgo * DAY_MS));
  return calendarOf(
    by.map((alias) => ({ cluster: 'eu', alias, expiries: { [source]: { at, found } } })),
    { now: NOW },
  );
}

const FEW = { mostRows: 40 };

describe('expiryTimeLine', () => {
  it.each([
    [-1.5, 'expired 1 day ago', 'failing'],
    [-0.5, 'expired less than a day ago', 'failing'],
    [0.5, 'within a day', 'failing'],
    [1.2, 'in 1 day', 'failing'],
    [2, 'in 2 days', 'degraded'],
    [30, 'in 30 days', 'degraded'],
    [31, 'in 31 days', 'healthy'],
  ])(
    'tells what is left after %d days in words, and by colour and shape',
    (days, words, status) => {
      const line = String(expiryTimeLine(calendar([dated(days)]), FEW));
      expect(line).toContain(words);
      expect(line).toContain(`<span class="status ${status}">`);
      expect(line).toContain(`<g class="${status}">`);
    },
  );

  it('tells keys apart by their ids, where each was seen, and when if that is over', () => {
    expect(
      plain(expiryTimeLine(calendar([dated(3), dated(5, { id: 'k2' })], { daysAgo: 2 }), FEW)),
    ).toMatchInlineSnapshot(
      `"Certificates, keys and licenses by the time that they have left What Expires Seen at API key ccs (k1) in 3 days 2026-11-27 API keys of the remote, last seen 2026-11-22 00:00 UTC API key ccs (k2) in 5 days 2026-11-29 API keys of the remote, last seen 2026-11-22 00:00 UTC"`,
    );
    const file = dated(3, { kind: 'certificate', name: 'CN=es-1', place: 'certs/es-1.crt' });
    expect(
      plain(expiryTimeLine(calendar([file], { source: 'files of local node es-1' }), FEW)),
    ).toContain(
      'certificate CN=es-1 in 3 days 2026-11-27 files of local node es-1: certs/es-1.crt',
    );
  });

  it('leads to the remotes that it is about, where it is about several', () => {
    const by = ['archive', 'a b', 'c', 'd', 'e', 'f', 'g'];
    const line = String(
      expiryTimeLine(calendar([dated(3)], { by }), { ...FEW, showsRemotes: true }),
    );
    expect(line).toContain('<a href="remotes/eu/a%20b">a b from eu</a>');
    expect(plain(line)).toContain('e from eu and 2 more');
    expect(
      plain(expiryTimeLine(calendar([dated(3)]), { ...FEW, showsRemotes: true })),
    ).not.toContain('more');
  });

  it('says so where nothing expires, and how many are left out', () => {
    expect(plain(expiryTimeLine(calendar([]), FEW))).toBe(
      'No certificate, key or license with an end was seen.',
    );
    const many = calendar(Array.from({ length: 42 }, (_, index) => dated(3, { id: `k${index}` })));
    expect(plain(expiryTimeLine(many, FEW))).toContain('2 more that expire later are left out.');
  });

  it('has marks at the days of the warnings', () => {
    const marks = [
      ...String(expiryTimeLine(calendar([dated(3)]), FEW)).matchAll(
        /text-anchor="middle">([^<]*)</g,
      ),
    ].map(([, text]) => text);
    expect(marks).toEqual(['now', '1 d', '7 d', '14 d', '30 d', '90 d', '365 d']);
  });

  it('escapes names of certificates, keys and remotes, and where they were seen', () => {
    const given = calendar([dated(3, { name: HOSTILE, id: HOSTILE, place: HOSTILE })], {
      by: [HOSTILE],
      source: HOSTILE,
    });
    const hostile = String(expiryTimeLine(given, { ...FEW, showsRemotes: true }));
    expect(hostile.match(/&lt;script&gt;/g)).toHaveLength(5);
    expect(hostile).not.toContain('<script');
    for (const control of ['\u001b', '\u202e']) expect(hostile).not.toContain(control);
  });
});

it('positionOf grows with the days, within the line', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1000, max: 5000, noNaN: true }),
      fc.double({ min: 0, max: 1000, noNaN: true }),
      (days, more) => {
        expect(positionOf(days)).toBeLessThanOrEqual(positionOf(days + more));
        expect(positionOf(days)).toBeGreaterThanOrEqual(positionOf(0));
        expect(positionOf(days)).toBeLessThanOrEqual(positionOf(365));
      },
    ),
  );
});
