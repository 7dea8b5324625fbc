import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../lib/instant.ts';
import { historyTable, usable } from '../../../lib/report/page/historyBars.ts';
import type { Rollup } from '../../../lib/state/uptime/rollups.ts';
import { NOW } from '../../support/facts.ts';
import { failingResult, healthyResult } from '../../support/results.ts';
import { plain } from './plain.ts';
import { stored } from './stored.ts';

const HOUR: Instant = '2026-11-24T00:00:00.000Z';

function rollup(from: Instant, counts: Partial<Rollup> = {}): Rollup {
  return { from, failing: 0, degraded: 0, unknown: 0, healthy: 0, ...counts };
}
const slot = (counts: Partial<Rollup>) => ({ from: HOUR, rollup: rollup(HOUR, counts) });

describe('usable', () => {
  it('is the share of checks that found it usable, and never rounds to all', () => {
    expect(usable([slot({ healthy: 9, degraded: 1 })])).toBe('100 %');
    expect(usable([slot({ healthy: 9999, failing: 1 })])).toBe('99.9 %');
    expect(usable([slot({ failing: 3, unknown: 2 }), { from: HOUR }])).toBe('0.0 %');
    expect(usable([slot({ unknown: 2 }), { from: HOUR }])).toBe('not known');
  });
});

describe('historyTable', () => {
  it('draws bad hours higher than healthy ones, and nothing before the first check', () => {
    const hours = [
      rollup('2026-11-23T22:00:00.000Z', { healthy: 60 }),
      rollup('2026-11-23T23:00:00.000Z', { healthy: 30, failing: 29, degraded: 1 }),
    ];
    const rollups = { hour: rollup('2026-11-24T00:00:00.000Z', { unknown: 1 }), day: rollup(HOUR) };
    const { since: _, ...state } = stored(failingResult).state;
    const table = String(
      historyTable([stored(failingResult, { rollups, state }), stored(healthyResult)], {
        hoursOf: ({ alias }) => (alias === 'orders' ? hours : []),
        now: NOW,
      }),
    );
    expect(table.match(/<path class="\w+-bar" d="[^"]*"\/>/g)).toEqual([
      '<path class="failing-bar" d="M176 0h7v11h-7z"/>',
      '<path class="unknown-bar" d="M184 0h7v22h-7z"/>',
      '<path class="healthy-bar" d="M168 6h7v16h-7zM176 11h7v11h-7z"/>',
    ]);
    expect(plain(table)).toContain('orders from eu 75.8 % failing archive from eu not known');
  });

  it('says how many it does not show', () => {
    const many = Array.from({ length: 102 }, (_, index) =>
      stored(healthyResult, { alias: `a${index}` }),
    );
    expect(plain(historyTable(many, { hoursOf: () => [], now: NOW }))).toContain(
      '2 more have their history on their own pages.',
    );
    expect(plain(historyTable(many, { hoursOf: () => [], now: NOW }))).toContain('80 more');
  });
});
