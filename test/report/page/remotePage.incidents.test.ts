import { expect, it } from 'vitest';
import { incidentTable } from '../../../lib/report/page/remotePage.ts';
import { NOW } from '../../support/facts.ts';
import { failingResult, HOSTILE, healthyResult } from '../../support/results.ts';
import { plain } from './plain.ts';
import { minutesAgo, stored } from './stored.ts';

const past = {
  id: 'p1',
  openedAt: minutesAgo(300),
  resolvedAt: minutesAgo(240),
  cause: HOSTILE,
  severity: 'critical',
} as const;
const incident = {
  id: 'o1',
  openedAt: minutesAgo(30),
  cause: 'half-open',
  severity: 'warning',
  toldAt: minutesAgo(30),
} as const;

it('incidentTable has the open one first, then those that are over', () => {
  const state = { failures: 3, successes: 0, status: 'failing', incident } as const;
  const table = incidentTable(stored(failingResult, { state, pastIncidents: [past] }), NOW);
  expect(plain(table)).toMatchInlineSnapshot(
    `"Incidents Opened Resolved Lasted Cause Severity Incident 2026-11-23 23:30:00 UTC still open 30 min half-open warning o1 2026-11-23 19:00:00 UTC 2026-11-23 20:00:00 UTC 1 h &lt;script&gt;alert(1)&lt;/script&gt;�[31m|&quot;&amp;�� critical p1"`,
  );
  expect(String(table)).not.toContain('<script>');
  expect(plain(incidentTable(stored(healthyResult, { pastIncidents: [past] }), NOW))).not.toContain(
    'still open',
  );
  expect(plain(incidentTable(stored(healthyResult), NOW))).toBe('None in the last 30 days.');
});
