import { describe, expect, test } from 'vitest';
import { clusterStatsRequest } from '../../../../lib/collect/elasticsearch/api/clusterStats.ts';
import { searchCountsRequest } from '../../../../lib/collect/elasticsearch/api/searchCounts.ts';
import { ask } from '../../../../lib/collect/elasticsearch/ask.ts';
import { clientFor, fakeNode } from '../support/fakeNode.ts';
import { parsed } from '../support/parse.ts';
import { recording } from '../support/recording.ts';

const NODES = { _nodes: { total: 2, successful: 2, failed: 0 } };

function counts(ccs: unknown, nodes: object = NODES) {
  return parsed(searchCountsRequest, { ...nodes, ccs });
}

describe('searchCountsRequest', () => {
  test('reads what real nodes counted for each remote', () => {
    const { ccs } = recording('k-unknown-host/proxy-stats').body as { ccs: object };
    const read = counts(ccs);
    expect(read?.nodes).toEqual({ answered: 2, failed: 0 });
    expect(Object.fromEntries(read?.failed ?? [])).toEqual({
      other: 2,
      security: 10,
      remotes_unavailable: 22,
    });
    expect(read?.answered.get('remote_b')).toBe(4);
    expect(read?.skipped.get('remote_b')).toBe(24);
    expect(read?.skipped.get('rest_key')).toBe(2);
  });

  test('adds ES|QL queries to searches', () => {
    const usage = (total: number, skipped: number) => ({
      total,
      failure_reasons: { timeout: 1 },
      clusters: { r: { total, skipped } },
    });
    const read = counts({ _search: usage(5, 1), _esql: usage(7, 2) });
    expect([read?.answered.get('r'), read?.skipped.get('r'), read?.failed.get('timeout')]).toEqual([
      12, 3, 2,
    ]);
  });

  test('counts nothing where nothing was searched, which is not the same as not counting', () => {
    expect(counts({ _search: { total: 0 } })).toEqual({
      nodes: { answered: 2, failed: 0 },
      failed: new Map(),
      answered: new Map(),
      skipped: new Map(),
    });
    expect(counts(undefined)).toBeUndefined();
  });

  test.each([
    ['counters of another shape', { _search: { total: 'many' } }, NODES],
    ['no word about the nodes', { _search: { total: 1 } }, {}],
    ['nodes of another shape', { _search: { total: 1 } }, { _nodes: 'all' }],
  ])('knows nothing by %s', (_what, ccs, nodes) => {
    expect(counts(ccs, nodes)).toBeUndefined();
  });

  test('keeps no reason that is none of Elasticsearch', () => {
    expect(
      counts({ _search: { total: 1, failure_reasons: { '<b>': 1, timeout: 2 } } })?.failed,
    ).toEqual(new Map([['timeout', 2]]));
  });

  test('what is not understood of the counters does not cost what is said of the remotes', () => {
    const clusters = { r: { cluster_uuid: 'u', status: 'green', version: ['9.5.3'] } };
    expect(
      parsed(clusterStatsRequest, { ...NODES, ccs: { clusters, _search: 7, _esql: { total: 1 } } }),
    ).toEqual({
      remotes: { r: { clusterUuid: 'u', status: 'green', versions: ['9.5.3'] } },
      searches: undefined,
    });
  });

  test('asks no remote', async () => {
    const node = await fakeNode(() => ({ body: {} }));
    await ask(clientFor(node), searchCountsRequest);
    expect(node.asked).toMatchObject([
      {
        path: '/_cluster/stats',
        query: { filter_path: expect.stringContaining('ccs._search.clusters.*.skipped') },
      },
    ]);
    expect(node.asked[0]?.query).not.toHaveProperty('include_remotes');
  });
});
