import { expect, test } from 'vitest';
import { type StreamTarget, withStream } from '../../../lib/collect/probe/connection.ts';
import { DEFAULT_TIMEOUTS } from '../../../lib/collect/probe/step.ts';
import { FLEET } from './certificates.ts';
import { closedPort, type Peer, startPeer } from './peer.ts';

const { ca, server, client } = FLEET;
const options = { timeouts: DEFAULT_TIMEOUTS, signal: new AbortController().signal };
const TLS = { key: server.key, cert: server.certificate };
const MUTUAL = { ...TLS, ca: ca.certificate, requestCert: true, rejectUnauthorized: true };

function to(
  { host, port }: Pick<Peer, 'host' | 'port'>,
  overrides: Partial<StreamTarget> = {},
): StreamTarget {
  return { ip: host, port, host, speaks: 'tls', tls: { ca: ca.certificate }, ...overrides };
}

const ends: string[] = [];
const noting = (socket: NodeJS.EventEmitter) => socket.on('end', () => ends.push('end'));

test('withStream hands over a plain connection, and closes it afterwards', async () => {
  const peer = await startPeer(noting);
  ends.length = 0;
  expect(
    await withStream(to(peer, { speaks: 'plain' }), options, async (stream, tls) => [
      stream.destroyed,
      tls,
    ]),
  ).toEqual([false, undefined]);
  expect(ends).toEqual(['end']);
});

test.each([
  ['a trusted one', { ca: ca.certificate }, 'trusted'],
  ['an unjudged one', {}, 'not-judged'],
  [
    'with a client certificate',
    { ca: ca.certificate, certificate: client.certificate, key: client.key },
    'trusted',
  ],
])('withStream hands over a TLS connection with what it showed: %s', async (_what, tls, trust) => {
  const peer = await startPeer(noting, { tls: 'key' in tls ? MUTUAL : TLS });
  ends.length = 0;
  expect(
    await withStream(to(peer, { tls }), options, async (_stream, evidence) => evidence?.trust),
  ).toBe(trust);
  expect(ends).toEqual(['end']);
});

test('withStream tells why there is no connection', async () => {
  const never = () => Promise.reject(new Error('reached'));
  const mutual = await startPeer(() => undefined, { tls: MUTUAL });
  const plain = await startPeer((socket) => socket.end('no TLS'));
  const unopened = [
    await withStream(to({ host: '127.0.0.1', port: await closedPort() }), options, never),
    await withStream(to(mutual), options, never),
    await withStream(to(plain), options, never),
    await withStream(to(plain, { tls: { ca: 'none' } }), options, never),
  ].map(({ unopened }) => unopened.replace(/\d{4,}/, '<port>'));
  expect(unopened).toEqual([
    'connect ECONNREFUSED 127.0.0.1:<port>',
    'Peer asks for a client certificate, and none is configured',
    expect.stringContaining('not TLS'),
    expect.stringContaining('CA, client certificate or private key cannot be used'),
  ]);
});

test('withStream closes the connection where the conversation fails', async () => {
  for (const speaks of ['tls', 'plain'] as const) {
    const peer = await startPeer(() => undefined, speaks === 'tls' ? { tls: TLS } : {});
    await expect(
      withStream(to(peer, { speaks }), options, () => Promise.reject(new Error('failed'))),
    ).rejects.toThrow('failed');
  }
});
