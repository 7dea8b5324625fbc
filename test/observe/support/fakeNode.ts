/** A node of Elasticsearch that answers what a test tells it to, on a real socket. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createClient, type NodeClient, type NodeOptions } from '../../../lib/elasticsearch/client.ts';
import { recording } from './recording.ts';

export interface Asked {
  /** As it came over the wire, still percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
}

interface Page {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a text already. */
  readonly body?: unknown;
}

/** `silent`: nothing at all; `stalled`: headers and half a body; `cut`: the same, then the connection is closed. */
export type Reply = Page | 'silent' | 'stalled' | 'cut';

export interface FakeNode {
  readonly url: string;
  readonly asked: Asked[];
  /** How many connections it has accepted. */
  connections(): number;
}

const ELASTICSEARCH = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'silent') return;
  if (reply === 'stalled' || reply === 'cut') {
    response.writeHead(200, { ...ELASTICSEARCH, 'content-length': '100' });
    response.write('{"half":', () => (reply === 'cut' ? response.destroy() : undefined));
    return;
  }
  response.writeHead(reply.status ?? 200, { ...ELASTICSEARCH, ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
}

/** `tls`: key and certificate chain in PEM. Closed, with all its connections, at the end of the test. */
export async function fakeNode(answer: (asked: Asked) => Reply, tls?: { key: string; cert: string }): Promise<FakeNode> {
  const asked: Asked[] = [];
  const listener: RequestListener = ({ url = '', headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://node');
    const request = { path: pathname, query: Object.fromEntries(searchParams), headers };
    asked.push(request);
    send(response, answer(request));
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  let connections = 0;
  server.on(tls ? 'secureConnection' : 'connection', () => {
    connections += 1;
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, asked, connections: () => connections };
}

/** What a node says to a path that it does not know. */
export function noHandler(path: string): Reply {
  return { status: 400, body: { error: `no handler found for uri [${path}] and method [GET]` } };
}

/** Paths → replies; a text is the name of a recording. */
export function routes(table: Readonly<Record<string, Reply | string>>): (asked: Asked) => Reply {
  return ({ path }) => {
    const reply = table[path] ?? noHandler(path);
    return typeof reply !== 'string' || ['silent', 'stalled', 'cut'].includes(reply) ? (reply as Reply) : recording(reply);
  };
}

/** Closed at the end of the test. */
export function clientFor({ url }: { url: string }, options: Partial<NodeOptions> = {}): NodeClient {
  const client = createClient({ url, auth: { kind: 'none' }, requestTimeoutMs: 5_000, ...options });
  onTestFinished(() => client.close());
  return client;
}
