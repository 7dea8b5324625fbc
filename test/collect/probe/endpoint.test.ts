import { isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Resolve } from '../../../lib/collect/probe/dns.ts';
import { type ProbeTarget, probeAddress } from '../../../lib/collect/probe/endpoint.ts';
import { DEFAULT_TIMEOUTS } from '../../../lib/collect/probe/step.ts';
import { abortOf } from '../../../lib/deadline.ts';
import { addressProbeSchema } from '../../../lib/result/network.ts';
import { FLEET } from './certificates.ts';
import { answering, node95, startPeer } from './peer.ts';

const { ca, server } = FLEET;
const TLS = { key: server.key, cert: server.certificate };
const options = { timeouts: DEFAULT_TIMEOUTS, signal: new AbortController().signal };
const BOTH = [
  { ip: '127.0.0.1', family: 4 },
  { ip: '::1', family: 6 },
] as const;

function target(
  address: ProbeTarget['address'],
  overrides: Partial<ProbeTarget> = {},
): ProbeTarget {
  return { address, roles: ['seed'], expects: 'tls', tls: { ca: ca.certificate }, ...overrides };
}

describe('probeAddress', () => {
  test('walks the wire from name to handshake, with a result that its schema accepts', async () => {
    const { port } = await startPeer(answering(node95), { tls: TLS });
    const resolve = async () => [{ ...BOTH[0], ttlSeconds: 30 }];
    const localVoice = { transportVersion: 9_112_003, release: '9.1.0', mayAsk: () => true };
    const probed = await probeAddress(
      target(
        { host: 'archive.example', port },
        { serverName: 'localhost', roles: ['seed', 'gateway'], localVoice },
      ),
      { ...options, resolve },
    );
    expect(addressProbeSchema.parse(probed)).toEqual(probed);
    expect(probed).toMatchObject({
      address: `archive.example:${port}`,
      serverName: 'localhost',
      roles: ['seed', 'gateway'],
      dns: {
        outcome: 'ok',
        evidence: { lookedUp: true, ips: [{ ip: '127.0.0.1', ttlSeconds: 30 }] },
      },
      endpoints: [
        {
          ip: '127.0.0.1',
          port,
          speaks: 'tls',
          tcp: { outcome: 'ok' },
          tls: {
            outcome: 'ok',
            evidence: { serverName: 'localhost', nameMatches: true, trust: 'trusted' },
          },
          transport: {
            outcome: 'ok',
            evidence: { release: '9.5.3', localVoice: { accepted: true } },
          },
        },
      ],
    });
  });

  test('makes every IP an endpoint of its own, though one may refuse', async () => {
    const { port } = await startPeer(answering(node95), { host: '::1' });
    const probed = await probeAddress(
      target({ host: 'archive.example', port }, { expects: 'plain' }),
      {
        ...options,
        resolve: async () => [...BOTH],
      },
    );
    expect(probed.endpoints).toMatchObject([
      { ip: '127.0.0.1', tcp: { failure: 'refused' } },
      { ip: '::1', tcp: { outcome: 'ok' }, transport: { outcome: 'ok' } },
    ]);
  });

  test.each([
    ['a literal', { host: '::1' }, '[::1]'],
    [
      'the IP that Elasticsearch told for the name',
      { host: 'archive.example', ip: '::1' },
      'archive.example/[::1]',
    ],
  ])('dials %s without a lookup', async (_what, address, written) => {
    const { port } = await startPeer(answering(node95), { host: '::1', tls: TLS });
    const resolve = () => Promise.reject(new Error('looked up'));
    const probed = await probeAddress(target({ ...address, port }), { ...options, resolve });
    expect(probed).toMatchObject({
      address: `${written}:${port}`,
      dns: { outcome: 'ok', evidence: { lookedUp: false, ips: [{ ip: '::1', family: 6 }] } },
      endpoints: [
        {
          ip: '::1',
          tls: { evidence: { nameMatches: address.host === '::1' } },
          transport: { outcome: 'ok' },
        },
      ],
    });
    expect(probed).not.toHaveProperty('serverName');
  });

  test('has no endpoints where the name does not resolve', async () => {
    const resolve = () =>
      Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    const probed = await probeAddress(target({ host: 'archive.example', port: 9300 }), {
      ...options,
      resolve,
    });
    expect(addressProbeSchema.parse(probed)).toEqual(probed);
    expect(probed).toMatchObject({
      dns: { outcome: 'failed', failure: 'name-not-resolved' },
      endpoints: [],
    });
  });

  test('looks names up as the operating system does by default', async () => {
    const { port } = await startPeer(answering(node95));
    const probed = await probeAddress(
      target({ host: 'localhost', port }, { expects: 'plain' }),
      options,
    );
    const endpoint = probed.endpoints.find(({ ip }) => ip === '127.0.0.1');
    expect(endpoint).toMatchObject({ speaks: 'plain', transport: { outcome: 'ok' } });
  });

  test('opens TCP connections only, where no more is wanted', async () => {
    const peer = await startPeer(answering(node95));
    const probed = await probeAddress(
      target({ host: peer.host, port: peer.port }, { tcpOnly: true }),
      options,
    );
    expect(probed.endpoints).toMatchObject([
      { tcp: { outcome: 'ok' }, tls: { outcome: 'not-measured' } },
    ]);
    expect(peer.accepted()).toBe(1);
  });

  test('gives steps, not exceptions, at the deadline', async () => {
    const deadline = new AbortController();
    const resolve: Resolve = (_host, signal) => abortOf(signal);
    const running = probeAddress(target({ host: 'archive.example', port: 9300 }), {
      ...options,
      signal: deadline.signal,
      resolve,
    });
    deadline.abort();
    expect(await running).toMatchObject({
      dns: {
        outcome: 'failed',
        failure: 'timed-out',
        message:
          'Name archive.example could not be looked up: Deadline reached before the step ended',
      },
      endpoints: [],
    });
  });

  test('measures nothing after the deadline', async () => {
    const probed = await probeAddress(target({ host: '127.0.0.1', port: 9300 }), {
      ...options,
      signal: AbortSignal.abort(),
    });
    expect(addressProbeSchema.parse(probed)).toEqual(probed);
    expect(probed).toMatchObject({
      dns: { outcome: 'not-measured', why: 'Deadline reached before the probe began' },
      endpoints: [],
    });
  });

  test('walks to so many IPs of a name only', async () => {
    const resolve = async () => [...BOTH];
    const probed = await probeAddress(
      target({ host: 'archive.example', port: 1 }, { ipsAtMost: 1 }),
      { ...options, resolve },
    );
    expect(probed).toMatchObject({
      dns: { evidence: { ips: BOTH } },
      endpoints: [{ ip: '127.0.0.1' }],
    });
    expect(probed.endpoints).toHaveLength(1);
  });

  test.each([
    ['127.0.0.1', [], 'a loopback address'],
    ['::ffff:127.0.0.1', ['link-local'], 'a loopback address'],
    ['169.254.169.254', ['loopback'], 'a link-local address'],
    ['0.0.0.0', ['loopback'], 'no address of a host'],
    ['ff02::1', ['loopback'], 'no address of a host'],
  ] as const)(
    'does not dial %s, nor a name that stands for it, where only %j may be dialled',
    async (ip, ranges, what) => {
      const { port } = await startPeer(answering(node95));
      const resolve = async () => [{ ip, family: isIP(ip) === 6 ? (6 as const) : (4 as const) }];
      for (const host of [ip, 'archive.example']) {
        const probed = await probeAddress(target({ host, port }, { ranges, tcpOnly: true }), {
          ...options,
          resolve,
        });
        const why = `Not probed: ${ip} is ${what}, where no seed is`;
        expect(addressProbeSchema.parse(probed).endpoints).toMatchObject([
          { ip, tcp: { outcome: 'not-measured', why } },
        ]);
      }
    },
  );

  test.each([undefined, ['loopback']] as const)(
    'dials a loopback address where that may be dialled: %j',
    async (ranges) => {
      const { port } = await startPeer(answering(node95));
      const limits = ranges === undefined ? {} : { ranges };
      const probed = await probeAddress(
        target({ host: '127.0.0.1', port }, { ...limits, tcpOnly: true }),
        options,
      );
      expect(probed.endpoints).toMatchObject([{ tcp: { outcome: 'ok' } }]);
    },
  );
});
