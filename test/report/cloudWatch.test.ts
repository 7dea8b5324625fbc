import { describe, expect, it } from 'vitest';
import { cloudWatchMetrics } from '../../lib/report/cloudWatch.ts';
import { NOW } from '../support/facts.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  unknownResult,
} from '../support/results.ts';

const RESULTS = [healthyResult, failingResult, degradedResult, unknownResult];

const SEARCHED = {
  answered: 9,
  skipped: 9,
  nodes: { answered: 1, failed: 0 },
  own: { answered: 0, skipped: 0 },
  failed: {},
};

describe('cloudWatchMetrics', () => {
  it('counts searches that left remotes out, from check to check', () => {
    const results = [1, 4].map((skipped) => ({
      ...healthyResult,
      searches: { ...SEARCHED, latest: { answered: 0, skipped } },
    }));
    const skipped = cloudWatchMetrics(results, { per: 'remote', now: NOW }).map(({ metrics }) =>
      metrics.flatMap(({ name, value }) => (name === 'SearchesSkipped' ? [value] : [])),
    );
    expect(skipped).toEqual([[5], [1], [4]]);
  });

  it('counts the remotes of each local cluster', () => {
    expect(cloudWatchMetrics(RESULTS, { per: 'cluster', now: NOW })).toMatchInlineSnapshot(`
      [
        {
          "dimensions": {
            "Cluster": "eu",
          },
          "metrics": [
            {
              "name": "RemotesFailing",
              "unit": "Count",
              "value": 1,
            },
            {
              "name": "RemotesDegraded",
              "unit": "Count",
              "value": 0,
            },
            {
              "name": "RemotesUnknown",
              "unit": "Count",
              "value": 1,
            },
            {
              "name": "DaysToExpiry",
              "unit": "None",
              "value": 403,
            },
          ],
        },
        {
          "dimensions": {
            "Cluster": "us",
          },
          "metrics": [
            {
              "name": "RemotesFailing",
              "unit": "Count",
              "value": 0,
            },
            {
              "name": "RemotesDegraded",
              "unit": "Count",
              "value": 1,
            },
            {
              "name": "RemotesUnknown",
              "unit": "Count",
              "value": 0,
            },
            {
              "name": "DaysToExpiry",
              "unit": "None",
              "value": 7,
            },
          ],
        },
      ]
    `);
  });

  it('tells of each remote too, where that is wanted', () => {
    expect(cloudWatchMetrics(RESULTS, { per: 'remote', now: NOW }).slice(2)).toMatchInlineSnapshot(`
      [
        {
          "dimensions": {
            "Cluster": "eu",
            "Remote": "archive",
          },
          "metrics": [
            {
              "name": "Available",
              "unit": "Count",
              "value": 1,
            },
            {
              "name": "GatewaysReachable",
              "unit": "Count",
              "value": 1,
            },
            {
              "name": "RequestDuration",
              "unit": "Milliseconds",
              "value": 12,
            },
            {
              "name": "DaysToExpiry",
              "unit": "None",
              "value": 403,
            },
          ],
        },
        {
          "dimensions": {
            "Cluster": "eu",
            "Remote": "orders",
          },
          "metrics": [
            {
              "name": "Available",
              "unit": "Count",
              "value": 0,
            },
          ],
        },
        {
          "dimensions": {
            "Cluster": "us",
            "Remote": "logs",
          },
          "metrics": [
            {
              "name": "Available",
              "unit": "Count",
              "value": 1,
            },
            {
              "name": "GatewaysReachable",
              "unit": "Count",
              "value": 1,
            },
            {
              "name": "RequestDuration",
              "unit": "Milliseconds",
              "value": 12,
            },
            {
              "name": "DaysToExpiry",
              "unit": "None",
              "value": 7,
            },
          ],
        },
        {
          "dimensions": {
            "Cluster": "eu",
            "Remote": "metrics",
          },
          "metrics": [
            {
              "name": "GatewaysReachable",
              "unit": "Count",
              "value": 1,
            },
            {
              "name": "DaysToExpiry",
              "unit": "None",
              "value": 403,
            },
          ],
        },
      ]
    `);
  });

  it('has none where none are wanted, and none for a remote of which nothing is known', () => {
    expect(cloudWatchMetrics(RESULTS, { per: 'none', now: NOW })).toEqual([]);
    const blind = {
      ...unknownResult,
      witnesses: { passive: [], active: [], repeated: [], network: [], sniff: [] },
      gateways: { source: 'not-known' as const, nodes: [] },
    };
    expect(
      cloudWatchMetrics([blind], { per: 'remote', now: NOW }).map(({ dimensions }) => dimensions),
    ).toEqual([{ Cluster: 'eu' }]);
  });

  it('gives CloudWatch dimensions that it takes, whatever clusters are called', () => {
    for (const alias of [hostileResult.alias, ':x', ' ', 'é', 'x'.repeat(300)]) {
      const [, remote] = cloudWatchMetrics([{ ...failingResult, alias }], {
        per: 'remote',
        now: NOW,
      });
      expect(remote?.dimensions['Remote']).toMatch(/^(?!:)[!-~][ -~]{0,254}$/);
    }
  });
});
