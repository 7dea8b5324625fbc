import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import {
  createResolve,
  type ResolveSources,
  systemResolve,
} from '../../../lib/collect/probe/dns.ts';
import type { Statement } from '../../../lib/collect/probe/nameServers.ts';

const V4 = { address: '10.0.0.1', family: 4 as const };
const V6 = { address: '2001:db8::1', family: 6 as const };
const found: Statement = { kind: 'found', isWhole: true, records: [{ ...V4, ttl: 30 }] };
const denied: Statement = { kind: 'denied', error: new Error('queryA ENOTFOUND') };
const silent: Statement = { kind: 'silent', error: new Error('queryA ETIMEOUT') };
const unusable: Statement = { kind: 'unusable', error: new Error('queryA ECONNREFUSED') };
const never = new AbortController().signal;
const hanging = () => new Promise<never>(() => undefined);

function sources(overrides: Partial<ResolveSources> = {}): ResolveSources {
  return {
    lookup: async () => [V6, V4],
    nameServers: async () => found,
    localNames: { hosts: new Set(['localhost']), searchDomains: [] },
    ...overrides,
  };
}

describe('createResolve', () => {
  test('gives every address once, in the order of the operating system, with the time to live that its record tells', async () => {
    const resolve = createResolve(sources({ lookup: async () => [V6, V4, V6] }));
    expect(await resolve('archive.example', never)).toEqual([
      { ip: V6.address, family: 6 },
      { ip: V4.address, family: 4, ttlSeconds: 30 },
    ]);
  });

  test.each([
    ['denied', denied],
    ['unusable', unusable],
  ])(
    'asks the operating system where the name servers are %s, as it may know more',
    async (_what, said) => {
      const resolve = createResolve(sources({ nameServers: async () => said }));
      expect(await resolve('printer.local', never)).toHaveLength(2);
    },
  );

  test('does not ask the name servers for names of the hosts file', async () => {
    const nameServers = vi.fn(async () => denied);
    expect(await createResolve(sources({ nameServers }))('LOCALHOST', never)).toHaveLength(2);
    expect(nameServers).not.toHaveBeenCalled();
  });

  test('passes on why the operating system finds no address', async () => {
    const lookup = () => Promise.reject(new Error('getaddrinfo ENOTFOUND'));
    await expect(
      createResolve(sources({ lookup, nameServers: async () => denied }))('archive.example', never),
    ).rejects.toThrow('getaddrinfo ENOTFOUND');
  });

  test.each([
    ['say that they get no answer', async () => silent],
    ['do not say anything', hanging],
  ])('asks the operating system where the name servers %s', async (_what, nameServers) => {
    const resolve = createResolve(sources({ nameServers }));
    expect(await resolve('archive.example', never)).toHaveLength(2);
  });

  test('holds two threads at most with names of which the name servers say nothing', async () => {
    const lookup = vi.fn(hanging);
    const resolve = createResolve(sources({ lookup, nameServers: async () => silent }));
    for (let index = 0; index < 100; index++) void resolve(`dead-${index}`, never);
    await turn();
    expect(lookup).toHaveBeenCalledTimes(2);
  });

  test('takes what slow name servers say if the operating system has not answered until then', async () => {
    const late = Promise.withResolvers<Statement>();
    const asked = vi.fn(() => {
      late.resolve(found);
      return hanging();
    });
    const resolve = createResolve(sources({ lookup: asked, nameServers: () => late.promise }));
    expect(await resolve('archive.example', never)).toEqual([
      { ip: V4.address, family: 4, ttlSeconds: 30 },
    ]);
  });

  test('waits for the operating system if slow name servers deny the name', async () => {
    const late = Promise.withResolvers<Statement>();
    const lookup = async () => {
      late.resolve(denied);
      await turn();
      return [V4];
    };
    const resolve = createResolve(sources({ lookup, nameServers: () => late.promise }));
    expect(await resolve('printer.local', never)).toEqual([{ ip: V4.address, family: 4 }]);
  });

  test('spends no thread where one of the two questions got no answer, and takes what the other gave', async () => {
    const lookup = vi.fn(hanging);
    const half: Statement = { kind: 'found', isWhole: false, records: [{ ...V4, ttl: 30 }] };
    expect(
      await createResolve(sources({ lookup, nameServers: async () => half }))(
        'archive.example',
        never,
      ),
    ).toEqual([{ ip: V4.address, family: 4, ttlSeconds: 30 }]);
    expect(lookup).not.toHaveBeenCalled();
  });

  test.each<[string, string[], string[]]>([
    [
      'archive',
      ['archive', 'archive.a.example', 'archive.b.example'],
      ['a.example', 'b.example', 'c.example'],
    ],
    ['archive.', ['archive.'], ['a.example']],
  ])(
    'asks for %s with the search domains until one is known',
    async (host, asked, searchDomains) => {
      const nameServers = vi.fn(async (name: string) =>
        name.endsWith('b.example') ? found : denied,
      );
      await createResolve(
        sources({ nameServers, localNames: { hosts: new Set(), searchDomains } }),
      )(host, never);
      expect(nameServers.mock.calls.flat()).toEqual(asked);
    },
  );

  test('holds two threads at most with names that may hang, and none of them holds up a name that is known', async () => {
    const lookup = vi.fn((host: string) =>
      host.startsWith('dead') ? hanging() : Promise.resolve([V4]),
    );
    const resolve = createResolve(
      sources({ lookup, nameServers: async (name) => (name.startsWith('dead') ? denied : found) }),
    );
    for (let index = 0; index < 100; index++) void resolve(`dead-${index}`, never);
    expect(await resolve('archive.example', never)).toHaveLength(1);
    expect(lookup).toHaveBeenCalledTimes(3);
  });

  test.each([
    ['found', found, [{ ip: V4.address, family: 4, ttlSeconds: 30 }]],
    ['denied', denied, 'queryA ENOTFOUND'],
    ['silent', silent, 'queryA ETIMEOUT'],
    ['unusable', unusable, 'time is over'],
  ])(
    'goes by the name servers if the operating system is late: %s',
    async (_what, said, expected) => {
      const ending = new AbortController();
      const asked = createResolve(sources({ lookup: hanging, nameServers: async () => said }))(
        'archive.example',
        ending.signal,
      );
      const settled = asked.catch((error: Error) => error.message);
      await turn();
      ending.abort(new Error('time is over'));
      expect(await settled).toEqual(expected);
    },
  );

  test('ends where the name servers are late', async () => {
    const ending = new AbortController();
    const asked = createResolve(sources({ nameServers: hanging }))(
      'archive.example',
      ending.signal,
    );
    ending.abort(new Error('time is over'));
    await expect(asked).rejects.toThrow('time is over');
  });

  test('drops what waits in line once nobody waits for it', async () => {
    const ending = new AbortController();
    const firsts = [Promise.withResolvers<(typeof V4)[]>(), Promise.withResolvers<(typeof V4)[]>()];
    const lookup = vi.fn((host: string) => firsts[Number(host)]?.promise ?? Promise.resolve([V4]));
    const resolve = createResolve(sources({ lookup, nameServers: async () => denied }));
    const running = firsts.map((_, index) => resolve(String(index), never));
    const waiting = [3, 4, 5].map((name) =>
      resolve(String(name), ending.signal).catch(() => 'gave up'),
    );
    await turn();
    ending.abort();
    expect(await Promise.all(waiting)).toEqual(['gave up', 'gave up', 'gave up']);
    for (const { resolve: answer } of firsts) answer([V4]);
    await Promise.all(running);
    await resolve('later', never);
    expect(lookup.mock.calls.flat()).toEqual(['0', '1', 'later']);
  });
});

test('systemResolve asks the operating system', async () => {
  const ips = (await systemResolve('localhost', never)).map(({ ip }) => ip);
  expect(ips).not.toEqual([]);
  expect(['127.0.0.1', '::1']).toEqual(expect.arrayContaining(ips));
});
