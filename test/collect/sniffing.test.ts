/** The seeds of simulated clusters asked for their nodes, through the whole check. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../lib/check.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { encodeApiKey, type SimulatedApiKey } from '../../local/fleet/apiKeys.ts';
import { type FleetCertificates, makeFleetCertificates } from '../../local/fleet/certificates.ts';
import type { SimulatedClusterOptions } from '../../local/fleet/clusterOptions.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../local/fleet/simulatedCluster.ts';
import type { ReleaseNumber } from '../../local/fleet/versions.ts';
import {
  addressOf,
  CREDENTIALS,
  type Fleet,
  httpAccessOf,
  KEY,
  PASSWORD,
  registryOf,
  startFleet,
} from '../support/fleet.ts';

const DEAD = '127.0.0.1:1';
const DATA = ['data', 'ingest', 'remote_cluster_client'];
const CHECKER: SimulatedApiKey = { ...KEY, id: 'checkcheckcheckcheck', secret: 'checker' };

let directory: string;
let certificates: FleetCertificates;
beforeAll(() => {
  certificates = makeFleetCertificates(new Date());
  directory = mkdtempSync(join(tmpdir(), 'sniffing-'));
  const { ca, client, foreignCa } = certificates;
  const files = {
    ca: ca.certificate,
    certificate: client.certificate,
    key: client.key,
    foreign: foreignCa.certificate,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(file(name), content);
});
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string): string {
  return join(directory, `${name}.pem`);
}

function withKey() {
  return { transportTls: { ca: file('ca') }, crossClusterApiKey: 'env:CHECKER' };
}

function asNode() {
  return {
    transportTls: { ca: file('ca'), certificate: file('certificate'), key: file('key') },
    sniffAsNode: true,
  };
}

async function checked(
  fleet: Fleet,
  entry: object = {},
  checkerKey = encodeApiKey(CHECKER),
): Promise<CheckResult> {
  const secrets = localSecretResolvers('.', { PASSWORD, CHECKER: checkerKey });
  const [result] = (
    await check(registryOf(fleet, { archive: entry }), { secrets, vantage: 'test' })
  ).results;
  if (result === undefined) throw new Error('No result');
  return result;
}

function told({ status, cause, findings, gateways, witnesses }: CheckResult) {
  return {
    judged: `${status} ${cause.code}`,
    findings: findings.filter(({ severity }) => severity !== 'note').map(({ code }) => code),
    gateways: `${gateways.source}${gateways.seed === undefined ? '' : ', of the seed'}`,
    nodes: gateways.nodes.map(
      ({ name, eligible, reason, chosen, reachable }) =>
        `${name}: ${eligible ? 'eligible' : reason}${chosen ? ', chosen' : ''}, ${reachable}`,
    ),
    sniff: witnesses.sniff.map(({ as, outcome, reached, refusal, release, clusterName }) =>
      [as, outcome, reached, refusal?.kind, release, clusterName]
        .filter((part) => part !== undefined)
        .join(' '),
    ),
  };
}

const NODES: SimulatedClusterOptions['nodes'] = [
  { name: 'master', roles: ['master'] },
  { name: 'one', roles: DATA, attributes: { gateway: 'true', ort: 'Zürich-東京' } },
  { name: 'two', roles: DATA, host: '::1' },
  { name: 'dead', roles: DATA, publishAddress: DEAD, remoteClusterServerPublishAddress: DEAD },
];

function seedsOf(
  { nodes }: SimulatedCluster,
  port: 'transport' | 'remote-cluster-server',
  count = 2,
): string[] {
  return nodes
    .map(
      (node) =>
        (port === 'transport' ? node.transportAddress : node.remoteClusterServerAddress) ?? '',
    )
    .slice(0, count);
}

function keyFleet(
  remote: Partial<SimulatedClusterOptions> = {},
  local: Partial<SimulatedClusterOptions> = {},
): Promise<Fleet> {
  return startFleet(
    (of) => [
      {
        alias: 'archive',
        mode: 'sniff',
        seeds: seedsOf(of, 'remote-cluster-server'),
        credentials: CREDENTIALS,
      },
    ],
    {
      remote: { certificates, apiKeys: [KEY, CHECKER], ...remote },
      local: { certificates, ...local },
    },
  );
}

describe('check in the API key model, with a key of its own', () => {
  it.each(['8.14.3', '8.19.21', '9.0.8', '9.5.3'] as const)(
    'learns the nodes of a remote %s, and which of them are gateways',
    async (version) => {
      await using fleet = await keyFleet(
        { nodes: NODES, version },
        { version: version === '8.14.3' ? '8.14.3' : '8.19.21' },
      );
      expect(told(await checked(fleet, withKey()))).toMatchObject({
        gateways: 'transport, of the seed',
        nodes: [
          'master: dedicated master, yes',
          'one: eligible, chosen, yes',
          'two: eligible, chosen, yes',
          'dead: eligible, no',
        ],
        sniff: Array(2).fill(`api-key answered nodes ${version} archive`),
      });
    },
  );

  it('goes by cluster.remote.node.attr', async () => {
    const settings = { 'cluster.remote.node.attr': 'gateway' };
    await using fleet = await keyFleet({ nodes: NODES }, { nodes: [{ name: 'eu-0', settings }] });
    expect(told(await checked(fleet, withKey())).nodes).toEqual([
      'master: dedicated master, yes',
      'one: eligible, chosen, yes',
      'two: lacks the attribute gateway = true, yes',
      'dead: lacks the attribute gateway = true, no',
    ]);
  });

  it('names dead publish addresses without any access to the HTTP port of the remote', async () => {
    const nodes = ['a', 'b'].map((name) => ({ name, remoteClusterServerPublishAddress: DEAD }));
    await using fleet = await keyFleet({ nodes });
    expect(told(await checked(fleet, withKey()))).toMatchObject({
      judged: 'failing gateways-unreachable',
      nodes: ['a: eligible, no', 'b: eligible, no'],
      gateways: 'transport',
    });
  });

  it('puts both sources together', async () => {
    await using fleet = await keyFleet({ nodes: NODES });
    const result = await checked(fleet, { ...withKey(), remote: httpAccessOf(fleet) });
    expect(told(result)).toMatchObject({
      gateways: 'both, of the seed',
      sniff: [expect.any(String), expect.any(String)],
    });
    expect(result.findings.map(({ code }) => code)).not.toContain('node-lists-differ');
  });

  const creation = new Date('2026-01-01T00:00:00Z');
  it.each<[string, Partial<SimulatedApiKey>]>([
    ['key-revoked', { invalidation: creation }],
    ['key-expired', { expiration: creation }],
    ['key-type-wrong', { type: 'rest' }],
    ['certificate-identity-missing', { certificateIdentity: 'CN=local' }],
    ['key-secret-wrong', { secret: 'another' }],
    ['key-unknown', { id: 'stranger' }],
  ])('says that its own key is refused, and why: %s', async (kind, changed) => {
    await using fleet = await keyFleet({ apiKeys: [KEY, { ...CHECKER, ...changed }] });
    expect(told(await checked(fleet, withKey()))).toMatchObject({
      judged: 'healthy healthy',
      findings: expect.arrayContaining(['checker-key-rejected']),
      gateways: 'not-known',
      sniff: [`api-key refused transport-handshake ${kind} 9.5.3`],
    });
  });

  it('says that its own key is no key', async () => {
    await using fleet = await keyFleet();
    expect(told(await checked(fleet, withKey(), 'not base64!')).sniff).toEqual([
      'api-key refused transport-handshake key-malformed 9.5.3',
    ]);
  });

  it('says that the licence does not cover keys', async () => {
    await using fleet = await keyFleet({ hasLicense: false });
    expect(told(await checked(fleet, withKey())).sniff).toEqual([
      'api-key refused transport-handshake licence 9.5.3',
    ]);
  });

  it('tells the release without a key', async () => {
    await using fleet = await keyFleet();
    expect(told(await checked(fleet)).sniff).toEqual([
      'nobody refused transport-handshake key-missing 9.5.3',
    ]);
  });

  it('does not send its key to whom the CA does not vouch for', async () => {
    await using fleet = await keyFleet();
    const result = await checked(fleet, { ...withKey(), transportTls: { ca: file('foreign') } });
    expect(told(result).sniff).toEqual(['api-key not-asked connection']);
  });
});

describe('check in the certificate model', () => {
  function certificateFleet(remote: Partial<SimulatedClusterOptions> = {}): Promise<Fleet> {
    return startFleet(
      (of) => [{ alias: 'archive', mode: 'sniff', seeds: seedsOf(of, 'transport') }],
      {
        remote: { certificates, ...remote },
        local: { certificates },
      },
    );
  }

  it('learns the nodes as a node', async () => {
    await using fleet = await certificateFleet({ nodes: NODES });
    const result = await checked(fleet, asNode());
    expect(told(result)).toMatchObject({
      nodes: [
        'master: dedicated master, yes',
        'one: eligible, chosen, yes',
        'two: eligible, chosen, yes',
        'dead: eligible, no',
      ],
      sniff: Array(2).fill('node answered nodes 9.5.3 archive'),
    });
    expect(result.witnesses.sniff[0]?.clusterUuid).toBe(fleet.remote.uuid);
  });

  it('learns the release only where it does not act as a node', async () => {
    await using fleet = await certificateFleet();
    const { transportTls } = asNode();
    expect(told(await checked(fleet, { transportTls })).sniff).toEqual([
      'nobody refused transport-handshake credentials-missing 9.5.3',
    ]);
  });

  it('names a seed of another cluster', async () => {
    await using other = await startSimulatedCluster({
      name: 'other',
      security: 'tls',
      certificates,
    });
    await using fleet = await startFleet(
      (of) => [{ alias: 'archive', mode: 'sniff', seeds: [addressOf(of), addressOf(other)] }],
      {
        remote: { certificates },
        local: { certificates },
      },
    );
    const result = told(await checked(fleet, asNode()));
    expect(result).toMatchObject({
      judged: 'degraded seeds-differ',
      sniff: ['node answered nodes 9.5.3 archive', 'node answered nodes 9.5.3 other'],
    });
  });
});

describe('check where security is off', () => {
  it.each<[ReleaseNumber, ReleaseNumber]>([
    ['7.17.29', '8.19.21'],
    ['8.14.3', '8.19.21'],
    ['8.19.21', '8.19.21'],
    ['9.0.8', '9.0.8'],
    ['9.5.3', '9.5.3'],
  ])(
    'learns the nodes of a remote %s with nothing said about it',
    async (version, localVersion) => {
      await using fleet = await startFleet(
        (of) => [{ alias: 'archive', mode: 'sniff', seeds: seedsOf(of, 'transport') }],
        {
          remote: { security: 'none', version, nodes: NODES },
          local: { security: 'none', version: localVersion },
        },
      );
      expect(told(await checked(fleet))).toMatchObject({
        gateways: 'transport, of the seed',
        nodes: [
          'master: dedicated master, yes',
          'one: eligible, chosen, yes',
          'two: eligible, chosen, yes',
          'dead: eligible, no',
        ],
        sniff: Array(2).fill(`nobody answered nodes ${version} archive`),
      });
    },
  );
});
