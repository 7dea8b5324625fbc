/** One HTTP client for one node of a cluster; what it is asked goes through `answer.ts`. */
import { X509Certificate } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import ClientTransport from '@elastic/elasticsearch/lib/sniffingTransport';
import { Serializer, type Transport, WeightedConnectionPool } from '@elastic/transport';
import { ConfigurationError, messageOf } from '../../errors.ts';
import { createRedactor, type ResolvedAuth } from '../../redact.ts';
import { Connection } from './connection.ts';
import { type ClientTls, createConnector } from './connector.ts';
import type { KeptConnections } from './kept.ts';
import { connectionOver } from './secondAttempt.ts';

export interface NodeOptions {
  /** `http://` or `https://`, without credentials. */
  readonly url: string;
  readonly auth: ResolvedAuth;
  readonly tls?: ClientTls | undefined;
  /** The deadline of a request that is given none of its own. */
  readonly requestTimeoutMs: number;
  /**
   * Where connections come from, and go to in the end; without them this client opens and closes
   * its own.
   */
  readonly kept?: KeptConnections | undefined;
}

export interface NodeClient {
  readonly url: string;
  readonly transport: Transport;
  readonly requestTimeoutMs: number;
  /** Takes this client's credentials out of a text. */
  redact(text: string): string;
  /**
   * Gives up connections being opened, waits for requests under way, closes the rest or has it
   * kept.
   */
  close(): Promise<void>;
}

/**
 * Far above any answer asked for here: `_nodes` and `_security/api_key` of a large cluster are a
 * few megabytes.
 */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/**
 * Elasticsearch compresses only where asked to; an answer that is compressed all the same is
 * refused, so that nobody can unpack a bomb here.
 */
const HEADERS = {
  accept: 'application/json',
  'content-type': 'application/json',
  'accept-encoding': 'identity',
  'user-agent': 'remote-cluster-checker',
};

function checkedUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // The text of an unusable URL is kept out of the message: it may hold a password.
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new ConfigurationError('URL of a node is not an http:// or https:// URL');
  if (parsed.username !== '' || parsed.password !== '') {
    throw new ConfigurationError(
      `URL of a node must not hold credentials, give them as auth: ${parsed.protocol}//${parsed.host}`,
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

type PoolAuth = NonNullable<ConstructorParameters<typeof WeightedConnectionPool>[0]['auth']>;

function poolAuth(auth: ResolvedAuth): { auth?: PoolAuth } {
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

/**
 * Opens nothing yet. Throws ConfigurationError for an unusable URL, CA or fingerprint. This is the
 * transport of Elasticsearch's client without the rest of it: a method for every API is a megabyte
 * to load for the few that are asked. Nothing is sniffed, as no option asks for it.
 */
export function createClient(options: NodeOptions): NodeClient {
  const { url, auth, tls = {}, requestTimeoutMs, kept } = options;
  const parsed = checkNode(options);
  const wanted = { origin: parsed.origin, tls };
  const taken = kept?.take(wanted);
  const connector = taken ?? createConnector(wanted);
  // Node's own HTTP client: the other one, undici, takes longer to load than all else here
  // together.
  const connectionPool = new WeightedConnectionPool({
    Connection: taken ? connectionOver(taken) : Connection,
    ...poolAuth(auth),
  });
  connectionPool.addConnection({ url: parsed, agent: () => connector.agent });
  const transport = new ClientTransport({
    connectionPool,
    serializer: new Serializer({ enablePrototypePoisoningProtection: true }),
    productCheck: 'Elasticsearch',
    // Of what is thrown only the message is used; to clone the rest for the sake of its secrets
    // takes longer than the request.
    redaction: { type: 'remove' },
    headers: HEADERS,
    enableMetaHeader: false,
    maxRetries: 0,
    maxResponseSize: MAX_RESPONSE_BYTES,
    maxCompressedResponseSize: 1,
  });
  async function close(): Promise<void> {
    if (await taken?.giveBack()) return;
    connector.destroy();
    // A request whose connection is given up learns of it only now; the pool would look again after
    // a second.
    await setImmediate();
    await connectionPool.empty();
  }
  return { url, transport, requestTimeoutMs, redact: createRedactor(auth), close };
}
