import { describe, expect, it } from 'vitest';
import { chart } from '../../../lib/report/page/uptime.ts';
import type { Rollup } from '../../../lib/state/uptime/rollups.ts';

function slot(overrides: Partial<Rollup> = {}) {
  const from = '2026-11-24T10:00:00.000Z' as const;
  return { from, rollup: { from, failing: 0, degraded: 0, unknown: 0, healthy: 10, ...overrides } };
}
const requests = { count: 2, totalMs: 30, minMs: 10, maxMs: 20 };

describe('chart', () => {
  it('draws each part by its share, with a shape above what is not healthy', () => {
    const slots = [
      slot(),
      slot({ failing: 5, healthy: 5, requests }),
      slot({ unknown: 1, requests }),
      { from: '2026-11-24T11:00:00.000Z' as const },
    ];
    expect(String(chart(slots))).toMatchInlineSnapshot(`
      "<svg class="uptime" viewBox="0 0 720 96" aria-hidden="true">
      <rect class="part healthy" x="1" y="14" width="178" height="36"/>
      <rect class="part failing" x="181" y="14" width="178" height="18"/><rect class="part healthy" x="181" y="32" width="178" height="18"/><g class="failing"><svg class="status" x="264.5" y="0" width="11" height="11" viewBox="0 0 16 16"><path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/></svg></g>
      <rect class="part unknown" x="361" y="14" width="178" height="3.3"/><rect class="part healthy" x="361" y="17.3" width="178" height="32.7"/><g class="unknown"><svg class="status" x="444.5" y="0" width="11" height="11" viewBox="0 0 16 16"><path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/></svg></g>
      <rect class="gap" x="541" y="14" width="178" height="36"/>
      <path class="spread" d="M270 77V62M450 77V62"/><path class="mean" d="M270 69.5h0L450 69.5"/></svg>"
    `);
  });

  it('interrupts the line of requests where none passed', () => {
    const [, line] =
      /class="mean" d="([^"]*)"/.exec(
        String(chart([slot({ requests }), slot({ requests }), slot(), slot({ requests })])),
      ) ?? [];
    expect(line).toMatch(/^M[\d. ]+h0L[\d. ]+M[\d. ]+h0$/);
  });

  it('has no number that is none', () => {
    expect(
      String(chart([slot(), slot({ requests: { count: 1, totalMs: 0, minMs: 0, maxMs: 0 } })])),
    ).not.toMatch(/NaN|Infinity|undefined/);
  });
});
