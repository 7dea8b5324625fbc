import { describe, expect, it } from 'vitest';
import { clusterOverview, worstFirst } from '../../../lib/report/page/overview.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  unknownResult,
} from '../../support/results.ts';
import { stored } from './stored.ts';

const remote = (result: typeof healthyResult, alias: string) => stored({ ...result, alias });

describe('clusterOverview', () => {
  it('sorts by trouble, then by alias, and counts', () => {
    const remotes = [
      remote(healthyResult, 'b'),
      remote(unknownResult, 'c'),
      remote(healthyResult, 'a'),
      remote(degradedResult, 'd'),
      remote(failingResult, 'e'),
    ];
    const { name, status, counts, remotes: sorted } = clusterOverview('eu', remotes);
    expect({ name, status, counts }).toEqual({
      name: 'eu',
      status: 'failing',
      counts: { failing: 1, degraded: 1, unknown: 1, healthy: 2 },
    });
    expect(sorted.map(({ alias }) => alias)).toEqual(['e', 'd', 'c', 'a', 'b']);
  });

  it('is unknown where nothing was checked', () => {
    expect(clusterOverview('eu', [])).toEqual({
      name: 'eu',
      status: 'unknown',
      counts: { failing: 0, degraded: 0, unknown: 0, healthy: 0 },
      remotes: [],
    });
  });
});

it('worstFirst sorts clusters by trouble, then by name', () => {
  const clusters = [
    clusterOverview('b', [stored(healthyResult)]),
    clusterOverview('a', [stored(healthyResult)]),
    clusterOverview('c', [stored(healthyResult), stored(failingResult)]),
  ];
  expect(worstFirst(clusters).map(({ name }) => name)).toEqual(['c', 'a', 'b']);
});
