/** One HTTP client for one node of a cluster; what it is asked goes through `answer.ts`. */
import { X509Certificate } from 'node:crypto';
import { Client, type ClientOptions } from '@elastic/elasticsearch';
import { ConfigurationError, messageOf } from '../errors.ts';
import { createRedactor, type ResolvedAuth } from '../redact.ts';
import { type ClientTls, createConnector } from './connector.ts';

export interface NodeOptions {
  /** `http://` or `https://`, without credentials. */
  readonly url: string;
  readonly auth: ResolvedAuth;
  readonly tls?: ClientTls | undefined;
  /** The deadline of a request that is given none of its own. */
  readonly requestTimeoutMs: number;
}

export interface NodeClient {
  readonly url: string;
  readonly client: Client;
  readonly requestTimeoutMs: number;
  /** Takes this client's credentials out of a text. */
  redact(text: string): string;
  /** Gives up connections being opened, waits for requests under way, closes the rest. */
  close(): Promise<void>;
}

/** Far above any answer asked for here: `_nodes` and `_security/api_key` of a large cluster are a few megabytes. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/**
 * The client would ask for media types of its own major version, which older servers refuse for any request with a body. Elasticsearch compresses
 * only where asked to; an answer that is compressed all the same is refused, so that nobody can unpack a bomb here.
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
    throw new ConfigurationError(`URL of a node must not hold credentials, give them as auth: ${parsed.protocol}//${parsed.host}`);
  }
  return parsed;
}

function checkTls({ ca, fingerprint, serverName }: ClientTls, url: URL): void {
  const given = [ca, fingerprint, serverName].some((option) => option !== undefined);
  if (given && url.protocol === 'http:') throw new ConfigurationError(`TLS options are given for a plain HTTP URL: ${url.href}`);
  if (fingerprint !== undefined && !/^(?:[0-9a-f]{2}:?){32}$/i.test(fingerprint)) {
    throw new ConfigurationError(`Fingerprint is not a SHA-256 in hex: ${fingerprint}`);
  }
  if (ca === undefined) return;
  try {
    new X509Certificate(ca);
  } catch (thrown) {
    throw new ConfigurationError(`CA certificate for ${url.href} cannot be read: ${messageOf(thrown)}`);
  }
}

function authOptions(auth: ResolvedAuth): Pick<ClientOptions, 'auth'> {
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

/** Opens nothing yet. Throws ConfigurationError for an unusable URL, CA or fingerprint. */
export function createClient({ url, auth, tls = {}, requestTimeoutMs }: NodeOptions): NodeClient {
  checkTls(tls, checkedUrl(url));
  const connector = createConnector(tls);
  // undici's option `connect` is missing in the client's type, which hands all options on.
  const agent = { connections: 64, connect: connector.connect };
  const client = new Client({
    node: url,
    ...authOptions(auth),
    agent,
    headers: HEADERS,
    enableMetaHeader: false,
    maxRetries: 0,
    maxResponseSize: MAX_RESPONSE_BYTES,
    maxCompressedResponseSize: 1,
    disablePrototypePoisoningProtection: false,
  });
  async function close(): Promise<void> {
    connector.destroy();
    await client.close();
  }
  return { url, client, requestTimeoutMs, redact: createRedactor(auth), close };
}
