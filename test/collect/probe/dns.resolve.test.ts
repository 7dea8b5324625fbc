import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createResolve,
  type ResolveSources,
  timesToLiveFrom,
} from '../../../lib/collect/probe/dns.ts';

const TWO = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

function sources(overrides: Partial<ResolveSources> = {}): ResolveSources {
  return { lookup: async () => TWO, timesToLive: async () => [], ...overrides };
}

describe('createResolve', () => {
  test('gives every address once, in the order of the operating system', async () => {
    const resolve = createResolve(sources({ lookup: async () => [...TWO, ...TWO].reverse() }));
    expect(await resolve('archive.example')).toEqual([
      { ip: '::1', family: 6 },
      { ip: '127.0.0.1', family: 4 },
    ]);
  });

  test('adds times to live of these addresses only', async () => {
    const timesToLive = async () => [
      { address: '127.0.0.1', ttl: 30 },
      { address: '10.0.0.9', ttl: 60 },
    ];
    expect(await createResolve(sources({ timesToLive }))('archive.example')).toEqual([
      { ip: '127.0.0.1', family: 4, ttlSeconds: 30 },
      { ip: '::1', family: 6 },
    ]);
  });

  test('does without times to live that fail or do not come', async () => {
    const failing = createResolve(
      sources({ timesToLive: () => Promise.reject(new Error('refused')) }),
    );
    const silent = createResolve(sources({ timesToLive: () => new Promise(() => undefined) }));
    expect(await failing('archive.example')).toHaveLength(2);
    expect(await silent('archive.example')).toHaveLength(2);
  });

  test('passes on why a name has no address', async () => {
    const lookup = () => Promise.reject(new Error('getaddrinfo ENOTFOUND'));
    await expect(createResolve(sources({ lookup }))('archive.example')).rejects.toThrow(
      'getaddrinfo ENOTFOUND',
    );
  });

  test('asks the operating system by default', async () => {
    const ips = (await createResolve()('localhost')).map(({ ip }) => ip);
    expect(ips).not.toEqual([]);
    expect(['127.0.0.1', '::1']).toEqual(expect.arrayContaining(ips));
  });
});

const A = 1;

/** A name server that knows an A record for every name, and refuses to tell others. */
async function startNameServer(): Promise<Socket> {
  const server = createSocket('udp4');
  server.on('message', (query, { port, address }) => {
    const end = query.indexOf(0, 12) + 5;
    const isA = query.readUInt16BE(end - 4) === A;
    const header = Buffer.from([
      ...query.subarray(0, 2),
      0x81,
      isA ? 0x80 : 0x85,
      0,
      1,
      0,
      isA ? 1 : 0,
      0,
      0,
      0,
      0,
    ]);
    const record = Buffer.from('c00c00010001000000780004' + '7f000001', 'hex');
    server.send(
      Buffer.concat([header, query.subarray(12, end), ...(isA ? [record] : [])]),
      port,
      address,
    );
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

test('timesToLiveFrom gives the records that the resolver answers', async () => {
  const server = await startNameServer();
  const resolver = new Resolver({ timeout: 1_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  expect(await timesToLiveFrom(resolver)('archive.example')).toMatchObject([
    { address: '127.0.0.1', ttl: 120 },
  ]);
});
