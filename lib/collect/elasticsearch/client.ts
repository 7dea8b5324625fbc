/** One HTTP client for one node of a cluster; what it is asked goes through `ask.ts`. */
import { X509Certificate } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';
import { Transport, type TransportOptions } from '@elastic/transport';
import type { Dispatcher } from 'undici';
import { ConfigurationError, messageOf } from '../../errors.ts';
import { createRedactor, type ResolvedAuth } from '../../redact.ts';
import { type Attempt, attempting, createConnections } from './connections.ts';
import { BoundedSerializer } from './json.ts';
import type { KeptConnections, TakenConnections } from './keepAlive.ts';
import { shortened, shortening } from './shorten.ts';
import type { ClientTls, NodeAddress } from './socket.ts';

export interface NodeOptions {
  /** `http://` or `https://`, without credentials. */
  readonly url: string;
  readonly auth: ResolvedAuth;
  readonly tls?: ClientTls | undefined;
  /** The deadline of a request that is given none of its own. */
  readonly requestTimeoutMs: number;
  /** If absent, this client opens and closes connections of its own. */
  readonly kept?: KeptConnections | undefined;
}

/** One question. */
export interface Question {
  /**
   * Begins with a slash; whatever comes from outside in it is checked first, see `isPlainAlias`.
   */
  readonly path: string;
  readonly querystring?: Readonly<Record<string, string>>;
  /**
   * What the API can reasonably say at most; a longer answer is refused. An error answer is cut
   * instead, see `shorten.ts`.
   */
  readonly maxBytes: number;
  /**
   * If the answer is an object of which names beyond the first entries suffice: the names of the
   * entries that are kept all the same.
   */
  readonly keptNames?: ReadonlySet<string>;
}

export interface NodeAnswer {
  readonly statusCode: number;
  readonly body: unknown;
  /** The answer lacks the header that each Elasticsearch since 7.14 sends. */
  readonly isForeign?: boolean;
  /** Of an error answer that is too long or too deep, only the beginning was read. */
  readonly isCut?: boolean;
}

export interface NodeClient {
  readonly url: string;
  readonly requestTimeoutMs: number;
  /** Headers of the proxy of Elastic Cloud and of ECE, in any answer so far; by name. */
  readonly platformHeaders: ReadonlySet<string>;
  /**
   * The answer with its status, also from 400 on; rejects with the errors of @elastic/transport.
   */
  get(question: Question, attempt: Attempt): Promise<NodeAnswer>;
  /** Takes this client's credentials out of a text. */
  redact(text: string): string;
  /** Gives up whatever is awaited, and keeps connections for later or closes them. */
  close(): Promise<void>;
}

/**
 * Elasticsearch compresses only if asked to. An answer that is compressed all the same is refused,
 * so that nobody can unpack a bomb here.
 */
const HEADERS = {
  accept: 'application/json',
  'content-type': 'application/json',
  'accept-encoding': 'identity',
  'user-agent': 'remote-cluster-checker',
};

/** Answered as values instead of thrown: the client's own error takes the status from the body. */
const ERROR_STATUSES = Array.from({ length: 200 }, (_, index) => 400 + index);

function checkedUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // The text of an unusable URL is kept out of the message: it may hold a password.
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new ConfigurationError('URL of a node is not an http:// or https:// URL');
  if (parsed.username !== '' || parsed.password !== '') {
    const shown = `${parsed.protocol}//${parsed.host}`;
    throw new ConfigurationError(
      `URL of a node must not hold credentials, give them as auth: ${shown}`,
    );
  }
  return parsed;
}

function checkTls({ ca, fingerprint, serverName }: ClientTls, url: URL): void {
  const given = [ca, fingerprint, serverName].some((option) => option !== undefined);
  if (given && url.protocol === 'http:')
    throw new ConfigurationError(`TLS options are given for a plain HTTP URL: ${url.href}`);
  if (fingerprint !== undefined && !/^(?:[0-9a-f]{2}:?){32}$/i.test(fingerprint)) {
    throw new ConfigurationError(`Fingerprint is not a SHA-256 in hex: ${fingerprint}`);
  }
  if (ca === undefined) return;
  try {
    new X509Certificate(ca);
  } catch (thrown) {
    throw new ConfigurationError(
      `CA certificate for ${url.href} cannot be read: ${messageOf(thrown)}`,
    );
  }
}

type ClientAuth = NonNullable<ConstructorParameters<typeof Client>[0]['auth']>;

function clientAuth(auth: ResolvedAuth): { auth?: ClientAuth } {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'apiKey':
      return { auth: { apiKey: auth.apiKey } };
    case 'basic':
      return { auth: { username: auth.username, password: auth.password } };
    case 'bearer':
      return { auth: { bearer: auth.token } };
  }
}

/** Throws ConfigurationError for an unusable URL, CA or fingerprint. */
export function checkNode({ url, tls = {} }: Pick<NodeOptions, 'url' | 'tls'>): URL {
  const parsed = checkedUrl(url);
  checkTls(tls, parsed);
  return parsed;
}

/** The client's own check of the product drops the answer, which names the other product. */
class TransportWithoutProductCheck extends Transport {
  constructor({ productCheck: _, ...options }: TransportOptions) {
    super(options);
  }
}

const PLATFORM_HEADERS = [
  'x-found-handling-cluster',
  'x-found-handling-instance',
  'x-cloud-request-id',
] as const;

function isForeign(headers: Readonly<Record<string, unknown>>): boolean {
  return headers['x-elastic-product'] !== 'Elasticsearch';
}

/**
 * Opens nothing yet. Throws ConfigurationError for an unusable URL, CA or fingerprint. The client's
 * own `caFingerprint` looks for a certificate among those that a peer sends and checks no
 * signature, so the connections are ours: they prove the whole chain before a request is written.
 */
export function createClient(options: NodeOptions): NodeClient {
  const { url, auth, tls = {}, requestTimeoutMs, kept } = options;
  const parsed = checkNode(options);
  const connections = takeConnections({ origin: parsed.origin, tls }, kept);
  const client = new Client({
    node: parsed.href,
    agent: () => ({
      request: async (params: Dispatcher.RequestOptions) =>
        shortened(await connections.request(params)),
      close: connections.giveBack,
    }),
    ...clientAuth(auth),
    Transport: TransportWithoutProductCheck,
    Serializer: BoundedSerializer,
    // Only the message of what is thrown is used; to clone the rest for the sake of its secrets
    // takes longer than the request.
    redaction: { type: 'remove' },
    headers: HEADERS,
    enableMetaHeader: false,
    maxRetries: 0,
    maxCompressedResponseSize: 1,
  });
  const platformHeaders = new Set<string>();
  return {
    url,
    requestTimeoutMs,
    platformHeaders,
    get: async ({ path, querystring, maxBytes, keptNames }, attempt) => {
      const params = { method: 'GET', path, querystring: { ...querystring } };
      const { signal } = attempt;
      const answered = {
        signal,
        meta: true,
        ignore: ERROR_STATUSES,
        maxResponseSize: maxBytes,
      } as const;
      const how = { keptNames, isCut: false };
      const asking = () =>
        shortening(how, () => client.transport.request<unknown>(params, answered));
      const { statusCode, body, headers } = await attempting(attempt, asking);
      for (const name of PLATFORM_HEADERS) if (headers?.[name]) platformHeaders.add(name);
      const { isCut } = how;
      return { statusCode: Number(statusCode), body, isForeign: isForeign(headers ?? {}), isCut };
    },
    redact: createRedactor(auth),
    close: () => client.close(),
  };
}

function takeConnections(
  address: NodeAddress,
  kept: KeptConnections | undefined,
): Pick<TakenConnections, 'request' | 'giveBack'> {
  if (kept !== undefined) return kept.take(address);
  const { request, destroy } = createConnections(address, () => new Date());
  return { request, giveBack: destroy };
}
