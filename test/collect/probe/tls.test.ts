import type { TlsOptions } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { secureContextOf, type TransportTls } from '../../../lib/collect/probe/secureContext.ts';
import { DEFAULT_TIMEOUTS, type ProbeOptions, runProbe } from '../../../lib/collect/probe/step.ts';
import { tcpProbe } from '../../../lib/collect/probe/tcp.ts';
import { tlsProbe } from '../../../lib/collect/probe/tls.ts';
import type { TlsStep } from '../../../lib/result/network.ts';
import { BELOW_INTERMEDIATE, FLEET, INTERMEDIATE, selfSigned } from './certificates.ts';
import { type Peer, startPeer } from './peer.ts';
import { startRelay } from './relay.ts';

const { ca, foreignCa, server, client, foreign, expired, otherName } = FLEET;
const CA: TransportTls = { ca: ca.certificate };
const WITH_CLIENT: TransportTls = { ...CA, certificate: client.certificate, key: client.key };

interface Look {
  readonly host?: string;
  readonly serverName?: string;
  readonly tls?: TransportTls;
  readonly options?: Partial<ProbeOptions>;
}

async function look(
  { port }: Peer,
  { host = '127.0.0.1', serverName, tls = CA, options = {} }: Look = {},
): Promise<TlsStep> {
  const all = { timeouts: DEFAULT_TIMEOUTS, signal: new AbortController().signal, ...options };
  const connection = await tcpProbe.run({ ip: '127.0.0.1', port }, new AbortController().signal);
  if ('failure' in connection) throw new Error(connection.message);
  const { socket } = connection;
  const [context, hasCa, hasCertificate] = [
    secureContextOf(tls),
    tls.ca !== undefined,
    tls.certificate !== undefined,
  ];
  const { step, output } = await runProbe(
    tlsProbe,
    { socket, host, serverName, context, hasCa, hasCertificate },
    all,
  );
  output?.socket.destroy();
  socket.destroy();
  return step;
}

function startTls(options: TlsOptions = {}): Promise<Peer> {
  return startPeer(() => undefined, {
    tls: { key: server.key, cert: server.certificate, ...options },
  });
}

/** Asks for a client certificate of the CA and takes no other. */
const MUTUAL = { ca: ca.certificate, requestCert: true, rejectUnauthorized: true };

/** Node sends the CA along where the server has it. */
const MUTUAL_CHAIN = [{ subject: 'CN=server' }, { subject: 'CN=fleet ca' }];

const VERSIONS = [['TLSv1.2'], ['TLSv1.3']] as const;

/** Answers every ClientHello with these bytes, and closes. */
function startAlerting(hex: string): Promise<Peer> {
  return startPeer((socket) => socket.once('data', () => socket.end(Buffer.from(hex, 'hex'))));
}

describe.each(VERSIONS)('tlsProbe over %s', (version) => {
  test('shows the certificate of a server that asks for none', async () => {
    const step = await look(await startTls({ maxVersion: version }));
    expect(step).toMatchObject({
      outcome: 'ok',
      evidence: {
        protocol: version,
        serverName: undefined,
        chain: [{ subject: 'CN=server', issuer: 'CN=fleet ca' }],
        trust: 'trusted',
        trustError: undefined,
        nameMatches: true,
        clientCertificate: 'not-requested',
      },
    });
  });

  test('stops where a client certificate is asked for and there is none, and sends nothing but the ClientHello', async () => {
    const relay = await startRelay(await startTls({ ...MUTUAL, maxVersion: version }));
    const step = await look(relay);
    expect(step).toMatchObject({
      outcome: 'ok',
      evidence: {
        protocol: version,
        chain: MUTUAL_CHAIN,
        trust: 'trusted',
        clientCertificate: 'requested',
      },
    });
    const record = relay.heard();
    expect(record.subarray(0, 2).toString('hex')).toBe('1603');
    expect(record.length).toBe(5 + record.readUInt16BE(3));
  });

  test('judges the trust of a server at whose request it stops', async () => {
    const peer = await startTls({ ...MUTUAL, maxVersion: version });
    const step = await look(peer, { tls: { ca: foreignCa.certificate } });
    expect(step).toMatchObject({
      evidence: {
        trust: 'untrusted',
        trustError: expect.any(String),
        clientCertificate: 'requested',
      },
    });
  });

  test('presents the client certificate', async () => {
    const step = await look(await startTls({ ...MUTUAL, maxVersion: version }), {
      tls: WITH_CLIENT,
    });
    // In TLS 1.3 only the next answer tells.
    expect(step).toMatchObject({
      outcome: 'ok',
      evidence: { clientCertificate: version === 'TLSv1.2' ? 'accepted' : 'unknown' },
    });
  });

  test('does not say that a certificate was accepted which nobody asked for', async () => {
    const step = await look(await startTls({ maxVersion: version }), { tls: WITH_CLIENT });
    expect(step).toMatchObject({ outcome: 'ok', evidence: { clientCertificate: 'not-requested' } });
  });

  test('stops after a second ClientHello, too', async () => {
    const relay = await startRelay(
      await startTls({ ...MUTUAL, maxVersion: version, ecdhCurve: 'P-521' }),
    );
    expect(await look(relay)).toMatchObject({
      outcome: 'ok',
      evidence: { clientCertificate: 'requested' },
    });
    expect(relay.heard().includes(Buffer.from('17030300', 'hex'))).toBe(false);
  });
});

describe('tlsProbe on certificates', () => {
  test('gives the chain as it was sent, leaf first', async () => {
    const peer = await startTls({
      key: BELOW_INTERMEDIATE.key,
      cert: BELOW_INTERMEDIATE.certificate + INTERMEDIATE.certificate,
    });
    expect(await look(peer)).toMatchObject({
      evidence: {
        chain: [{ subject: 'CN=leaf' }, { subject: 'CN=intermediate', issuer: 'CN=fleet ca' }],
        trust: 'trusted',
      },
    });
  });

  test.each([
    [
      'foreign',
      foreign,
      CA,
      { trust: 'untrusted', trustError: 'unable to get local issuer certificate' },
    ],
    ['expired', expired, CA, { trust: 'untrusted', trustError: 'certificate has expired' }],
    [
      'trusted by itself',
      foreign,
      { ca: foreign.certificate },
      { trust: 'trusted', trustError: undefined },
    ],
    ['seen without a CA', server, {}, { trust: 'not-judged', trustError: undefined }],
  ])('judges one that is %s', async (_what, { key, certificate: cert }, tls, evidence) => {
    expect(await look(await startTls({ key, cert }), { tls })).toMatchObject({
      outcome: 'ok',
      evidence,
    });
  });

  test('trusts what an intermediate has issued that is itself the CA, as Java does', async () => {
    const peer = await startTls({
      key: BELOW_INTERMEDIATE.key,
      cert: BELOW_INTERMEDIATE.certificate,
    });
    expect(await look(peer, { tls: { ca: INTERMEDIATE.certificate } })).toMatchObject({
      evidence: { trust: 'trusted' },
    });
  });

  test.each([
    ['the dialled IP address', server, {}, true],
    ['the dialled name', server, { host: 'localhost' }, true],
    [
      'the server name in place of the host',
      otherName,
      { host: 'localhost', serverName: 'other.example' },
      true,
    ],
    [
      'the host in place of the server name',
      server,
      { host: 'localhost', serverName: 'other.example' },
      true,
    ],
    ['neither', otherName, { host: 'localhost' }, false],
  ])('looks for a name: %s', async (_what, { key, certificate: cert }, names, nameMatches) => {
    expect(await look(await startTls({ key, cert }), names)).toMatchObject({
      evidence: { nameMatches },
    });
  });
});

describe('tlsProbe on server names', () => {
  test.each([
    ['the host', { host: 'localhost' }, 'localhost'],
    [
      'the server name rather than the host',
      { host: 'localhost', serverName: 'other.example' },
      'other.example',
    ],
    [
      'the server name where the host is an IP address',
      { serverName: 'other.example' },
      'other.example',
    ],
    ['nothing where the host is an IP address', { host: '127.0.0.1' }, undefined],
    ['no IP address as server name', { host: 'localhost', serverName: '10.0.0.1' }, undefined],
  ])('sends %s', async (_what, names, expected) => {
    let sent: string | undefined;
    const peer = await startTls({
      SNICallback: (name, done) => {
        sent = name;
        done(null);
      },
    });
    const step = await look(peer, names);
    expect(sent).toBe(expected);
    expect(step).toMatchObject({ evidence: { serverName: expected } });
  });
});

describe('tlsProbe on failures', () => {
  test.each([
    ['HTTP', 'HTTP/1.0 400 Bad Request\r\n\r\n'],
    ['a transport frame', 'ES\0\0\0\x11'],
    ['a banner', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ])('tells from %s that the peer does not speak TLS', async (_what, answer) => {
    const step = await look(
      await startPeer((socket) => socket.once('data', () => socket.write(answer))),
    );
    expect(step).toMatchObject({
      outcome: 'failed',
      failure: 'not-tls',
      message: 'Peer answers with something that is not TLS: wrong version number',
      evidence: undefined,
    });
  });

  test.each([
    [
      'unrecognized_name',
      '15030300020270',
      'unrecognized-name',
      'Peer sent the TLS alert 112: tlsv1 unrecognized name',
    ],
    [
      'handshake_failure',
      '15030300020228',
      'alert',
      'Peer sent the TLS alert 40: ssl/tls alert handshake failure',
    ],
    [
      'protocol_version',
      '15030300020246',
      'alert',
      'Peer sent the TLS alert 70: tlsv1 alert protocol version',
    ],
  ])('tells the alert %s', async (_name, hex, failure, message) => {
    expect(await look(await startAlerting(hex))).toMatchObject({
      outcome: 'failed',
      failure,
      message,
      evidence: undefined,
    });
  });

  test.each([
    ['at once', ''],
    ['in the middle of a record', '160303'],
  ])('tells a connection closed %s from one that is reset', async (_when, hex) => {
    for (const tls of [CA, WITH_CLIENT]) {
      const closed = await look(await startAlerting(hex), { tls });
      expect(closed).toMatchObject({
        failure: 'closed',
        message: 'Peer closed the connection during the TLS handshake',
      });
      const reset = await look(
        await startPeer((socket) => socket.once('data', () => socket.resetAndDestroy())),
        { tls },
      );
      expect(reset).toMatchObject({ failure: 'reset', message: 'read ECONNRESET' });
    }
  });

  test.each([
    ['handshake_failure', '15030300020228'],
    ['bad_certificate', '1503030002022a'],
  ])(
    'keeps what it saw of a server that refuses the client certificate with %s in TLS 1.2',
    async (_alert, hex) => {
      const strict = await startTls({ ...MUTUAL, maxVersion: 'TLSv1.2' });
      const relay = await startRelay(strict, {
        afterAnswer: (socket) => socket.end(Buffer.from(hex, 'hex')),
      });
      expect(await look(relay, { tls: WITH_CLIENT })).toMatchObject({
        outcome: 'failed',
        failure: 'client-certificate-rejected',
        evidence: {
          protocol: 'TLSv1.2',
          chain: MUTUAL_CHAIN,
          trust: 'trusted',
          clientCertificate: 'rejected',
        },
      });
    },
  );

  test('keeps what it saw of a server that then hangs up', async () => {
    const strict = await startTls({ ...MUTUAL, maxVersion: 'TLSv1.2' });
    const step = await look(strict, {
      tls: { ...CA, certificate: foreign.certificate, key: foreign.key },
    });
    expect(step).toMatchObject({
      failure: 'closed',
      evidence: { chain: MUTUAL_CHAIN, clientCertificate: 'unknown' },
    });
  });

  test('keeps what it saw of a server that then falls silent', async () => {
    const deadline = new AbortController();
    const relay = await startRelay(await startTls({ maxVersion: 'TLSv1.2' }), {
      afterAnswer: () => deadline.abort(),
    });
    expect(await look(relay, { options: { signal: deadline.signal } })).toMatchObject({
      failure: 'timed-out',
      message: 'Deadline reached before the step ended',
      evidence: { chain: [{ subject: 'CN=server' }], clientCertificate: 'unknown' },
    });
  });

  test.each([
    ['without', CA],
    ['with', WITH_CLIENT],
  ])('gives up on a silent peer at the deadline, %s a client certificate', async (_with, tls) => {
    const deadline = new AbortController();
    const peer = await startPeer((socket) => socket.once('data', () => deadline.abort()));
    const step = await look(peer, { tls, options: { signal: deadline.signal } });
    expect(step).toMatchObject({
      failure: 'timed-out',
      message: 'Deadline reached before the step ended',
      evidence: undefined,
    });
  });

  test('calls an error of its own other', () => {
    expect(tlsProbe.failureOf(new Error('no'))).toBe('other');
  });
});

test('tlsProbe leaves errors after the handshake to listeners', async () => {
  const { key, certificate } = selfSigned();
  // The server takes no signature that this client's key can make, so the client has to go without,
  // and is refused.
  const peer = await startTls({ ...MUTUAL, minVersion: 'TLSv1.3', sigalgs: 'ECDSA+SHA256' });
  const connection = await tcpProbe.run(
    { ip: '127.0.0.1', port: peer.port },
    new AbortController().signal,
  );
  if ('failure' in connection) throw new Error(connection.message);
  onTestFinished(() => void connection.socket.destroy());
  const input = {
    socket: connection.socket,
    host: '127.0.0.1',
    context: secureContextOf({ certificate, key }),
    hasCa: false,
    hasCertificate: true,
  };
  const secured = await tlsProbe.run(input, new AbortController().signal);
  if ('failure' in secured) throw new Error(secured.message);
  const error = await new Promise<Error>((resolve) => secured.socket.on('error', resolve));
  expect(error.message).toContain('SSL alert number 116');
});
