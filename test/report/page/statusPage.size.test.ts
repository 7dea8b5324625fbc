import { expect, it } from 'vitest';
import { instantOf } from '../../../lib/instant.ts';
import { clusterOverview } from '../../../lib/report/page/overview.ts';
import { statusPage } from '../../../lib/report/page/statusPage.ts';
import { NOW } from '../../support/facts.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  unknownResult,
} from '../../support/results.ts';
import { stored } from './stored.ts';

const RESULTS = [failingResult, degradedResult, unknownResult, healthyResult];
const hours = Array.from({ length: 23 }, (_, index) => ({
  from: instantOf(new Date(NOW.getTime() - (index + 1) * 3_600_000)),
  failing: index % 7,
  degraded: index % 5,
  unknown: 0,
  healthy: 50,
}));

/** Registrations on eight local clusters, so that each alias is the same remote on all of them. */
function sizeOf(count: number, resultOf: (index: number) => typeof failingResult): number {
  const all = Array.from({ length: count }, (_, index) => {
    const alias = `remote-${Math.floor(index / 8)}`;
    const { remoteClusterUuid: _uuid, ...result } = resultOf(index);
    return stored({ ...result, alias, cluster: `search-${index % 8}`, seeds: [`${alias}:9300`] });
  });
  const clusters = [...Map.groupBy(all, ({ cluster }) => cluster)].map(([name, remotes]) =>
    clusterOverview(name, remotes),
  );
  return Buffer.byteLength(String(statusPage(clusters, { now: NOW, hoursOf: () => hours })));
}

it.each([
  ['all failing', () => failingResult],
  ['of each kind', (index: number) => RESULTS[index % 4] ?? healthyResult],
] as const)('500 registrations, %s, take less than 300 KB, 2,000 less than a megabyte', (_, of) => {
  expect(sizeOf(500, of)).toBeLessThan(300_000);
  expect(sizeOf(2000, of)).toBeLessThan(1_000_000);
});
