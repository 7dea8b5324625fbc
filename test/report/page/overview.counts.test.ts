import { expect, it } from 'vitest';
import { countBadges, countResults, inWords, sum } from '../../../lib/report/page/overview.ts';
import { degradedResult, failingResult, healthyResult } from '../../support/results.ts';
import { plain } from './plain.ts';

it('inWords and countBadges name what there is, worst first', () => {
  const counts = countResults([healthyResult, failingResult, degradedResult, healthyResult]);
  expect(inWords(counts)).toBe('1 failing, 1 degraded, 2 healthy');
  expect(plain(countBadges(counts))).toBe('1 failing 1 degraded 2 healthy');
  expect(inWords(countResults([]))).toBe('Nothing checked yet');
});

it('sum adds status by status', () => {
  const counts = countResults([failingResult, healthyResult]);
  expect(sum([counts, counts])).toEqual({ failing: 2, degraded: 0, unknown: 0, healthy: 2 });
  expect(sum([])).toEqual(countResults([]));
});
