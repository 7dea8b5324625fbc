/** The HTTP server around the API, which takes and gives requests and responses of the web. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { ConfigurationError, messageOf } from '../errors.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:8080`, `[::1]:8080` or `:8080`, which is all addresses. Throws ConfigurationError. */
export function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? (plain === '' ? '0.0.0.0' : plain);
  const port = Number(digits);
  const isHost = host !== undefined && (host === 'localhost' || isIP(host) > 0);
  if (digits === '' || port > 65_535 || !isHost)
    throw new ConfigurationError(
      `--listen ${text} cannot be used: write an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080`,
    );
  return { host, port };
}

export function isLoopback({ host }: ListenAddress): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** What Node's server hands over beside the request. */
export interface Peer {
  readonly address: string | undefined;
}

export type Fetch = (request: Request, peer: Peer) => Response | Promise<Response>;

export interface HttpServer extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string;
}

export interface HttpServerOptions {
  readonly listen: ListenAddress;
  readonly fetch: Fetch;
  readonly onError: (thrown: unknown) => void;
}

const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
const MOST_CONNECTIONS = 512;
/** For requests that are being answered when the server closes. */
const CLOSE_MS = 1000;

/** Throws ConfigurationError if it cannot listen there. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { listen, fetch, onError } = options;
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('request', (request, response) => {
    answer(request, response, fetch).catch((thrown: unknown) => {
      // Nobody reads an answer any more once the connection is gone.
      if (!request.destroyed) onError(thrown);
      response.destroy();
    });
  });
  server.listen(listen.port, listen.host);
  try {
    await once(server, 'listening');
  } catch (thrown) {
    throw new ConfigurationError(
      `Cannot listen on ${listen.host}:${listen.port}: ${messageOf(thrown)}; stop the program that uses it, or pass another address with --listen`,
    );
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : listen.port;
  return {
    url: `http://${isIP(listen.host) === 6 ? `[${listen.host}]` : listen.host}:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  fetch: Fetch,
): Promise<void> {
  const webRequest = requestOf(request);
  if (webRequest === undefined) {
    response.writeHead(400).end();
    return;
  }
  const { status, headers, body } = await fetch(webRequest, { address: addressOf(request) });
  response.writeHead(status, Object.fromEntries(headers));
  if (body === null || request.method === 'HEAD') response.end();
  else await pipeline(Readable.fromWeb(body as ReadableStream), response);
}

/** Undefined if the request names no URL. */
function requestOf(request: IncomingMessage): Request | undefined {
  const { method = 'GET', url = '/', headers } = request;
  const full = URL.parse(url, `http://${headers.host ?? 'localhost'}`);
  if (full === null || !url.startsWith('/')) return undefined;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  try {
    const body = hasBody ? (Readable.toWeb(request) as ReadableStream<Uint8Array>) : null;
    return new Request(full, { method, headers: pairs, body, duplex: 'half' });
  } catch {
    return undefined;
  }
}

/**
 * A reverse proxy on this machine says for whom it asks; what anybody else says of that counts for
 * nothing.
 */
function addressOf({ socket, headers }: IncomingMessage): string | undefined {
  const { remoteAddress } = socket;
  const forwarded = headers['x-forwarded-for'];
  const last =
    String(forwarded ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? '';
  const isProxied =
    remoteAddress !== undefined && isLoopback({ host: plainOf(remoteAddress), port: 0 });
  return isProxied && isIP(last) > 0 ? last : remoteAddress;
}

function plainOf(address: string): string {
  return address.replace(/^::ffff:/i, '');
}
