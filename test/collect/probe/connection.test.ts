import { describe, expect, test } from 'vitest';
import { attempt, attemptTcp, type Destination } from '../../../lib/collect/probe/connection.ts';
import { DEFAULT_TIMEOUTS, type ProbeOptions } from '../../../lib/collect/probe/step.ts';
import { FLEET, selfSigned } from './certificates.ts';
import {
  answering,
  closedPort,
  hangUp,
  node95,
  type Peer,
  type Serve,
  silence,
  startPeer,
} from './peer.ts';

const { ca, server, client } = FLEET;
const options = { timeouts: DEFAULT_TIMEOUTS, signal: new AbortController().signal };
const TLS = { key: server.key, cert: server.certificate };
const MUTUAL = { ...TLS, ca: ca.certificate, requestCert: true, rejectUnauthorized: true };
const WITH_CLIENT = { ca: ca.certificate, certificate: client.certificate, key: client.key };

function to(
  { host, port }: Pick<Peer, 'host' | 'port'>,
  overrides: Partial<Destination> = {},
): Destination {
  return { ip: host, port, host, tls: { ca: ca.certificate }, ...overrides };
}

/** Notes how connections end, as a node would: with or without a goodbye. */
function noting(ends: string[], serve: Serve): Serve {
  return (socket) => {
    serve(
      socket.on('end', () => ends.push('end')).on('error', ({ message }) => ends.push(message)),
    );
  };
}

const attemptPlain = (to: Destination, using: ProbeOptions) =>
  attempt({ ...to, speaks: 'plain' }, using);
const attemptTls = (to: Destination, using: ProbeOptions) =>
  attempt({ ...to, speaks: 'tls' }, using);

describe('attemptTcp', () => {
  test('opens and closes a connection without a word', async () => {
    const heard: Buffer[] = [];
    const peer = await startPeer((socket) => socket.on('data', (chunk) => heard.push(chunk)));
    expect(await attemptTcp(to(peer), options)).toMatchObject({
      tcp: { outcome: 'ok' },
      tls: { outcome: 'not-measured', why: 'Only TCP was asked for' },
      transport: { outcome: 'not-measured', why: 'Only TCP was asked for' },
    });
    expect(heard).toEqual([]);
  });
});

describe('attempt in plain text', () => {
  test('speaks the transport handshake on one connection and says goodbye', async () => {
    const ends: string[] = [];
    const peer = await startPeer(noting(ends, answering(node95)));
    expect(await attemptPlain(to(peer), options)).toMatchObject({
      tcp: { outcome: 'ok' },
      tls: { outcome: 'not-measured', why: 'Spoken to in plain text' },
      transport: { outcome: 'ok', evidence: { release: '9.5.3' } },
    });
    expect(peer.accepted()).toBe(1);
    expect(ends).toEqual(['end']);
  });

  test('measures no more where there is no connection', async () => {
    const attempt = await attemptPlain(
      to({ host: '127.0.0.1', port: await closedPort() }),
      options,
    );
    expect(attempt).toMatchObject({
      tcp: { outcome: 'failed', failure: 'refused' },
      tls: { outcome: 'not-measured', why: 'There is no TCP connection' },
      transport: { outcome: 'not-measured', why: 'There is no TCP connection' },
    });
  });
});

describe('attempt over TLS', () => {
  test.each([
    ['a remote cluster server', TLS, { ca: ca.certificate }, 'not-requested'],
    ['mutual TLS, with a client certificate', MUTUAL, WITH_CLIENT, 'accepted'],
    [
      'mutual TLS 1.2, with a client certificate',
      { ...MUTUAL, maxVersion: 'TLSv1.2' as const },
      WITH_CLIENT,
      'accepted',
    ],
  ])(
    'speaks the transport handshake over TLS and says goodbye: %s',
    async (_what, tlsOptions, tls, clientCertificate) => {
      const ends: string[] = [];
      const peer = await startPeer(noting(ends, answering(node95)), { tls: tlsOptions });
      const localVoice = { transportVersion: 9_112_003, release: '9.1.0', mayAsk: () => true };
      expect(await attemptTls(to(peer, { tls, localVoice }), options)).toMatchObject({
        tcp: { outcome: 'ok' },
        tls: { outcome: 'ok', evidence: { trust: 'trusted', clientCertificate } },
        transport: {
          outcome: 'ok',
          evidence: { release: '9.5.3', localVoice: { asked: 9_112_003, accepted: true } },
        },
      });
      expect(peer.accepted()).toBe(1);
      expect(ends).toEqual(['end']);
    },
  );

  test('does not go on where a client certificate is asked for and there is none', async () => {
    const peer = await startPeer(answering(node95), { tls: MUTUAL });
    expect(await attemptTls(to(peer), options)).toMatchObject({
      tls: { outcome: 'ok', evidence: { clientCertificate: 'requested' } },
      transport: {
        outcome: 'not-measured',
        why: 'Peer asks for a client certificate, and none is configured',
      },
    });
  });

  test('tells a client certificate that is refused after the handshake of TLS 1.3', async () => {
    const { key, certificate } = selfSigned();
    // The server takes no signature that this client's key can make, so the client has to go
    // without, and is refused.
    const peer = await startPeer(answering(node95), {
      tls: { ...MUTUAL, minVersion: 'TLSv1.3', sigalgs: 'ECDSA+SHA256' },
    });
    expect(
      await attemptTls(to(peer, { tls: { ca: ca.certificate, certificate, key } }), options),
    ).toMatchObject({
      tls: {
        outcome: 'failed',
        failure: 'client-certificate-rejected',
        message: 'Peer sent the TLS alert 116: tlsv13 alert certificate required',
        evidence: {
          chain: [{ subject: 'CN=server' }, { subject: 'CN=fleet ca' }],
          trust: 'trusted',
          clientCertificate: 'rejected',
        },
      },
      transport: { outcome: 'not-measured', why: 'TLS handshake failed' },
    });
  });

  test('does not know about the client certificate where the peer hangs up', async () => {
    const peer = await startPeer(answering(hangUp), { tls: MUTUAL });
    expect(await attemptTls(to(peer, { tls: WITH_CLIENT }), options)).toMatchObject({
      tls: { outcome: 'ok', evidence: { clientCertificate: 'unknown' } },
      transport: { outcome: 'failed', failure: 'closed' },
    });
  });

  test('measures no more where the TLS handshake fails', async () => {
    const peer = await startPeer((socket) => socket.once('data', () => socket.end()));
    expect(await attemptTls(to(peer), options)).toMatchObject({
      tls: { outcome: 'failed', failure: 'closed' },
      transport: { outcome: 'not-measured', why: 'TLS handshake failed' },
    });
  });

  test('says why it cannot speak TLS', async () => {
    const peer = await startPeer(() => undefined);
    const why = expect.stringContaining('CA, client certificate or private key cannot be used');
    expect(await attemptTls(to(peer, { tls: { ca: 'no PEM' } }), options)).toMatchObject({
      tcp: { outcome: 'ok' },
      tls: { outcome: 'not-measured', why },
      transport: { outcome: 'not-measured', why },
    });
  });

  test.each([
    ['plain', attemptPlain, undefined],
    ['over TLS', attemptTls, TLS],
  ])('closes at the deadline what it has opened, %s', async (_how, attempt, tls) => {
    const deadline = new AbortController();
    const serve = answering((socket, question) => {
      silence(socket, question);
      deadline.abort();
    });
    const peer = await startPeer(serve, tls === undefined ? {} : { tls });
    expect(await attempt(to(peer), { ...options, signal: deadline.signal })).toMatchObject({
      transport: {
        outcome: 'failed',
        failure: 'timed-out',
        message: 'Deadline reached before the step ended',
      },
    });
  });
});
