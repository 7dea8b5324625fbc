import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { encodeApiKey } from '../../../local/fleet/apiKeys.ts';
import {
  type FleetCertificates,
  makeFleetCertificates,
} from '../../../local/fleet/certificates.ts';
import type { SimulatedNodeOptions } from '../../../local/fleet/clusterOptions.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../../local/fleet/simulatedCluster.ts';
import { ask, askAsRecorded, comparable, recorded, shape } from './recordings.ts';

const key = {
  id: 'goodgoodgoodgoodgood',
  secret: 'secret',
  name: 'good',
  creation: new Date('2026-11-23T20:00:00Z'),
};
const credentials = encodeApiKey(key);
const NOBODY_LISTENS = '127.0.0.1:1';

let certificates: FleetCertificates;

beforeAll(() => {
  certificates = makeFleetCertificates(new Date());
});

async function expectAsRecorded(
  cluster: SimulatedCluster,
  files: readonly string[],
  options: { node?: number } = {},
): Promise<void> {
  for (const file of files)
    expect(comparable(await askAsRecorded(cluster, file, options)), file).toEqual(
      comparable(recorded(file)),
    );
}

function files(prefix: string, ...names: readonly string[]): string[] {
  return names.map((name) => `${prefix}-${name}`);
}

describe('a remote that publishes an address without a listener, as recorded', () => {
  const node = {
    name: 'r95pub-0',
    publishAddress: NOBODY_LISTENS,
    remoteClusterServerPublishAddress: NOBODY_LISTENS,
  };
  const scenario = 'q-publish-address-unreachable';
  let remote: SimulatedCluster;

  beforeAll(async () => {
    remote = await startSimulatedCluster({
      name: 'r95pub',
      security: 'tls',
      certificates,
      nodes: [node],
      apiKeys: [key],
    });
    return () => remote.close();
  });

  test('is not connected in sniff mode', async () => {
    const seeds = [remote.nodes[0]?.transportAddress ?? ''];
    await using local = await startSimulatedCluster({
      name: 'l95',
      security: 'tls',
      certificates,
      remotes: [{ alias: 'remote_b', mode: 'sniff', seeds }],
    });
    await expectAsRecorded(
      local,
      files(`${scenario}/certificate`, 'remote-info', 'resolve', 'resolve-timeout'),
    );
    await local.register({ alias: 'remote_b', mode: 'sniff', seeds, skipUnavailable: false });
    await expectAsRecorded(
      local,
      files(`${scenario}/certificate-sniff-skip-unavailable-false`, 'resolve', 'search'),
    );
  });

  test('is not connected in sniff mode with an API key', async () => {
    const seeds = [remote.nodes[0]?.remoteClusterServerAddress ?? ''];
    const remotes = [
      { alias: 'pub_key', mode: 'sniff', seeds, credentials, skipUnavailable: false } as const,
    ];
    await using local = await startSimulatedCluster({
      name: 'l95',
      security: 'tls',
      certificates,
      remotes,
    });
    await expectAsRecorded(
      local,
      files(`${scenario}/api-key-sniff-skip-unavailable-false`, 'resolve', 'search'),
    );
  });

  test('is connected in proxy mode', async () => {
    const proxyAddress = remote.nodes[0]?.transportAddress ?? '';
    await using local = await startSimulatedCluster({
      name: 'l95',
      security: 'tls',
      certificates,
      remotes: [{ alias: 'remote_b', mode: 'proxy', proxyAddress }],
    });
    await expectAsRecorded(
      local,
      files(`${scenario}/certificate-proxy`, 'remote-info', 'resolve', 'search'),
    );
  });
});

describe('a remote of a dedicated master and three other nodes, as recorded', () => {
  const others: SimulatedNodeOptions[] = [
    { name: 'multi-data', roles: ['data', 'ingest', 'remote_cluster_client'] },
    { name: 'multi-ingest', roles: ['ingest'] },
    {
      name: 'multi-data-gw',
      roles: ['data', 'ingest', 'remote_cluster_client'],
      attributes: { gateway: 'true' },
    },
  ];
  const nodes: SimulatedNodeOptions[] = [{ name: 'multi-master', roles: ['master'] }, ...others];
  let remote: SimulatedCluster;
  let master: string;

  beforeAll(async () => {
    remote = await startSimulatedCluster({
      name: 'r95multi',
      security: 'tls',
      certificates,
      nodes,
    });
    master = remote.nodes[0]?.transportAddress ?? '';
    return () => remote.close();
  });

  test('lists its nodes', async () => {
    const { body } = await askAsRecorded(remote, 's-node-attribute/matching-node-remote-nodes');
    const attributesAndRoles = (answer: unknown) =>
      Object.values((answer as { nodes: Record<string, Record<string, unknown>> }).nodes).map(
        ({ name, roles, attributes }) => ({
          name,
          roles,
          attributes,
        }),
      );
    expect(attributesAndRoles(body)).toEqual(
      attributesAndRoles(recorded('s-node-attribute/matching-node-remote-nodes').body),
    );
    expect(shape(body)).toEqual(
      shape(recorded('s-node-attribute/matching-node-remote-nodes').body),
    );
  });

  test('is connected at three nodes through its master as seed', async () => {
    await using local = await startSimulatedCluster({
      name: 'l',
      security: 'tls',
      certificates,
      remotes: [{ alias: 'remote_b', mode: 'sniff', seeds: [master] }],
    });
    await expectAsRecorded(
      local,
      files('r-dedicated-masters/master-seed-with-data-nodes', 'remote-info', 'resolve'),
    );
    const { body } = await ask(
      local,
      '/_cluster/stats?include_remotes&filter_path=ccs.clusters.remote_b.nodes_count,ccs.clusters.remote_b.version',
    );
    expect(body).toEqual({
      ccs: { clusters: { remote_b: { version: ['9.5.3'], nodes_count: 4 } } },
    });
  });

  test.each(['sniff', 'proxy'] as const)(
    'is connected, or not, at the nodes with cluster.remote.node.attr in %s mode',
    async (mode) => {
      const register = async (attribute: string, seeds: readonly string[]) => {
        const node = { name: 'l', settings: { 'cluster.remote.node.attr': attribute } };
        const remotes = [
          { alias: 'remote_b', mode, ...(mode === 'sniff' ? { seeds } : { proxyAddress: master }) },
        ];
        return startSimulatedCluster({
          name: 'l',
          security: 'tls',
          certificates,
          nodes: [node],
          remotes,
        });
      };
      await using matching = await register('gateway', [
        master,
        remote.nodes[1]?.transportAddress ?? '',
      ]);
      await using other = await register('nobody_has_this', [master]);
      const [forMatching, forOther] =
        mode === 'proxy'
          ? ['proxy-ignores-attribute', 'proxy-ignores-attribute']
          : ['matching-node', 'no-matching-node'];
      await expectAsRecorded(
        matching,
        files(`s-node-attribute/${forMatching}`, 'remote-info', 'resolve'),
      );
      await expectAsRecorded(
        other,
        files(`s-node-attribute/${forOther}`, 'remote-info', 'resolve'),
      );
    },
  );

  test('is not connected when only its master is left, but in proxy mode', async () => {
    await using lonely = await startSimulatedCluster({
      name: 'r95lonely',
      security: 'tls',
      certificates,
      nodes: nodes.slice(0, 1),
    });
    const [{ transportAddress } = { transportAddress: '' }] = lonely.nodes;
    await using local = await startSimulatedCluster({
      name: 'l',
      security: 'tls',
      certificates,
      remotes: [{ alias: 'remote_b', mode: 'sniff', seeds: [transportAddress] }],
    });
    const prefix = 'r-dedicated-masters/only-master-left';
    await expectAsRecorded(local, files(prefix, 'remote-info', 'resolve'));
    await local.register({
      alias: 'remote_b',
      mode: 'sniff',
      seeds: [transportAddress],
      skipUnavailable: false,
    });
    await expectAsRecorded(local, files(`${prefix}-skip-unavailable-false`, 'resolve', 'search'));
    await local.register({ alias: 'remote_b', mode: 'proxy', proxyAddress: transportAddress });
    await expectAsRecorded(local, files(`${prefix}-proxy`, 'remote-info', 'resolve'));
  });

  test('has no word of the gateways if its seed is none and they are dead', async () => {
    const dead = (node: SimulatedNodeOptions) => ({
      ...node,
      remoteClusterServerPublishAddress: NOBODY_LISTENS,
    });
    await using unreachable = await startSimulatedCluster({
      name: 'r95dead',
      security: 'tls',
      certificates,
      nodes: [{ name: 'multi-master', roles: ['master'] }, ...others.map(dead)],
      apiKeys: [key],
    });
    const seeds = [unreachable.nodes[0]?.remoteClusterServerAddress ?? ''];
    await using local = await startSimulatedCluster({
      name: 'l',
      security: 'tls',
      certificates,
      remotes: [
        { alias: 'shared_address', mode: 'sniff', seeds, credentials, skipUnavailable: false },
      ],
    });
    const prefix = 'r-dedicated-masters/other-gateways-dead-skip-unavailable-false';
    await expectAsRecorded(local, files(prefix, 'resolve', 'search'));
  });

  test('is asked through the next seed if the first is dead', async () => {
    const remotes = [
      {
        alias: 'remote_b',
        mode: 'sniff',
        seeds: [NOBODY_LISTENS, master],
        maxConnections: 2,
      } as const,
    ];
    await using local = await startSimulatedCluster({
      name: 'l',
      security: 'tls',
      certificates,
      remotes,
    });
    expect((await ask(local, '/_remote/info')).body).toMatchObject({
      remote_b: { num_nodes_connected: 2, max_connections_per_cluster: 2 },
    });
  });

  test('keeps the other nodes connected when one is lost', async () => {
    await using local = await startSimulatedCluster({
      name: 'l',
      security: 'tls',
      certificates,
      remotes: [{ alias: 'remote_b', mode: 'sniff', seeds: [master] }],
    });
    await remote.setTransportFault({ kind: 'refuse' }, { node: 'multi-ingest', port: 'transport' });
    await vi.waitFor(async () => {
      expect((await ask(local, '/_remote/info')).body).toMatchObject({
        remote_b: { connected: true, num_nodes_connected: 2 },
      });
    });
    await remote.setTransportFault(undefined);
  });
});

describe('a local cluster of unlike nodes, as recorded', () => {
  const nodes: SimulatedNodeOptions[] = [
    { name: 'uv-key' },
    { name: 'uv-nokey' },
    { name: 'uv-norole', roles: ['data'] },
  ];
  let remote: SimulatedCluster;

  beforeAll(async () => {
    remote = await startSimulatedCluster({
      name: 'r95',
      security: 'tls',
      certificates,
      apiKeys: [key],
    });
  });

  afterAll(() => remote.close());

  test('is connected from the node with the key only', async () => {
    const proxyAddress = remote.nodes[0]?.remoteClusterServerAddress ?? '';
    const remotes = [
      {
        alias: 'good_key',
        mode: 'proxy',
        proxyAddress,
        credentials,
        credentialsOn: ['uv-key'],
      } as const,
    ];
    await using local = await startSimulatedCluster({
      name: 'l95uv',
      security: 'tls',
      certificates,
      nodes,
      remotes,
    });
    await expectAsRecorded(
      local,
      files('v-key-on-one-node/node-with-key', 'remote-info', 'resolve'),
      { node: 0 },
    );
    await expectAsRecorded(
      local,
      files('v-key-on-one-node/node-without-key', 'remote-info', 'resolve'),
      { node: 1 },
    );
    await expectAsRecorded(local, files('v-key-on-one-node/node-without-role', 'remote-info'), {
      node: 2,
    });
  });

  test('does not ask a remote from a node without the role', async () => {
    const remotes = [
      {
        alias: 'remote_b',
        mode: 'sniff',
        seeds: [remote.nodes[0]?.transportAddress ?? ''],
      } as const,
    ];
    await using local = await startSimulatedCluster({
      name: 'l95uv',
      security: 'tls',
      certificates,
      nodes,
      remotes,
    });
    await expectAsRecorded(
      local,
      files(
        'u-no-remote-cluster-client-role/node-without-role',
        'remote-info',
        'resolve',
        'search',
        'settings',
      ),
      { node: 2 },
    );
    expect((await ask(local, '/_cluster/stats?include_remotes', { node: 2 })).body).toMatchObject({
      ccs: { clusters: {} },
    });
  });

  test('says so plainly without security', async () => {
    await using plain = await startSimulatedCluster({
      name: 'p95x',
      nodes: [{ name: 'x-norole', roles: ['data'] }],
    });
    await expectAsRecorded(
      plain,
      files(
        'u-no-remote-cluster-client-role/plain-node-without-role',
        'remote-info',
        'resolve',
        'search',
      ),
    );
  });

  test('has a remote in the elasticsearch.yml of one node only', async () => {
    const remotes = [
      { alias: 'yml', mode: 'sniff', seeds: [NOBODY_LISTENS], configuredOn: ['one'] } as const,
    ];
    await using local = await startSimulatedCluster({
      name: 'l',
      nodes: [{ name: 'one' }, { name: 'two' }],
      remotes,
    });
    expect((await ask(local, '/_remote/info', { node: 0 })).body).toMatchObject({
      yml: { connected: false },
    });
    expect((await ask(local, '/_remote/info', { node: 1 })).body).toEqual({});
    const defaults = await ask(local, '/_cluster/settings?flat_settings&include_defaults', {
      node: 0,
    });
    expect(defaults.body).toMatchObject({
      persistent: {},
      defaults: { 'cluster.remote.yml.seeds': [NOBODY_LISTENS] },
    });
    const settings = await ask(local, '/_nodes?filter_path=nodes.*.settings.cluster.remote');
    expect(Object.values((settings.body as { nodes: object }).nodes)).toEqual([
      { settings: { cluster: { remote: { yml: { mode: 'sniff', seeds: [NOBODY_LISTENS] } } } } },
    ]);
  });

  test('has nodes of two releases during a rolling upgrade', async () => {
    await using local = await startSimulatedCluster({
      name: 'l',
      version: '8.19.21',
      nodes: [{ name: 'old' }, { name: 'new', version: '9.5.3' }],
    });
    const { body } = await ask(local, '/_nodes?filter_path=nodes.*.version');
    expect(Object.values((body as { nodes: object }).nodes)).toEqual([
      { version: '8.19.21' },
      { version: '9.5.3' },
    ]);
  });
});
