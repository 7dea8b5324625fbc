import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type FleetCertificates,
  makeFleetCertificates,
} from '../../../local/fleet/certificates.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../../local/fleet/simulatedCluster.ts';
import { ask } from './recordings.ts';

let certificates: FleetCertificates;
let remote: SimulatedCluster;
let port: string;

beforeAll(async () => {
  certificates = makeFleetCertificates(new Date());
  remote = await startSimulatedCluster({ name: 'remote', security: 'tls', certificates });
  port = remote.nodes[0]?.transportAddress.split(':')[1] ?? '';
});

afterAll(() => remote.close());

async function searched(cluster: SimulatedCluster): Promise<string> {
  return JSON.stringify((await ask(cluster, '/r:x/_search')).body);
}

function startLocal(remoteOptions: {
  proxyAddress: string;
  serverName?: string;
}): Promise<SimulatedCluster> {
  const remotes = [
    {
      alias: 'r',
      mode: 'proxy',
      skipUnavailable: false,
      maxConnections: 1,
      ...remoteOptions,
    } as const,
  ];
  return startSimulatedCluster({
    name: 'local',
    security: 'tls',
    certificates,
    remotes,
    handshakeTimeoutMs: 400,
  });
}

describe('a simulated link', () => {
  test('checks the certificate against the name that it dialled', async () => {
    await remote.setTransportFault({ kind: 'certificate', certificate: 'otherName' });
    await using local = await startLocal({ proxyAddress: `localhost:${port}` });
    expect(await searched(local)).toContain(
      'No subject alternative DNS name matching localhost found.',
    );
    await remote.setTransportFault(undefined);
  });

  test('checks the certificate against the server name, if any, and names it', async () => {
    await remote.setTransportFault({ kind: 'certificate', certificate: 'otherName' });
    await using right = await startLocal({
      proxyAddress: `127.0.0.1:${port}`,
      serverName: 'other.example',
    });
    expect((await ask(right, '/_remote/info')).body).toMatchObject({
      r: { connected: true, server_name: 'other.example' },
    });
    await using wrong = await startLocal({
      proxyAddress: `127.0.0.1:${port}`,
      serverName: 'wrong.example',
    });
    expect(await searched(wrong)).toContain('configuredServerName=[wrong.example]');
    expect(await searched(wrong)).toContain(
      'No subject alternative DNS name matching wrong.example found.',
    );
    await remote.setTransportFault(undefined);
  });

  test('gives up a silent TLS port after twice its time limit in proxy mode', async () => {
    await remote.setTransportFault({ kind: 'hang' });
    await using local = await startLocal({ proxyAddress: `127.0.0.1:${port}` });
    expect(await searched(local)).toContain(
      '"ssl_handshake_timeout_exception","reason":"handshake timed out after 800ms"',
    );
    await remote.setTransportFault(undefined);
  });

  test('gives up a silent plain port', async () => {
    await using silent = await startSimulatedCluster({ name: 'silent' });
    await silent.setTransportFault({ kind: 'hang' });
    const remotes = [
      {
        alias: 'r',
        mode: 'sniff',
        seeds: [silent.nodes[0]?.transportAddress ?? ''],
        skipUnavailable: false,
      } as const,
    ];
    await using local = await startSimulatedCluster({
      name: 'local',
      remotes,
      handshakeTimeoutMs: 400,
    });
    expect(await searched(local)).toContain('handshake_timeout[0.4s]');
  });

  test.each(['plain to TLS', 'TLS to plain'])('is reset from %s', async (direction) => {
    await using plain = await startSimulatedCluster({ name: 'plain' });
    const proxyAddress = plain.nodes[0]?.transportAddress ?? '';
    const remotes = [
      { alias: 'r', mode: 'sniff', seeds: [`127.0.0.1:${port}`], skipUnavailable: false } as const,
    ];
    await using local =
      direction === 'TLS to plain'
        ? await startLocal({ proxyAddress })
        : await startSimulatedCluster({ name: 'local', remotes });
    expect(await searched(local)).toContain('handshake failed because connection reset');
  });

  test('counts its searches, and those that skipped the remote', async () => {
    const remotes = [{ alias: 'r', mode: 'sniff', seeds: [`127.0.0.1:${port}`] } as const];
    await using local = await startSimulatedCluster({
      name: 'local',
      security: 'tls',
      certificates,
      remotes,
    });
    await ask(local, '/r:x/_search');
    await remote.setTransportFault({ kind: 'refuse' });
    await ask(local, '/r:x/_search');
    await ask(local, '/r:x/_search');
    const { body } = await ask(
      local,
      '/_cluster/stats?include_remotes&filter_path=ccs._search.total,ccs._search.skipped,ccs._search.clusters.r.total,ccs._search.clusters.r.skipped',
    );
    expect(body).toEqual({
      ccs: { _search: { total: 3, skipped: 2, clusters: { r: { total: 1, skipped: 2 } } } },
    });
    await remote.setTransportFault(undefined);
  });

  test('ends its attempt when the cluster is closed', async () => {
    await remote.setTransportFault({ kind: 'hang' });
    const local = await startSimulatedCluster({ name: 'local', security: 'tls', certificates });
    const registered = local.register({ alias: 'r', mode: 'sniff', seeds: [`127.0.0.1:${port}`] });
    await local.close();
    await registered;
    await remote.setTransportFault(undefined);
    await expect(ask(local, '/')).rejects.toThrow('fetch failed');
  });
});
