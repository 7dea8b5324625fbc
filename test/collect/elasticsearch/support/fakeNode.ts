/** A node of Elasticsearch that answers what a test tells it to, on a real socket. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  createClient,
  type NodeClient,
  type NodeOptions,
} from '../../../../lib/collect/elasticsearch/client.ts';
import { recording } from './recording.ts';

export interface Asked {
  /** As it came over the wire, still percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  /** Over which of the node's connections it came, from 1 on. */
  readonly connection: number;
}

interface Page {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a text already. */
  readonly body?: unknown;
}

/**
 * `silent`: nothing at all; `stalled`: headers and half a body; `cut`: the same, then the
 * connection is closed; `hung up`, `reset`: nothing, and the connection is closed or reset.
 */
export type Reply = Page | 'silent' | 'stalled' | 'cut' | 'hung up' | 'reset';

export interface FakeNode {
  readonly url: string;
  readonly asked: Asked[];
  /** How many connections it has accepted. */
  connections(): number;
  /** Those that are open. */
  readonly sockets: ReadonlySet<Socket>;
  /** Shows another certificate from now on. */
  setCertificate(tls: { key: string; cert: string }): void;
  /** Resets all connections and stops listening. */
  die(): Promise<void>;
}

const ELASTICSEARCH = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'silent') return;
  if (reply === 'hung up') return void response.socket?.end();
  if (reply === 'reset') return void response.socket?.resetAndDestroy();
  if (reply === 'stalled' || reply === 'cut') {
    response.writeHead(200, { ...ELASTICSEARCH, 'content-length': '100' });
    response.write('{"half":', () => (reply === 'cut' ? response.destroy() : undefined));
    return;
  }
  response.writeHead(reply.status ?? 200, { ...ELASTICSEARCH, ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
}

/**
 * `tls`: key and certificate chain in PEM. Closed, with all its connections, at the end of the
 * test.
 */
export async function fakeNode(
  answer: (asked: Asked) => Reply | Promise<Reply>,
  tls?: { key: string; cert: string },
): Promise<FakeNode> {
  const asked: Asked[] = [];
  const numbers = new WeakMap<Socket, number>();
  const listener: RequestListener = async ({ url = '', headers, socket }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://node');
    const request = {
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers,
      connection: numbers.get(socket) ?? 0,
    };
    asked.push(request);
    send(response, await answer(request));
  };
  // Like Elasticsearch, it leaves idle connections open.
  const server = tls
    ? createTlsServer({ ...tls, keepAliveTimeout: 0 }, listener)
    : createServer({ keepAliveTimeout: 0 }, listener);
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections += 1;
    numbers.set(socket, connections);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    connections: () => connections,
    sockets,
    setCertificate: (other) => {
      if ('setSecureContext' in server) server.setSecureContext(other);
    },
    die: async () => {
      for (const socket of sockets) socket.resetAndDestroy();
      await close();
    },
  };
}

/** What a node says to a path that it does not know. */
export function noHandler(path: string): Reply {
  return { status: 400, body: { error: `no handler found for uri [${path}] and method [GET]` } };
}

/** Paths → replies; a text is the name of a recording. */
export function routes(table: Readonly<Record<string, Reply | string>>): (asked: Asked) => Reply {
  return ({ path }) => {
    const reply = table[path] ?? noHandler(path);
    return typeof reply !== 'string' ||
      ['silent', 'stalled', 'cut', 'hung up', 'reset'].includes(reply)
      ? (reply as Reply)
      : recording(reply);
  };
}

/** Closed at the end of the test. */
export function clientFor(
  { url }: { url: string },
  options: Partial<NodeOptions> = {},
): NodeClient {
  const client = createClient({ url, auth: { kind: 'none' }, requestTimeoutMs: 5_000, ...options });
  onTestFinished(() => client.close());
  return client;
}
