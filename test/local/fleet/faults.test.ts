import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { encodeApiKey, type KeyFault } from '../../../local/fleet/apiKeys.ts';
import {
  type FleetCertificates,
  makeFleetCertificates,
} from '../../../local/fleet/certificates.ts';
import type { TransportFault } from '../../../local/fleet/faults.ts';
import type { RemoteRegistration } from '../../../local/fleet/remoteLink.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../../local/fleet/simulatedCluster.ts';
import { ask, askAsRecorded, comparable, recorded } from './recordings.ts';

const key = {
  id: 'goodgoodgoodgoodgood',
  secret: 'secret',
  name: 'good',
  creation: new Date('2026-11-23T20:00:00Z'),
};
const credentials = encodeApiKey(key);
const modes = ['sniff', 'proxy'] as const;

let certificates: FleetCertificates;
let remote: SimulatedCluster;
let local: SimulatedCluster;
let transport: string;
let remoteServer: string;

beforeAll(async () => {
  certificates = makeFleetCertificates(new Date());
  remote = await startSimulatedCluster({
    name: 'r95',
    security: 'tls',
    certificates,
    apiKeys: [key],
  });
  local = await startSimulatedCluster({
    name: 'l95',
    security: 'tls',
    certificates,
    handshakeTimeoutMs: 500,
  });
  const [node] = remote.nodes;
  transport = node?.transportAddress ?? '';
  remoteServer = node?.remoteClusterServerAddress ?? '';
});

afterEach(async () => {
  for (const alias of ['remote_b', 'good_key']) local.unregister(alias);
  await remote.setTransportFault(undefined);
  remote.setKeyFault(key.id, undefined);
});

afterAll(async () => {
  await local.close();
  await remote.close();
});

type Mode = (typeof modes)[number];

function at(
  address: string,
  mode: Mode,
): Pick<RemoteRegistration, 'mode' | 'seeds' | 'proxyAddress'> {
  return mode === 'sniff' ? { mode, seeds: [address] } : { mode, proxyAddress: address };
}

/** Registers, then asks what each recording asked, and expects its answer. */
async function expectAsRecorded(
  registration: RemoteRegistration,
  files: readonly string[],
): Promise<void> {
  await local.register(registration);
  for (const file of files)
    expect(comparable(await askAsRecorded(local, file)), file).toEqual(comparable(recorded(file)));
}

/** What is recorded of most failures with the default policy, and with skip_unavailable=false. */
async function expectFailure(registration: RemoteRegistration, prefix: string): Promise<void> {
  await expectAsRecorded(
    registration,
    ['remote-info', 'resolve', 'search', 'remote-info-after'].map((file) => `${prefix}-${file}`),
  );
  const files = ['resolve', 'search'].map((file) => `${prefix}-skip-unavailable-false-${file}`);
  await expectAsRecorded({ ...registration, skipUnavailable: false }, files);
  local.unregister(registration.alias);
}

describe.each(modes)('a remote in %s mode, as recorded', (mode) => {
  test('resets the handshake when a link with an API key comes to the transport port', async () => {
    await expectFailure(
      { alias: 'good_key', ...at(transport, mode), credentials },
      `e-key-to-transport-port/${mode}`,
    );
  });

  test('refuses a link without an API key at the remote cluster server port', async () => {
    await expectFailure(
      { alias: 'remote_b', ...at(remoteServer, mode) },
      `f-no-key-to-remote-server-port/${mode}`,
    );
  });

  test('refuses a key that is none', async () => {
    await expectFailure(
      { alias: 'wrong_key', ...at(remoteServer, mode), credentials: 'bm9uZQ==' },
      `g-wrong-api-key/${mode}`,
    );
  });

  test('refuses a wrong secret', async () => {
    remote.setKeyFault(key.id, 'wrong-secret');
    const files = ['remote-info', 'resolve'].map(
      (file) => `g-wrong-api-key-secret/${mode}-${file}`,
    );
    await expectAsRecorded(
      { alias: 'wrong_secret', ...at(remoteServer, mode), credentials },
      files,
    );
    local.unregister('wrong_secret');
  });

  test('refuses the key of another cluster', async () => {
    remote.setKeyFault(key.id, 'unknown');
    const files = ['resolve', 'search'].map(
      (file) => `g-key-of-another-cluster/${mode}-skip-unavailable-false-${file}`,
    );
    await expectAsRecorded(
      { alias: 'pub_key', ...at(remoteServer, mode), credentials, skipUnavailable: false },
      files,
    );
    local.unregister('pub_key');
  });

  test.each<[KeyFault, string, string]>([
    ['wrong-type', 'h-rest-api-key', 'rest_key'],
    ['expired', 'i-expired-api-key', 'expired_key'],
    ['invalidated', 'j-invalidated-api-key', 'gone_key'],
  ])('refuses a key with the fault %s', async (fault, scenario, alias) => {
    remote.setKeyFault(key.id, fault);
    await expectFailure({ alias, ...at(remoteServer, mode), credentials }, `${scenario}/${mode}`);
  });

  test('is not connected if nothing listens', async () => {
    await remote.setTransportFault({ kind: 'refuse' });
    await expectFailure({ alias: 'remote_b', ...at(transport, mode) }, `k-port-closed/${mode}`);
  });

  test('is not connected if the name is unknown', async () => {
    await expectFailure(
      { alias: 'remote_b', ...at('no-such-host.invalid:9300', mode) },
      `k-unknown-host/${mode}`,
    );
  });

  test('is not connected if the port is HTTP', async () => {
    const address = remote.nodes[0]?.url.replace('http://', '') ?? '';
    await expectFailure({ alias: 'remote_b', ...at(address, mode) }, `l-seed-is-http-port/${mode}`);
  });

  test('is not connected if the transport port became an HTTP port', async () => {
    await remote.setTransportFault({ kind: 'http' });
    await expectFailure(
      { alias: 'remote_b', ...at(transport, mode) },
      `l-seed-is-http-port/${mode}`,
    );
  });

  test('is not connected if the port sends nothing', async () => {
    await remote.setTransportFault({ kind: 'hang' });
    await expectAsRecorded({ alias: 'remote_b', ...at(transport, mode) }, [
      `m-silent-port/${mode}-remote-info`,
      `m-silent-port/${mode}-resolve`,
    ]);
    const impatient = await ask(local, '/_resolve/cluster/remote_b:*?timeout=20ms');
    expect(impatient.body).toEqual(recorded(`m-silent-port/${mode}-resolve-timeout`).body);
  });

  test.each<[string, TransportFault]>([
    ['n-remote-certificate-expired', { kind: 'certificate', certificate: 'expired' }],
    ['o-remote-certificate-unknown-ca', { kind: 'certificate', certificate: 'foreign' }],
    ['p-hostname-not-in-certificate', { kind: 'certificate', certificate: 'otherName' }],
  ])('is not connected in %s', async (scenario, fault) => {
    await remote.setTransportFault(fault);
    await expectFailure(
      { alias: 'remote_b', ...at(transport, mode) },
      `${scenario}/certificate-${mode}`,
    );
    await expectFailure(
      { alias: 'good_key', ...at(remoteServer, mode), credentials },
      `${scenario}/api-key-${mode}`,
    );
  });

  test.each<TransportFault>([{ kind: 'reset' }, { kind: 'half-frame' }])(
    'is not connected with the fault $kind',
    async (fault) => {
      await remote.setTransportFault(fault);
      await local.register({ alias: 'remote_b', ...at(transport, mode), skipUnavailable: false });
      const { body } = await ask(local, '/_resolve/cluster/remote_b:*');
      expect(body).toEqual({ remote_b: { connected: false, skip_unavailable: false } });
      const search = await ask(local, '/remote_b:x/_search');
      expect(JSON.stringify(search.body)).toContain('handshake failed because connection reset');
    },
  );

  test('is connected late with the fault slow', async () => {
    await remote.setTransportFault({ kind: 'slow', delayMs: 30 });
    await local.register({ alias: 'remote_b', ...at(transport, mode) });
    const impatient = await ask(local, '/_resolve/cluster/remote_b:*?timeout=10ms');
    expect(impatient.body).toMatchObject({
      remote_b: { connected: false, error: expect.stringContaining('timed out') },
    });
    const patient = await ask(local, '/_resolve/cluster/remote_b:*');
    expect(patient.body).toMatchObject({ remote_b: { connected: true } });
  });

  test('stays connected and answers nothing while frozen, and is lost when it stops', async () => {
    await local.register({ alias: 'remote_b', ...at(transport, mode) });
    await remote.setTransportFault({ kind: 'frozen' });
    const info = await ask(local, '/_remote/info');
    expect(info.body).toMatchObject({ remote_b: { connected: true } });
    const impatient = await ask(local, '/_resolve/cluster/remote_b:*?timeout=20ms');
    expect(impatient.body).toEqual(
      recorded(
        `w-half-open-${mode}/${mode === 'sniff' ? '' : 'certificate-'}frozen-resolve-timeout`,
      ).body,
    );
    await remote.setTransportFault({ kind: 'refuse' });
    await expectConnected(false);
    const closed = await ask(local, '/_resolve/cluster/remote_b:*');
    expect(closed.body).toEqual({ remote_b: { connected: false, skip_unavailable: true } });
  });

  test('continues after the fault frozen', async () => {
    await local.register({ alias: 'remote_b', ...at(transport, mode) });
    await remote.setTransportFault({ kind: 'frozen' });
    const asked = ask(local, '/_resolve/cluster/remote_b:*');
    const stats = ask(
      local,
      '/_cluster/stats?include_remotes&timeout=1ms&filter_path=ccs.clusters.*.status',
    );
    await remote.setTransportFault(undefined);
    expect((await asked).body).toMatchObject({ remote_b: { connected: true } });
    expect((await stats).body).toEqual({ ccs: { clusters: { remote_b: { status: 'green' } } } });
  });

  test('is reconnected by the first request after it has recovered, not before', async () => {
    await local.register({ alias: 'remote_b', ...at(transport, mode) });
    await remote.setTransportFault({ kind: 'refuse' });
    await expectConnected(false);
    await remote.setTransportFault(undefined);
    const waiting = await ask(local, '/_remote/info');
    expect(waiting.body).toMatchObject({ remote_b: { connected: false } });
    const first = await ask(local, '/_resolve/cluster/remote_b:*');
    expect(first.body).toMatchObject({ remote_b: { connected: true } });
    const after = await ask(local, '/_remote/info');
    expect(after.body).toMatchObject({ remote_b: { connected: true } });
  });
});

describe('a link with an API key', () => {
  test('reports the reason once if its key is invalidated while connected', async () => {
    const registration = { alias: 'good_key', ...at(remoteServer, 'sniff'), credentials };
    await expectAsRecorded(
      registration,
      ['remote-info', 'resolve'].map(
        (file) => `j-invalidated-api-key/while-connected-1-before-${file}`,
      ),
    );
    remote.setKeyFault(key.id, 'invalidated');
    const after = 'j-invalidated-api-key/while-connected-2-after';
    for (const file of ['remote-info', 'resolve', 'resolve-timeout', 'remote-info-after']) {
      expect(comparable(await askAsRecorded(local, `${after}-${file}`)), file).toEqual(
        comparable(recorded(`${after}-${file}`)),
      );
    }
  });
});

async function expectConnected(connected: boolean): Promise<void> {
  await vi.waitFor(async () => {
    const { body } = await ask(local, '/_remote/info');
    expect(body).toMatchObject({ remote_b: { connected } });
  });
}
