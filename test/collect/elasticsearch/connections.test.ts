import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { rootInfoRequest } from '../../../lib/collect/elasticsearch/api/root.ts';
import { type AskOptions, ask } from '../../../lib/collect/elasticsearch/ask.ts';
import { createClient, type NodeClient } from '../../../lib/collect/elasticsearch/client.ts';
import {
  type KeptConnections,
  keepConnections,
} from '../../../lib/collect/elasticsearch/keepAlive.ts';
import { makeCertificate } from './support/certificates.ts';
import {
  type Asked,
  clientFor,
  type FakeNode,
  fakeNode,
  type Reply,
  routes,
} from './support/fakeNode.ts';

const ROOT = routes({ '/': 'a-sniff-certificate/root' });

interface Scene {
  readonly node: FakeNode;
  /** Of the second check. */
  readonly client: NodeClient;
}

async function nextClient({ url }: FakeNode, kept: KeptConnections): Promise<NodeClient> {
  await kept.heard();
  const client = createClient({ url, auth: { kind: 'none' }, requestTimeoutMs: 5_000, kept });
  onTestFinished(() => client.close());
  return client;
}

/** A first check has left so many connections; what is asked after it is answered by `answer`. */
async function scene(
  answer: (asked: Asked) => Reply | Promise<Reply>,
  { left = 1 } = {},
): Promise<Scene> {
  let isSecond = false;
  const node = await fakeNode((asked) => (isSecond ? answer(asked) : ROOT(asked)));
  const kept = keepConnections(() => new Date(0));
  const first = await nextClient(node, kept);
  await Promise.all(Array.from({ length: left }, () => ask(first, rootInfoRequest)));
  await first.close();
  isSecond = true;
  node.asked.length = 0;
  return { node, client: await nextClient(node, kept) };
}

/** Over the connections that were left it replies this, over others as it should. */
function onKept(reply: Reply, left = 1) {
  return (asked: Asked): Reply => (asked.connection <= left ? reply : ROOT(asked));
}

async function askRoot({ client, node }: Scene, options?: AskOptions): Promise<string> {
  const answer = await ask(client, rootInfoRequest, options);
  return answer.ok
    ? answer.value.nodeName
    : `${answer.failed.kind}: ${answer.failed.message.replaceAll(node.url, 'URL')}`;
}

const askedOver = ({ node }: Scene) => node.asked.map(({ connection }) => connection);

describe('a request over a connection that was kept', () => {
  test.each<[string, Reply]>([
    ['is silent', 'silent'],
    ['is reset', 'reset'],
    ['is hung up', 'hung up'],
    [
      'tells that it has waited for too long',
      { status: 408, headers: { connection: 'close' }, body: {} },
    ],
    [
      'does so and does not end its answer',
      { status: 408, headers: { 'content-length': '100' }, body: {} },
    ],
  ])('is made again over a new one where that %s', async (_, reply) => {
    const second = await scene(onKept(reply));
    expect(await askRoot(second, { timeoutMs: 2_000 })).toBe('l95-0');
    expect(askedOver(second)).toEqual([1, 2]);
  });

  test('is answered as ever where that is alive', async () => {
    const second = await scene(ROOT);
    expect(await askRoot(second)).toBe('l95-0');
    expect(askedOver(second)).toEqual([1]);
  });

  test('takes all others along that have not answered yet', async () => {
    const second = await scene(onKept('silent', 4), { left: 4 });
    expect(await askRoot(second, { timeoutMs: 2_000 })).toBe('l95-0');
    expect(askedOver(second)).toEqual([1, 5]);
    await vi.waitFor(() => expect(second.node.sockets.size).toBe(1));
  });

  test('is asked by several at a time, and each is answered', async () => {
    const second = await scene(onKept('reset', 3), { left: 3 });
    expect(await Promise.all([askRoot(second), askRoot(second), askRoot(second)])).toEqual([
      'l95-0',
      'l95-0',
      'l95-0',
    ]);
  });

  test('tells what becomes of the second attempt where that fails', async () => {
    const second = await scene(() => 'reset');
    expect(await askRoot(second)).toMatch(
      /^unreachable: No usable answer to GET \/ from URL: read ECONNRESET/,
    );
    expect(askedOver(second)).toEqual([1, 2]);
  });

  test('tells that the node is gone where it is', async () => {
    const second = await scene(() => 'silent');
    const answer = askRoot(second);
    await vi.waitFor(() => expect(second.node.asked).toHaveLength(1));
    await second.node.die();
    expect(await answer).toMatch(
      /^unreachable: No usable answer to GET \/ from URL: Connection refused: connect ECONNREFUSED/,
    );
  });

  test('tells of silence only after the second attempt had its whole time', async () => {
    const second = await scene(() => 'silent');
    expect(await askRoot(second, { timeoutMs: 100 })).toBe(
      'timed-out: No answer to GET / from URL within 100 ms',
    );
    expect(askedOver(second)).toEqual([1, 2]);
  });

  test('has patience with a slow node, which would have answered in time over a new one', async () => {
    const late = Promise.withResolvers<Reply>();
    const second = await scene((asked) => {
      if (asked.connection === 1) return 'silent';
      // Later than the time of the first attempt, sooner than that of the second.
      setTimeout(() => late.resolve(ROOT(asked)), 1_200);
      return late.promise;
    });
    expect(await askRoot(second, { timeoutMs: 2_000 })).toBe('l95-0');
  });

  test.each<[Reply, RegExp]>([
    ['cut', /^unreachable: .*other side closed/],
    ['stalled', /^timed-out: /],
  ])('is not made again where an answer had begun (%s)', async (reply, failure) => {
    const second = await scene(() => reply);
    expect(await askRoot(second, { timeoutMs: 1_000 })).toMatch(failure);
    expect(askedOver(second)).toEqual([1]);
  });

  test('is not made again where the check is over', async () => {
    const second = await scene(() => 'silent');
    const ended = new AbortController();
    const answer = askRoot(second, { signal: ended.signal });
    await vi.waitFor(() => expect(second.node.asked).toHaveLength(1));
    ended.abort();
    expect(await answer).toBe('not-asked: The check was ended before URL answered GET /');
    expect(askedOver(second)).toEqual([1]);
  });
});

describe('a request over a connection that has answered in this check', () => {
  test.each<[Reply, RegExp]>([
    ['reset', /^unreachable: /],
    ['silent', /^timed-out: /],
  ])('is not made again (%s)', async (reply, failure) => {
    const replies: Reply[] = [ROOT({ path: '/' } as Asked), reply];
    const second = await scene(() => replies.shift() ?? 'silent');
    expect(await askRoot(second)).toBe('l95-0');
    expect(await askRoot(second, { timeoutMs: 100 })).toMatch(failure);
    expect(askedOver(second)).toEqual([1, 1]);
  });
});

describe('a request that goes on to a remote', () => {
  test('takes a new connection rather than one that was kept, and closes that', async () => {
    const second = await scene(ROOT);
    expect(await askRoot(second, { once: true })).toBe('l95-0');
    expect(askedOver(second)).toEqual([2]);
    await vi.waitFor(() => expect(second.node.sockets.size).toBe(1));
  });

  test('takes one that has answered in this check', async () => {
    const second = await scene(ROOT);
    await askRoot(second);
    expect(await askRoot(second, { once: true })).toBe('l95-0');
    expect(askedOver(second)).toEqual([1, 1]);
  });

  test.each(['silent', 'reset'] as const)(
    'is made once, within its own time (%s)',
    async (reply) => {
      const second = await scene(() => reply);
      expect(await askRoot(second, { once: true, timeoutMs: 100 })).toMatch(
        /^(timed-out: No answer .* within 100 ms|unreachable: )/,
      );
      expect(askedOver(second)).toEqual([2]);
    },
  );
});

/** In a thread of its own, so that it answers while this one is busy; it counts its answers. */
const NODE = `
  const { workerData: { identity, answers }, parentPort } = require('node:worker_threads');
  const headers = { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' };
  const server = require('node:https').createServer(identity, (_request, response) => {
    response.writeHead(200, headers).end('{"answer":true}', () => {
      Atomics.add(answers, 0, 1);
      Atomics.notify(answers, 0);
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

test('an answer is whole that comes before Node tells that the request was sent', async () => {
  const identity = makeCertificate({ subject: 'node', san: 'IP:127.0.0.1' });
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(NODE, { eval: true, workerData: { identity, answers } });
  const [port] = await once(worker, 'message');
  onTestFinished(async () => {
    await worker.terminate();
  });
  const client = clientFor({ url: `https://127.0.0.1:${port}` }, { tls: { ca: identity.cert } });
  const request = { path: '/', maxBytes: 1_000, schema: z.object({ answer: z.boolean() }) };
  await ask(client, request);
  for (let turn = 1; turn <= 5; turn += 1) {
    // What is written over TLS in this phase of the loop is told to be sent only after the next
    // look at the sockets.
    await setImmediate();
    const answer = ask(client, request);
    // Not for long, as the request may wait for the next turn.
    process.nextTick(() => Atomics.wait(answers, 0, turn, 100));
    expect(await answer).toMatchObject({ ok: true, value: { answer: true } });
  }
});
