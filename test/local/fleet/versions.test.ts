import { describe, expect, test } from 'vitest';
import { startSimulatedCluster } from '../../../local/fleet/simulatedCluster.ts';
import { isBefore, RELEASES, type ReleaseNumber } from '../../../local/fleet/versions.ts';
import {
  ask,
  askAsRecorded,
  comparable,
  type Recording,
  recorded,
  scenarios,
} from './recordings.ts';

const pairs = scenarios('t-versions-').map((scenario) => {
  const [local, remote] = scenario.replace('t-versions-', '').split('-to-') as [
    ReleaseNumber,
    ReleaseNumber,
  ];
  return { scenario, local, remote };
});

/** Files of every scenario; 7.17 has no more than these. */
const FILES = ['remote-info', 'search'] as const;
const FILES_SINCE_8_14 = [...FILES, 'resolve', 'resolve-timeout'] as const;

/** Sizes, names and counters are the lab's. */
function comparableStats({ status, body }: Recording | { status: number; body: unknown }): unknown {
  const { ccs } = body as {
    ccs?: { clusters: Record<string, { status: string; version: string[]; nodes_count: number }> };
  };
  const clusters = Object.entries(ccs?.clusters ?? {}).map(([alias, remote]) => [
    alias,
    remote.status,
    remote.version,
    remote.nodes_count,
  ]);
  return { status, clusters, error: (body as { error?: unknown }).error };
}

describe.each(pairs)(
  'a simulated $local that registers a $remote',
  ({ scenario, local, remote }) => {
    test.each(['sniff', 'proxy'] as const)('answers in %s mode as recorded', async (mode) => {
      await using remoteCluster = await startSimulatedCluster({ name: 'remote', version: remote });
      const address = remoteCluster.nodes[0]?.transportAddress ?? '';
      const remotes = [
        {
          alias: 'remote_b',
          mode,
          ...(mode === 'sniff' ? { seeds: [address] } : { proxyAddress: address }),
        },
      ];
      await using localCluster = await startSimulatedCluster({
        name: 'local',
        version: local,
        remotes,
      });
      for (const file of isBefore(local, '8.13.0') ? FILES : FILES_SINCE_8_14) {
        const name = `${scenario}/${mode}-${file}`;
        expect(comparable(await askAsRecorded(localCluster, name)), name).toEqual(
          comparable(recorded(name)),
        );
      }
      if (isBefore(local, '8.13.0')) return;
      const stats = `${scenario}/${mode}-stats`;
      expect(comparableStats(await askAsRecorded(localCluster, stats))).toEqual(
        comparableStats(recorded(stats)),
      );
    });

    test('reports both releases as recorded', async () => {
      await using remoteCluster = await startSimulatedCluster({ name: 'remote', version: remote });
      await using localCluster = await startSimulatedCluster({ name: 'local', version: local });
      const version = async (cluster: typeof localCluster, file: string) => {
        const { version: expected } = recorded(`${scenario}/${file}`).body as { version: object };
        expect((await ask(cluster, '/?filter_path=version')).body).toEqual({ version: expected });
      };
      await version(localCluster, 'sniff-root');
      await version(remoteCluster, 'sniff-remote-root');
    });
  },
);

describe('a simulated 7.17.29', () => {
  test('takes _resolve/cluster for an index, and knows no include_remotes', async () => {
    await using cluster = await startSimulatedCluster({ name: 'old', version: '7.17.29' });
    const resolve = await ask(cluster, '/_resolve/cluster/*:*');
    expect(resolve).toMatchObject({
      status: 404,
      body: { error: { type: 'index_not_found_exception', index: '_resolve' } },
    });
    const stats = await ask(cluster, '/_cluster/stats?include_remotes=true');
    expect(stats).toMatchObject({
      status: 400,
      body: { error: { type: 'illegal_argument_exception' } },
    });
  });

  test('does not report its transport version', async () => {
    await using cluster = await startSimulatedCluster({ name: 'old', version: '7.17.29' });
    const { body } = await ask(
      cluster,
      '/_nodes?filter_path=nodes.*.version,nodes.*.transport_version',
    );
    expect(Object.values((body as { nodes: object }).nodes)).toEqual([{ version: '7.17.29' }]);
  });
});

describe('RELEASES', () => {
  test('are named by their number', () => {
    expect(
      Object.entries(RELEASES).map(([number, release]) => release.number === number),
    ).not.toContain(false);
  });
});

describe('isBefore', () => {
  test('compares by number, not by digit', () => {
    expect([
      isBefore('8.9.0', '8.13.0'),
      isBefore('8.13.0', '8.13.0'),
      isBefore('9.0.8', '8.19.21'),
    ]).toEqual([true, false, false]);
  });
});
