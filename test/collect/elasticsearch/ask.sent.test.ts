/** When the time of a request that goes on to a remote cluster begins. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { afterEach, expect, it } from 'vitest';
import * as z from 'zod';
import { ask } from '../../../lib/collect/elasticsearch/ask.ts';
import { createClient } from '../../../lib/collect/elasticsearch/client.ts';

const REQUEST = { path: '/_resolve/cluster/a:*', maxBytes: 1000, schema: z.unknown() };
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(server: Server, protocol: string): Promise<string> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => void open.add(socket));
  closing.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function clientOf(url: string) {
  const client = createClient({ url, auth: { kind: 'none' }, requestTimeoutMs: 300 });
  closing.push(() => client.close());
  return client;
}

it('a request without a connection was not sent, and its time-out says nothing about a remote', async () => {
  const url = await listen(createTcpServer(), 'https');
  const sent: number[] = [];
  const onSent = () => void sent.push(1);
  const answer = await ask(clientOf(url), REQUEST, { once: true, onSent });
  expect(answer).toMatchObject({
    failed: {
      kind: 'unreachable',
      message: `No connection to ${url} within 300 ms, so GET ${REQUEST.path} was not sent`,
    },
  });
  expect(sent).toEqual([]);
});

it('a request that was sent and not answered timed out', async () => {
  const silent: RequestListener = () => undefined;
  const url = await listen(createServer(silent), 'http');
  const sent: number[] = [];
  const onSent = () => void sent.push(1);
  const answer = await ask(clientOf(url), REQUEST, { once: true, onSent });
  expect(answer).toMatchObject({ failed: { kind: 'timed-out' } });
  expect(sent).toEqual([1]);
});

it('an answer that came while the checker was busy counts', async () => {
  const sending: { afterwards?: () => void } = {};
  const url = await listen(
    createServer((_, response) => {
      response.writeHead(200, { 'x-elastic-product': 'Elasticsearch' }).end('{}');
      sending.afterwards?.();
    }),
    'http',
  );
  // Both the answer and the end of its time are there when the next turn begins.
  sending.afterwards = () =>
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400));
  expect(await ask(clientOf(url), REQUEST, { once: true })).toMatchObject({ ok: true });
});
