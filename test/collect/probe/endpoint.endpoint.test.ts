import { describe, expect, test } from 'vitest';
import { type EndpointTarget, probeEndpoint } from '../../../lib/collect/probe/endpoint.ts';
import { DEFAULT_TIMEOUTS } from '../../../lib/collect/probe/step.ts';
import type { Endpoint } from '../../../lib/result/network.ts';
import { FLEET } from './certificates.ts';
import {
  answering,
  closedPort,
  hangUp,
  node95,
  type Peer,
  type Serve,
  saying,
  startPeer,
} from './peer.ts';

const { ca, server } = FLEET;
const TLS = { key: server.key, cert: server.certificate };
const MUTUAL = { ...TLS, ca: ca.certificate, requestCert: true, rejectUnauthorized: true };
const TLS_RECORD = 0x16;

function probe(
  { host, port }: Pick<Peer, 'host' | 'port'>,
  expects: EndpointTarget['expects'],
  signal = new AbortController().signal,
) {
  const target = { ip: host, port, host, tls: { ca: ca.certificate }, expects };
  return probeEndpoint(target, { timeouts: DEFAULT_TIMEOUTS, signal });
}

/** Behaves differently towards TLS and plain text. */
function either(overTls: (end: () => void, reset: () => void) => void, inPlain: Serve): Serve {
  return (socket) => {
    socket.once('data', (first) => {
      if (first[0] === TLS_RECORD)
        return overTls(
          () => void socket.end(),
          () => void socket.resetAndDestroy(),
        );
      inPlain(socket);
      return void socket.emit('data', first);
    });
  };
}

describe('probeEndpoint, TLS expected', () => {
  test('needs one connection where the peer speaks TLS', async () => {
    const peer = await startPeer(answering(node95), { tls: TLS });
    const endpoint = await probe(peer, 'tls');
    expect(endpoint).toMatchObject({
      ip: '127.0.0.1',
      port: peer.port,
      speaks: 'tls',
      tcp: { outcome: 'ok' },
      tls: { outcome: 'ok' },
      transport: { outcome: 'ok', evidence: { release: '9.5.3' } },
    });
    expect(peer.accepted()).toBe(1);
  });

  test.each<[string, string, (end: () => void, reset: () => void) => void]>([
    ['hangs up on TLS', 'closed', (end) => end()],
    ['resets TLS', 'reset', (_end, resetNow) => resetNow()],
  ])('finds a plain peer that %s', async (_what, failure, overTls) => {
    const peer = await startPeer(either(overTls, answering(node95)));
    expect(await probe(peer, 'tls')).toMatchObject({
      speaks: 'plain',
      tls: { outcome: 'failed', failure },
      transport: { outcome: 'ok', evidence: { release: '9.5.3' } },
    });
    expect(peer.accepted()).toBe(2);
  });

  test('finds an HTTP port', async () => {
    const answer = 'HTTP/1.0 400 Bad Request\r\nX-elastic-product: Elasticsearch\r\n\r\n';
    const peer = await startPeer((socket) => socket.once('data', () => socket.end(answer)));
    expect(await probe(peer, 'tls')).toMatchObject({
      speaks: 'plain',
      tls: { outcome: 'failed', failure: 'not-tls' },
      transport: { outcome: 'failed', failure: 'elasticsearch-http' },
    });
  });

  test.each<[string, Serve, Endpoint['speaks']]>([
    ['hangs up on everything', (socket) => socket.once('data', () => socket.end()), 'unknown'],
    [
      'hangs up on our TLS but answers plain text with an alert',
      either(
        (end) => end(),
        answering((socket) => socket.end(Buffer.from('15030300020250', 'hex'))),
      ),
      'tls',
    ],
  ])(
    'leaves the transport handshake unmeasured where the peer %s',
    async (_what, serve, speaks) => {
      const peer = await startPeer(serve);
      expect(await probe(peer, 'tls')).toMatchObject({
        speaks,
        tls: { outcome: 'failed', failure: 'closed' },
        transport: { outcome: 'not-measured', why: 'TLS handshake failed' },
      });
      expect(peer.accepted()).toBe(2);
    },
  );

  test.each([
    ['sends an alert', '15030300020270', 'unrecognized-name', 'tls'],
    ['sends something inexplicable', '160303000401000000', 'other', 'unknown'],
  ])('does not try plain text on a peer that %s', async (_what, hex, failure, speaks) => {
    const peer = await startPeer((socket) =>
      socket.once('data', () => socket.end(Buffer.from(hex, 'hex'))),
    );
    expect(await probe(peer, 'tls')).toMatchObject({ speaks, tls: { outcome: 'failed', failure } });
    expect(peer.accepted()).toBe(1);
  });

  test('does not try plain text where a certificate was seen', async () => {
    const peer = await startPeer(answering(hangUp), { tls: TLS });
    expect(await probe(peer, 'tls')).toMatchObject({
      speaks: 'tls',
      transport: { outcome: 'failed', failure: 'closed' },
    });
    expect(peer.accepted()).toBe(1);
  });

  test('does not try again after the deadline', async () => {
    const deadline = new AbortController();
    const peer = await startPeer((socket) => socket.once('data', () => deadline.abort()));
    expect(await probe(peer, 'tls', deadline.signal)).toMatchObject({
      speaks: 'unknown',
      tls: { failure: 'timed-out' },
    });
    expect(peer.accepted()).toBe(1);
  });

  test('does not try again where there is no connection', async () => {
    const port = await closedPort();
    expect(await probe({ host: '127.0.0.1', port }, 'tls')).toMatchObject({
      speaks: 'unknown',
      tcp: { outcome: 'failed', failure: 'refused' },
    });
  });
});

describe('probeEndpoint, plain expected', () => {
  test('needs one connection where the peer speaks plain', async () => {
    const peer = await startPeer(answering(node95));
    expect(await probe(peer, 'plain')).toMatchObject({
      speaks: 'plain',
      tls: { outcome: 'not-measured' },
      transport: { outcome: 'ok', evidence: { release: '9.5.3' } },
    });
    expect(peer.accepted()).toBe(1);
  });

  test('finds a peer that speaks TLS only', async () => {
    const peer = await startPeer(answering(node95), { tls: TLS });
    expect(await probe(peer, 'plain')).toMatchObject({
      speaks: 'tls',
      tls: { outcome: 'ok', evidence: { clientCertificate: 'not-requested' } },
      transport: { outcome: 'ok', evidence: { release: '9.5.3' } },
    });
    expect(peer.accepted()).toBe(2);
  });

  test('keeps what plain text was answered with where TLS goes no further', async () => {
    const peer = await startPeer(answering(node95), { tls: MUTUAL });
    expect(await probe(peer, 'plain')).toMatchObject({
      speaks: 'tls',
      tls: { outcome: 'ok', evidence: { clientCertificate: 'requested' } },
      transport: {
        outcome: 'failed',
        failure: expect.stringMatching(/^(tls-record|closed|reset)$/),
      },
    });
  });

  test.each<[string, Serve, object]>([
    [
      'hangs up on everything',
      (socket) => socket.once('data', () => socket.end()),
      { speaks: 'unknown', transport: { failure: 'closed' } },
    ],
    [
      'resets everything',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
      { speaks: 'unknown', transport: { failure: 'reset' } },
    ],
    [
      'answers plain text with an alert, and TLS not at all',
      either(
        (end) => end(),
        answering((socket) => socket.end(Buffer.from('15030300020250', 'hex'))),
      ),
      { speaks: 'tls', tls: { failure: 'closed' }, transport: { failure: 'tls-record' } },
    ],
  ])('tells what it saw of a peer that %s', async (_what, serve, expected) => {
    const peer = await startPeer(serve);
    expect(await probe(peer, 'plain')).toMatchObject({
      tcp: { outcome: 'ok' },
      tls: { outcome: 'failed' },
      ...expected,
    });
    expect(peer.accepted()).toBe(2);
  });

  test('does not try TLS on a peer that answers something else', async () => {
    const peer = await startPeer(answering(saying('SSH-2.0-OpenSSH_9.9\r\n')));
    expect(await probe(peer, 'plain')).toMatchObject({
      speaks: 'plain',
      transport: { failure: 'not-elasticsearch' },
    });
    expect(peer.accepted()).toBe(1);
  });

  test('does not try again after the deadline', async () => {
    const deadline = new AbortController();
    const peer = await startPeer((socket) => socket.once('data', () => deadline.abort()));
    expect(await probe(peer, 'plain', deadline.signal)).toMatchObject({
      speaks: 'unknown',
      transport: { failure: 'timed-out' },
    });
    expect(peer.accepted()).toBe(1);
  });
});

test('probeEndpoint leaves it at TCP where no more is wanted', async () => {
  const peer = await startPeer(answering(node95));
  expect(await probe(peer, 'tcp')).toMatchObject({
    speaks: 'unknown',
    tcp: { outcome: 'ok' },
    transport: { outcome: 'not-measured' },
  });
});
