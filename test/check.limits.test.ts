/** A local cluster that lists more remotes than anybody has, through the whole check. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type CheckOptions, check } from '../lib/check.ts';
import { pemReader } from '../lib/registry/pem.ts';
import { registrySchema } from '../lib/registry/schema.ts';

const ROOT = {
  name: 'n1',
  cluster_name: 'c',
  cluster_uuid: 'dM-mPkAVTe-b2vesk1Ne3w',
  version: { number: '9.5.3', minimum_wire_compatibility_version: '8.19.0' },
};

/**
 * The URL of a local node that lists so many remotes in proxy mode, none of them with an address,
 * and answers nothing else.
 */
async function localNode(aliases: readonly string[]): Promise<string> {
  const info = {
    connected: true,
    mode: 'proxy',
    proxy_address: '',
    num_proxy_sockets_connected: 1,
    max_proxy_socket_connections: 1,
  };
  const remotes = Object.fromEntries(
    aliases.map((alias) => [alias, { ...info, skip_unavailable: true }]),
  );
  const server = createServer(({ url = '' }, response) => {
    const alias = decodeURIComponent(url.split('/')[3] ?? '').split(':')[0] ?? '';
    const resolved = { [alias]: { connected: true, skip_unavailable: true } };
    const body =
      url === '/'
        ? ROOT
        : url.startsWith('/_remote')
          ? remotes
          : url.startsWith('/_resolve')
            ? resolved
            : {};
    response
      .writeHead(200, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function checked(url: string, options: Partial<CheckOptions> = {}) {
  const cluster = {
    name: 'eu',
    urls: [url],
    auth: 'none',
    remotes: { zzz: {}, r0: { ignore: true } },
  };
  const registry = registrySchema(pemReader('.')).parse({ clusters: [cluster] });
  const { results } = await check(registry, {
    secrets: {},
    vantage: 'test',
    timeoutMs: 55_000,
    ...options,
  });
  return results;
}

const MANY = [...Array.from({ length: 1_100 }, (_, index) => `r${index}`), 'zzz'];

it('check takes 1,000 aliases, those of the registry among them, and says of the others that they were not checked', async () => {
  const results = await checked(await localNode(MANY));
  const ofAll = results.filter(({ alias }) => alias === '*');
  expect(results).toHaveLength(1_001);
  expect(results.map(({ alias }) => alias)).toContain('zzz');
  expect(results.map(({ alias }) => alias)).not.toContain('r0');
  expect(ofAll).toMatchObject([{ status: 'unknown', cause: { code: 'limits-reached' } }]);
  expect(ofAll[0]?.cause.evidence).toMatch(
    /^100 remote clusters were not checked, as there are too many: r\d+, /,
  );
});

it('check takes any alias that is asked for by name', async () => {
  const results = await checked(await localNode(MANY), { remotes: ['r999'] });
  expect(results.map(({ alias }) => alias)).toEqual(['r999']);
});

it('check hands on no more than 1,000 aliases', async () => {
  const handedOn: string[] = [];
  const results = await checked(await localNode(MANY), {
    atMost: { remotes: 2, leaveOut: (aliases) => handedOn.push(...aliases) },
  });
  expect(handedOn).toHaveLength(998);
  expect(results.map(({ alias }) => alias)).toEqual(['zzz', 'r1', '*']);
});
