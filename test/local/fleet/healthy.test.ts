import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeApiKey, type SimulatedApiKey } from '../../../local/fleet/apiKeys.ts';
import { makeFleetCertificates } from '../../../local/fleet/certificates.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../../local/fleet/simulatedCluster.ts';
import { ask, askAsRecorded, comparable, recorded, shape } from './recordings.ts';

const creation = new Date('2026-11-23T20:00:00Z');
const good: SimulatedApiKey = {
  id: 'goodgoodgoodgoodgood',
  secret: 'secret',
  name: 'good',
  creation,
};
const apiKeys: SimulatedApiKey[] = [
  good,
  { ...good, id: 'rest', name: 'rest', type: 'rest' },
  { ...good, id: 'expired', name: 'expired', expiration: creation },
  { ...good, id: 'gone', name: 'gone', invalidation: creation },
];

interface Stats {
  readonly ccs: { readonly clusters: object; readonly _search: object };
}

let remote: SimulatedCluster;
let local: SimulatedCluster;

beforeAll(async () => {
  const certificates = makeFleetCertificates(new Date());
  remote = await startSimulatedCluster({ name: 'r95', security: 'tls', certificates, apiKeys });
  local = await startSimulatedCluster({ name: 'l95', security: 'tls', certificates });
});

afterAll(async () => {
  await local.close();
  await remote.close();
});

function registrations(): Record<string, Parameters<SimulatedCluster['register']>[0]> {
  const [{ transportAddress, remoteClusterServerAddress = '' } = { transportAddress: '' }] =
    remote.nodes;
  const credentials = encodeApiKey(good);
  return {
    'a-sniff-certificate': { alias: 'remote_b', mode: 'sniff', seeds: [transportAddress] },
    'b-proxy-certificate': { alias: 'remote_b', mode: 'proxy', proxyAddress: transportAddress },
    'c-sniff-api-key': {
      alias: 'good_key',
      mode: 'sniff',
      seeds: [remoteClusterServerAddress],
      credentials,
    },
    'd-proxy-api-key': {
      alias: 'good_key',
      mode: 'proxy',
      proxyAddress: remoteClusterServerAddress,
      credentials,
    },
  };
}

describe.each(['a-sniff-certificate', 'b-proxy-certificate', 'c-sniff-api-key', 'd-proxy-api-key'])(
  'startSimulatedCluster in the scenario %s',
  (scenario) => {
    beforeAll(async () => {
      const registration = registrations()[scenario];
      if (registration) await local.register(registration);
      return () => local.unregister(registration?.alias ?? '');
    });

    test.each(['remote-info', 'resolve', 'resolve-timeout', 'search', 'settings'])(
      'answers %s word for word as recorded',
      async (file) => {
        const answer = await askAsRecorded(local, `${scenario}/${file}`);
        expect(comparable(answer)).toEqual(comparable(recorded(`${scenario}/${file}`)));
      },
    );

    test.each(['root', 'nodes', 'ssl-certificates'])(
      'answers %s with the keys and types recorded',
      async (file) => {
        const answer = await askAsRecorded(local, `${scenario}/${file}`);
        const expected = recorded(`${scenario}/${file}`);
        expect(answer.status).toBe(expected.status);
        expect(shape(answer.body)).toEqual(shape(expected.body));
      },
    );

    test('answers stats with the keys and types recorded', async () => {
      const { body } = await askAsRecorded(local, `${scenario}/stats`);
      const { ccs, ...others } = recorded(`${scenario}/stats`).body as Stats;
      expect(shape(body)).toMatchObject({
        ...(shape(others) as object),
        ccs: { clusters: shape(ccs.clusters) },
      });
      expect(Object.keys((body as Stats).ccs._search)).toEqual(Object.keys(ccs._search));
    });

    test.each(['remote-root', 'remote-nodes', 'remote-ssl-certificates', 'remote-api-keys'])(
      'answers %s with the keys and types recorded',
      async (file) => {
        const answer = await askAsRecorded(remote, `${scenario}/${file}`);
        expect(answer.status).toBe(200);
        expect(shape(answer.body)).toEqual(shape(recorded(`${scenario}/${file}`).body));
      },
    );
  },
);

describe('the answer of a simulated node', () => {
  test('reports its release as recorded', async () => {
    const { body } = await ask(local, '/?filter_path=version');
    expect(body).toEqual({
      version: (recorded('a-sniff-certificate/root').body as { version: unknown }).version,
    });
  });

  test('reports its transport version and settings, flat on request', async () => {
    const flat = await ask(
      local,
      '/_nodes/_local?flat_settings&filter_path=nodes.*.transport_version,nodes.*.settings.xpack*',
    );
    const settings = {
      'xpack.security.enabled': 'true',
      'xpack.security.transport.ssl.enabled': 'true',
    };
    expect(Object.values((flat.body as { nodes: object }).nodes)).toEqual([
      { transport_version: 9_458_007, settings },
    ]);
    const nested = await ask(local, '/_nodes?filter_path=nodes.*.settings.xpack');
    const xpack = { security: { enabled: 'true', transport: { ssl: { enabled: 'true' } } } };
    expect(Object.values((nested.body as { nodes: object }).nodes)).toEqual([
      { settings: { xpack } },
    ]);
  });

  test('asks for the password', async () => {
    const none = await fetch(`${local.nodes[0]?.url}/`);
    expect(none.status).toBe(401);
    const wrong = await ask(local, '/', { authorization: 'Basic d3Jvbmc=' });
    expect(wrong).toMatchObject({ status: 401, body: { error: { type: 'security_exception' } } });
  });

  test('is 400 for an API that does not exist', async () => {
    expect(await ask(local, '/_not/there')).toEqual({
      status: 400,
      body: { error: 'no handler found for uri [/_not/there] and method [GET]', status: 400 },
    });
  });

  test('is 404 for an alias that is not registered', async () => {
    const reason = 'no such remote cluster: [nobody]';
    expect(await ask(local, '/nobody:x/_search')).toMatchObject({
      status: 404,
      body: { error: { type: 'no_such_remote_cluster_exception', reason } },
    });
  });

  test('names itself as Elasticsearch', async () => {
    const response = await fetch(`${local.nodes[0]?.url}/`, { headers: { authorization: 'x' } });
    expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
  });
});
