import { describe, expect, it } from 'vitest';
import { historyTable, periods } from '../../../lib/report/page/remotePage.ts';
import { plain } from './plain.ts';
import { outcome } from './stored.ts';

const down = { status: 'failing', cause: 'connection-refused' } as const;
const history = [
  outcome(5),
  outcome(1),
  outcome(3, down),
  outcome(2, { ...down, cause: 'dns-failed' }),
  outcome(4),
];

describe('periods', () => {
  it('joins checks in a row with the same status and cause, latest first', () => {
    expect(
      periods(history).map(({ first, last, checks }) => [first.cause, first.at, last.at, checks]),
    ).toEqual([
      ['healthy', outcome(1).at, outcome(1).at, 1],
      ['dns-failed', outcome(2).at, outcome(2).at, 1],
      ['connection-refused', outcome(3).at, outcome(3).at, 1],
      ['healthy', outcome(5).at, outcome(4).at, 2],
    ]);
  });

  it('join what is written down as several checks', () => {
    const hours = [
      outcome(120, { until: outcome(61).at, checks: 60 }),
      outcome(60, { until: outcome(1).at, checks: 59 }),
    ];
    expect(periods(hours)).toEqual([{ first: hours[0], last: hours[1], checks: 119 }]);
    expect(plain(historyTable(hours))).toContain(
      '2026-11-23 22:00:00 UTC to 2026-11-23 23:59:00 UTC',
    );
  });

  it('are none without checks', () => {
    expect(periods([])).toEqual([]);
  });
});

describe('historyTable', () => {
  const text = (...given: Parameters<typeof historyTable>) =>
    String(historyTable(...given))
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/ +/g, ' ');

  it('has a line for each period', () => {
    expect(text(history)).toMatchInlineSnapshot(`
      " 
       healthy healthy 2026-11-23 23:59:00 UTC 1 check 
       failing dns-failed 2026-11-23 23:58:00 UTC 1 check 
       failing connection-refused 2026-11-23 23:57:00 UTC 1 check 
       healthy healthy 2026-11-23 23:55:00 UTC to 2026-11-23 23:56:00 UTC 2 checks 
       "
    `);
  });

  it('says so where nothing was checked', () => {
    expect(text([])).toContain('No check in this time.');
  });

  it('says how many changes are left out', () => {
    const flapping = Array.from({ length: 103 }, (_, minute) =>
      outcome(minute, minute % 2 === 0 ? down : {}),
    );
    expect(text(flapping)).toContain('3 earlier changes are left out.');
    expect(String(historyTable(flapping)).match(/<tr>/g)).toHaveLength(100);
  });
});
