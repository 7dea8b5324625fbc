import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { rootInfoRequest } from '../../../lib/collect/elasticsearch/api/root.ts';
import { ask } from '../../../lib/collect/elasticsearch/ask.ts';
import { type ClientTls, openSocket } from '../../../lib/collect/elasticsearch/socket.ts';
import type { Resolve } from '../../../lib/collect/probe/dns.ts';
import { abortOf } from '../../../lib/deadline.ts';
import { fingerprintOf, makeCertificate } from './support/certificates.ts';
import { clientFor, type FakeNode, fakeNode, routes } from './support/fakeNode.ts';
import { silentPort } from './support/silentPort.ts';

const ROOT = routes({ '/': 'a-sniff-certificate/root' });

const ca = makeCertificate({ subject: 'ca', ca: true });
const node = makeCertificate({ subject: 'node', san: 'IP:127.0.0.1,DNS:es.example', issuer: ca });
const other = makeCertificate({ subject: 'other', san: 'DNS:other.example', issuer: ca });
const forger = makeCertificate({ subject: 'ca', ca: true });
const forged = makeCertificate({ subject: 'node', san: 'IP:127.0.0.1', issuer: forger });

async function outcome(target: FakeNode, tls: ClientTls): Promise<string> {
  const answer = await ask(
    clientFor(target, { tls, auth: { kind: 'bearer', token: 'secret' } }),
    rootInfoRequest,
  );
  return answer.ok
    ? answer.value.nodeName
    : `${answer.failed.kind}: ${answer.failed.message.replace(target.url, 'URL')}`;
}

describe('openSocket', () => {
  test('trusts a configured CA, for the name in the URL', async () => {
    expect(await outcome(await fakeNode(ROOT, node), { ca: ca.cert })).toBe('l95-0');
  });

  test('says that it is TLS where the CA is not trusted, and sends nothing', async () => {
    const target = await fakeNode(ROOT, node);
    expect(await outcome(target, {})).toBe(
      'unreachable: No usable answer to GET / from URL: TLS problem: unable to verify the first certificate',
    );
    expect(target.asked).toEqual([]);
  });

  test('says that it is TLS where the certificate has another name', async () => {
    expect(await outcome(await fakeNode(ROOT, other), { ca: ca.cert })).toMatch(
      /^unreachable: .*TLS problem: Hostname\/IP does not match certificate's altnames/,
    );
  });

  test('sends and expects the configured server name instead of the one in the URL', async () => {
    expect(
      await outcome(await fakeNode(ROOT, other), { ca: ca.cert, serverName: 'other.example' }),
    ).toBe('l95-0');
  });

  test('sends the host of the URL as server name where that is a name', async () => {
    const target = await fakeNode(ROOT, node);
    const named = { ...target, url: target.url.replace('127.0.0.1', 'localhost') };
    expect(await outcome(named, { ca: ca.cert })).toMatch(
      /Host: localhost\. is not in the cert's altnames/,
    );
  });

  test("trusts the fingerprint of the node's certificate, whatever its name", async () => {
    expect(await outcome(await fakeNode(ROOT, other), { fingerprint: fingerprintOf(other) })).toBe(
      'l95-0',
    );
  });

  test('trusts the fingerprint of the CA that the node sends along', async () => {
    const target = await fakeNode(ROOT, { key: node.key, cert: node.cert + ca.cert });
    expect(await outcome(target, { fingerprint: fingerprintOf(ca) })).toBe('l95-0');
  });

  test('does not send credentials to a forged certificate with the real CA behind it', async () => {
    const target = await fakeNode(ROOT, { key: forged.key, cert: forged.cert + ca.cert });
    expect(await outcome(target, { fingerprint: fingerprintOf(ca) })).toMatch(
      /^unreachable: .*does not lead to the fingerprint/,
    );
    expect(target.asked).toEqual([]);
  });

  test('says that it is TLS where the port does not speak TLS', async () => {
    const target = await fakeNode(ROOT);
    expect(
      await outcome({ ...target, url: target.url.replace('http:', 'https:') }, { ca: ca.cert }),
    ).toMatch(/^unreachable: .*: TLS problem: /);
  });

  test.each([
    ['http://127.0.0.1', 'connect ECONNREFUSED 127.0.0.1:80'],
    ['https://127.0.0.1', 'connect ECONNREFUSED 127.0.0.1:443'],
  ])('goes to the default port of %s', async (url, message) => {
    const answer = await ask(clientFor({ url }), rootInfoRequest);
    expect(answer).toMatchObject({
      failed: {
        kind: 'unreachable',
        message: expect.stringContaining(`Connection refused: ${message}`),
      },
    });
  });

  test('keeps the connection for the next request', async () => {
    const target = await fakeNode(ROOT, node);
    const client = clientFor(target, { tls: { ca: ca.cert } });
    for (let turn = 0; turn < 3; turn++)
      expect(await ask(client, rootInfoRequest)).toMatchObject({ ok: true });
    expect(target.connections()).toBe(1);
  });

  test('gives up a TLS handshake that the peer does not answer', async () => {
    const { port, spokenTo, left } = await silentPort();
    const ending = new AbortController();
    const opened = openSocket({ origin: `https://127.0.0.1:${port}`, tls: {} }, ending.signal);
    const failed = expect(opened).rejects.toThrow('TLS problem: The operation was aborted');
    await spokenTo;
    ending.abort();
    await failed;
    await left;
  });

  test('opens a connection to an IPv6 address', async () => {
    const failed = openSocket({ origin: 'http://[::1]:1', tls: {} }, new AbortController().signal);
    await expect(failed).rejects.toThrow(/::1/);
  });

  test('looks names up as the probes do, and tries each address', async () => {
    const target = await fakeNode(ROOT);
    const port = new URL(target.url).port;
    const resolve = vi.fn<Resolve>(async () => [
      { ip: '::1', family: 6 },
      { ip: '127.0.0.1', family: 4 },
    ]);
    const address = { origin: `http://es.invalid:${port}`, tls: {} };
    const socket = await openSocket(address, new AbortController().signal, resolve);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
    expect(resolve).toHaveBeenCalledExactlyOnceWith('es.invalid', expect.any(AbortSignal));
  });

  test('says that a name does not exist', async () => {
    const unknown = Object.assign(new Error('queryA ENOTFOUND es.invalid'), { code: 'ENOTFOUND' });
    const address = { origin: 'http://es.invalid:9200', tls: {} };
    const opened = openSocket(address, new AbortController().signal, () => Promise.reject(unknown));
    await expect(opened).rejects.toThrow('Unknown host: queryA ENOTFOUND es.invalid');
  });

  test('gives up the lookup of a name', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const address = { origin: 'http://es.invalid:9200', tls: {} };
    const never = new AbortController().signal;
    const opened = openSocket(address, never, (_host, signal) => abortOf(signal));
    const failed = expect(opened).rejects.toThrow(
      'Name lookup failed: es.invalid: No answer within 5000 ms',
    );
    await vi.advanceTimersByTimeAsync(5000);
    await failed;
  });
});
