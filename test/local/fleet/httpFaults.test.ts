import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeFleetCertificates } from '../../../local/fleet/certificates.ts';
import { type ApiName, HTTP_PORT_ANSWER } from '../../../local/fleet/faults.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../../local/fleet/simulatedCluster.ts';
import { ask } from './recordings.ts';

const PATHS: Record<ApiName, string> = {
  root: '/',
  'remote-info': '/_remote/info',
  settings: '/_cluster/settings',
  nodes: '/_nodes',
  'resolve-cluster': '/_resolve/cluster/dead:*',
  search: '/dead:x/_search',
  stats: '/_cluster/stats',
  'ccr-stats': '/_ccr/stats',
  'ssl-certificates': '/_ssl/certificates',
  'api-keys': '/_security/api_key',
};
const apis = Object.keys(PATHS) as ApiName[];
const remotes = [{ alias: 'dead', mode: 'sniff', seeds: ['127.0.0.1:1'] } as const];
const key = { id: 'id-1', secret: 's', name: 'k', creation: new Date('2026-11-23T20:00:00Z') };

let cluster: SimulatedCluster;

beforeAll(async () => {
  const certificates = makeFleetCertificates(new Date());
  cluster = await startSimulatedCluster({
    name: 'c',
    security: 'tls',
    certificates,
    nodes: [{ name: 'a' }, { name: 'b' }],
    remotes,
    apiKeys: [key],
  });
  return () => cluster.close();
});

afterEach(() => {
  for (const api of apis) cluster.setApiFault(api, undefined);
});

describe('setApiFault', () => {
  test.each(apis)('forbids %s to our user, and allows it again', async (api) => {
    cluster.setApiFault(api, { kind: 'forbidden' });
    const reason = expect.stringMatching(
      /^action \[[a-z:_/]+\] is unauthorized for user \[elastic\] with effective roles \[elastic\], this action is granted by the /,
    );
    expect(await ask(cluster, PATHS[api])).toMatchObject({
      status: 403,
      body: { error: { type: 'security_exception', reason } },
    });
    cluster.setApiFault(api, undefined);
    expect((await ask(cluster, PATHS[api])).status).toBe(200);
  });

  test.each(apis)('lets %s be missing', async (api) => {
    cluster.setApiFault(api, { kind: 'missing' });
    const error = `no handler found for uri [${PATHS[api]}] and method [GET]`;
    expect(await ask(cluster, PATHS[api])).toEqual({ status: 400, body: { error, status: 400 } });
  });

  test('touches the named node only', async () => {
    cluster.setApiFault('root', { kind: 'missing' }, { node: 'b' });
    expect([
      (await ask(cluster, '/', { node: 0 })).status,
      (await ask(cluster, '/', { node: 1 })).status,
    ]).toEqual([200, 400]);
  });

  test('answers invalid JSON, or JSON of another shape', async () => {
    cluster.setApiFault('nodes', { kind: 'not-json' });
    await expect(ask(cluster, '/_nodes')).rejects.toThrow(SyntaxError);
    cluster.setApiFault('nodes', { kind: 'wrong-shape' });
    expect((await ask(cluster, '/_nodes')).body).toMatchObject({ nodes: 'none' });
  });

  test('answers late', async () => {
    cluster.setApiFault('root', { kind: 'slow', delayMs: 250 });
    const others = ask(cluster, '/_remote/info').then(() => 'other');
    expect(await Promise.race([ask(cluster, '/').then(() => 'slow'), others])).toBe('other');
    expect((await ask(cluster, '/')).status).toBe(200);
  });

  test('answers never', async () => {
    cluster.setApiFault('root', { kind: 'hang' });
    const authorization = `Basic ${Buffer.from('elastic:changeme').toString('base64')}`;
    const answer = fetch(`${cluster.nodes[0]?.url}/`, {
      headers: { authorization },
      signal: AbortSignal.timeout(30),
    });
    await expect(answer).rejects.toThrow('aborted due to timeout');
  });

  test('lets the remote forbid resolve-cluster', async () => {
    cluster.setApiFault('resolve-cluster', { kind: 'forbidden-on-remote' });
    const error = expect.stringContaining('is unauthorized for user [elastic]');
    expect((await ask(cluster, PATHS['resolve-cluster'])).body).toEqual({
      dead: { connected: false, skip_unavailable: true, error },
    });
  });
});

describe('setHttpRefused', () => {
  test('stops and starts listening at the same port', async () => {
    await cluster.setHttpRefused(true, { node: 'b' });
    await expect(ask(cluster, '/', { node: 1 })).rejects.toThrow('fetch failed');
    expect((await ask(cluster, '/', { node: 0 })).status).toBe(200);
    await cluster.setHttpRefused(false);
    expect((await ask(cluster, '/', { node: 1 })).status).toBe(200);
  });
});

describe('setKeyFault', () => {
  test.each([
    ['expired', { expiration: key.creation.getTime() + 1_000 }],
    ['invalidated', { invalidated: true, invalidation: key.creation.getTime() + 1_000 }],
    ['wrong-type', { type: 'rest' }],
    ['wrong-secret', { type: 'cross_cluster', invalidated: false }],
  ] as const)('shows the key as %s in the list of keys', async (fault, shown) => {
    cluster.setKeyFault(key.id, fault);
    expect((await ask(cluster, '/_security/api_key')).body).toMatchObject({
      api_keys: [{ id: key.id, ...shown }],
    });
    cluster.setKeyFault(key.id, undefined);
  });

  test('hides an unknown key from the list of keys', async () => {
    cluster.setKeyFault(key.id, 'unknown');
    expect((await ask(cluster, `/_security/api_key?id=${key.id}`)).body).toEqual({ api_keys: [] });
    cluster.setKeyFault(key.id, undefined);
    expect((await ask(cluster, `/_security/api_key?id=${key.id}`)).body).toMatchObject({
      api_keys: [{ id: key.id }],
    });
  });
});

describe('register', () => {
  test('refuses an address without a port', async () => {
    await expect(
      cluster.register({ alias: 'x', mode: 'proxy', proxyAddress: 'host' }),
    ).rejects.toThrow('Address host is no host:port');
  });
});

describe('the HTTP port of a simulated node', () => {
  test('answers bytes that are not HTTP as Elasticsearch does', async () => {
    const { hostname, port } = new URL(cluster.nodes[0]?.url ?? '');
    const socket = connect(Number(port), hostname, () => socket.write('\x16\x03\x01\x00\x00'));
    expect(await readAll(socket)).toBe(HTTP_PORT_ANSWER);
  });

  test('has no certificates and no API keys without security', async () => {
    await using plain = await startSimulatedCluster({ name: 'plain' });
    expect([
      (await ask(plain, '/_ssl/certificates')).status,
      (await ask(plain, '/_security/api_key')).status,
    ]).toEqual([400, 400]);
  });
});
