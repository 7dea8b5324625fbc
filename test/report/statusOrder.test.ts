import { expect, it } from 'vitest';
import { byTrouble, EXIT_CODES, worstStatus } from '../../lib/report/statusOrder.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  report,
  unknownResult,
} from '../support/results.ts';

it.each([
  [[], 'unknown', 3],
  [[healthyResult], 'healthy', 0],
  [[healthyResult, unknownResult], 'unknown', 3],
  [[unknownResult, degradedResult], 'degraded', 1],
  [[degradedResult, failingResult, unknownResult], 'failing', 2],
])('worstStatus of case %#: %s', (results, status, exitCode) => {
  expect(worstStatus(report(results))).toBe(status);
  expect(EXIT_CODES[worstStatus(report(results))]).toBe(exitCode);
});

it('byTrouble puts the worst first, then sorts by cluster and alias', () => {
  const other = { ...failingResult, alias: 'a-first' };
  const elsewhere = { ...failingResult, cluster: 'aa' };
  const sorted = byTrouble([
    healthyResult,
    unknownResult,
    degradedResult,
    failingResult,
    other,
    elsewhere,
  ]);
  expect(sorted).toEqual([
    elsewhere,
    other,
    failingResult,
    degradedResult,
    unknownResult,
    healthyResult,
  ]);
});
