import { describe, expect, test, vi } from 'vitest';
import { rootInfoRequest } from '../../../lib/collect/elasticsearch/api/root.ts';
import { ask } from '../../../lib/collect/elasticsearch/ask.ts';
import {
  createClient,
  type NodeClient,
  type NodeOptions,
} from '../../../lib/collect/elasticsearch/client.ts';
import {
  type KeptConnections,
  keepConnections,
} from '../../../lib/collect/elasticsearch/keepAlive.ts';
import { fingerprintOf, makeCertificate } from './support/certificates.ts';
import { type FakeNode, fakeNode, routes } from './support/fakeNode.ts';
import { startFunction } from './support/function.ts';
import { silentPort } from './support/silentPort.ts';

const ROOT = routes({ '/': 'a-sniff-certificate/root' });
const MINUTE_MS = 60_000;

const ca = makeCertificate({ subject: 'ca', ca: true });
const certificate = makeCertificate({ subject: 'node', san: 'IP:127.0.0.1', issuer: ca });
const foreign = makeCertificate({ subject: 'node', san: 'IP:127.0.0.1' });

/** The clock on the wall, set by hand. */
function wall() {
  let nowMs = Date.parse('2026-11-24T00:00:00Z');
  return {
    now: () => new Date(nowMs),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

function clientOf(
  { url }: Pick<FakeNode, 'url'>,
  kept: KeptConnections,
  options: Partial<NodeOptions> = {},
): NodeClient {
  return createClient({ url, auth: { kind: 'none' }, requestTimeoutMs: 5_000, kept, ...options });
}

/** As a check does: takes, asks so often at the same time, gives back. Gives what went wrong. */
async function checkOnce(
  node: FakeNode,
  kept: KeptConnections,
  options: Partial<NodeOptions> & { requests?: number } = {},
) {
  const { requests = 1, ...rest } = options;
  await kept.heard();
  const client = clientOf(node, kept, rest);
  const answers = await Promise.all(
    Array.from({ length: requests }, () => ask(client, rootInfoRequest)),
  );
  await client.close();
  return answers.flatMap((answer) => (answer.ok ? [] : [answer.failed.message]));
}

describe('keepConnections', () => {
  test.each([
    ['HTTP', undefined, {}],
    ['TLS', certificate, { tls: { ca: ca.cert } }],
  ])('gives the connections of one check to the next, over %s', async (_, tls, options) => {
    const node = await fakeNode(ROOT, tls);
    const kept = keepConnections(wall().now);
    for (let check = 0; check < 3; check += 1)
      expect(await checkOnce(node, kept, { ...options, requests: 4 })).toEqual([]);
    expect(node.asked).toHaveLength(12);
    expect(node.connections()).toBe(4);
  });

  test('sends the credentials of each check, over the same connection', async () => {
    const node = await fakeNode(ROOT);
    const kept = keepConnections(wall().now);
    await checkOnce(node, kept, { auth: { kind: 'bearer', token: 'old' } });
    await checkOnce(node, kept, { auth: { kind: 'bearer', token: 'new' } });
    expect(
      node.asked.map(({ headers, connection }) => [headers.authorization, connection]),
    ).toEqual([
      ['Bearer old', 1],
      ['Bearer new', 1],
    ]);
  });

  test('never uses a connection for other TLS options, be they laxer or stricter', async () => {
    const node = await fakeNode(ROOT, certificate);
    const kept = keepConnections(wall().now);
    expect(
      await checkOnce(node, kept, { tls: { fingerprint: fingerprintOf(certificate) } }),
    ).toEqual([]);
    expect(await checkOnce(node, kept, { tls: { ca: ca.cert } })).toEqual([]);
    expect(await checkOnce(node, kept, { tls: { ca: ca.cert, serverName: 'es.example' } })).toEqual(
      [expect.stringContaining('es.example')],
    );
    expect(await checkOnce(node, kept)).toEqual([expect.stringContaining('TLS problem')]);
    expect(node.asked.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  test('lets two checks at a time have nothing in common, and keeps what one of them leaves', async () => {
    const node = await fakeNode(ROOT);
    const kept = keepConnections(wall().now);
    await checkOnce(node, kept);
    const clients = [clientOf(node, kept), clientOf(node, kept)];
    await Promise.all(clients.map((client) => ask(client, rootInfoRequest)));
    expect(node.connections()).toBe(2);
    for (const client of clients) await client.close();
    await vi.waitFor(() => expect(node.sockets.size).toBe(1));
    await checkOnce(node, kept);
    expect(node.connections()).toBe(2);
  });

  test('closes what was idle for more than two minutes of the wall clock, however little the process has noticed of them', async () => {
    const node = await fakeNode(ROOT);
    const { now, pass } = wall();
    const kept = keepConnections(now);
    await checkOnce(node, kept);
    pass(2 * MINUTE_MS);
    await checkOnce(node, kept);
    expect(node.connections()).toBe(1);
    pass(2 * MINUTE_MS + 1);
    await checkOnce(node, kept);
    expect(node.connections()).toBe(2);
    expect(node.sockets.size).toBe(1);
  });

  test('closes the idle connections of nodes that are not asked any more, too', async () => {
    const [gone, node] = [await fakeNode(ROOT), await fakeNode(ROOT)];
    const { now, pass } = wall();
    const kept = keepConnections(now);
    await checkOnce(gone, kept);
    pass(2 * MINUTE_MS + 1);
    await checkOnce(node, kept);
    await vi.waitFor(() => expect(gone.sockets.size).toBe(0));
  });

  test('closes what is more than five minutes old, though it is in use, so that another certificate is seen', async () => {
    const node = await fakeNode(ROOT, certificate);
    const { now, pass } = wall();
    const kept = keepConnections(now);
    const options = { tls: { ca: ca.cert } };
    await checkOnce(node, kept, options);
    node.setCertificate(foreign);
    for (let minute = 0; minute < 5; minute += 1) {
      pass(MINUTE_MS);
      expect(await checkOnce(node, kept, options)).toEqual([]);
    }
    pass(1);
    expect(await checkOnce(node, kept, options)).toEqual([
      expect.stringContaining('TLS problem: self-signed certificate'),
    ]);
  });

  test('closes everything where the clock was set back', async () => {
    const node = await fakeNode(ROOT);
    const { now, pass } = wall();
    const kept = keepConnections(now);
    await checkOnce(node, kept);
    pass(-1);
    await checkOnce(node, kept);
    expect(node.connections()).toBe(2);
  });

  test('hears of connections that were reset while nobody listened', async () => {
    const node = await fakeNode(ROOT);
    const kept = keepConnections(wall().now);
    await checkOnce(node, kept, { requests: 2 });
    for (const socket of node.sockets) socket.resetAndDestroy();
    await kept.heard();
    expect(kept.take({ origin: node.url, tls: {} }).closeOld()).toBe(0);
  });

  test('uses none that was closed in the meantime', async () => {
    const node = await fakeNode(ROOT);
    const kept = keepConnections(wall().now);
    await checkOnce(node, kept);
    for (const socket of node.sockets) socket.end();
    await vi.waitFor(() => expect(node.sockets.size).toBe(0));
    expect(await checkOnce(node, kept)).toEqual([]);
    expect(node.asked.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  test('keeps six connections of a node, those that were used last', async () => {
    const node = await fakeNode(ROOT);
    const kept = keepConnections(wall().now);
    await checkOnce(node, kept, { requests: 8 });
    await vi.waitFor(() => expect(node.sockets.size).toBe(6));
    await checkOnce(node, kept, { requests: 6 });
    expect(node.connections()).toBe(8);
  });

  test('closes those that a check had no use for', async () => {
    const node = await fakeNode(ROOT);
    const kept = keepConnections(wall().now);
    await checkOnce(node, kept, { requests: 4 });
    await checkOnce(node, kept, { requests: 2 });
    await vi.waitFor(() => expect(node.sockets.size).toBe(2));
  });

  test('keeps the connections of 64 nodes, those that were asked last', async () => {
    const node = await fakeNode(ROOT, certificate);
    const kept = keepConnections(wall().now);
    // Each name is a node of its own to whom keeps.
    const options = (number: number) => ({
      tls: { fingerprint: fingerprintOf(certificate), serverName: `node-${number}` },
    });
    for (let number = 1; number <= 65; number += 1) await checkOnce(node, kept, options(number));
    await vi.waitFor(() => expect(node.sockets.size).toBe(64));
    await checkOnce(node, kept, options(2));
    expect(node.asked.at(-1)?.connection).toBe(2);
  });

  test.each(['silent', 'stalled'] as const)(
    'leaves no connection behind that a broken off check awaited an answer on (%s)',
    async (reply) => {
      const asked = Promise.withResolvers<void>();
      const node = await fakeNode((request) => {
        if (request.path === '/') return ROOT(request);
        asked.resolve();
        return reply;
      });
      const kept = keepConnections(wall().now);
      const client = clientOf(node, kept);
      const ended = new AbortController();
      const answers = [
        ask(client, rootInfoRequest),
        ask(client, { ...rootInfoRequest, path: '/_other' }, { signal: ended.signal }),
      ] as const;
      await Promise.all([answers[0], asked.promise]);
      ended.abort();
      expect(await answers[1]).toMatchObject({ failed: { kind: 'not-asked' } });
      await client.close();
      await vi.waitFor(() => expect(node.sockets.size).toBe(1));
      expect(await checkOnce(node, kept)).toEqual([]);
      expect(node.connections()).toBe(2);
    },
  );

  test('leaves no connection behind that was still being opened', async () => {
    const { port, left } = await silentPort();
    const client = clientOf({ url: `https://127.0.0.1:${port}` }, keepConnections(wall().now));
    expect(await ask(client, rootInfoRequest, { timeoutMs: 50 })).toMatchObject({
      failed: { kind: 'timed-out' },
    });
    await client.close();
    await left;
  });

  test('sends a request that was not sent yet, when its connection is closed, over a new one', async () => {
    const node = await fakeNode(ROOT);
    const kept = keepConnections(wall().now);
    await checkOnce(node, kept);
    const client = clientOf(node, kept);
    for (const socket of node.sockets) socket.destroy();
    expect(await ask(client, rootInfoRequest)).toMatchObject({ ok: true });
    await client.close();
    expect(node.asked.map(({ connection }) => connection)).toEqual([1, 2]);
    expect(await checkOnce(node, kept)).toEqual([]);
    expect(node.connections()).toBe(2);
  });

  test('finds nothing wrong when it is frozen, and its connections are lost meanwhile', async () => {
    const node = await fakeNode(ROOT);
    await using frozen = startFunction(node.url);
    expect(await frozen.check()).toEqual([]);
    frozen.freeze();
    for (const socket of node.sockets) socket.end();
    const checked = frozen.check();
    frozen.thaw();
    expect(await checked).toEqual([]);
    // None was tried in vain.
    expect(node.asked.map(({ connection }) => connection > 4)).toEqual([
      ...Array(4).fill(false),
      ...Array(4).fill(true),
    ]);
  });
});
