import { expect, it } from 'vitest';
import { scriptOf } from '../../lib/cli/reportOptions.ts';
import { failingResult, healthyResult, report } from '../support/results.ts';

it('scriptOf is about one remote of one local cluster', () => {
  expect(scriptOf(report([failingResult]), 'orders')).toContain('eu/orders is failing');
  expect(() => scriptOf(report([]), 'orders')).toThrow(
    'There is no remote cluster orders: none is registered',
  );
  const others = [failingResult, { ...healthyResult, cluster: 'us' }];
  expect(() => scriptOf(report(others), 'orders')).toThrow(
    'Several local clusters have a remote orders: eu, us; choose one with --cluster',
  );
});
