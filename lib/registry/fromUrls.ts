/** Builds a registry of one local cluster from URLs, for `check https://host:9200`. */
import type * as z from 'zod';
import { ConfigurationError } from '../errors.ts';
import { fingerprint, httpUrl, pemFile } from './fields.ts';
import { defaultsSchema } from './limits.ts';
import { redactUrl } from './masking.ts';
import { pemReader } from './pem.ts';
import type { Auth, HttpTls, Registry } from './schema.ts';
import { Secret } from './secret.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The URLs are nodes of one cluster. Its name is the host and port of the first URL. Credentials
 * come from `user:password@` in the URLs, or else from the environment: ELASTICSEARCH_API_KEY,
 * ELASTICSEARCH_USERNAME with ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_BEARER_TOKEN. Without any of
 * these, requests carry no credentials. ELASTICSEARCH_CA_FILE is relative to the working directory.
 * Throws ConfigurationError, which never shows a password.
 */
export function registryFromUrls(
  typed: readonly string[],
  env: Environment,
  onFile?: (path: string) => void,
): Registry {
  const urls = [
    ...new Set(
      typed.map((url) => valid(httpUrl, withoutUser(url), { name: 'URL', shown: redactUrl(url) })),
    ),
  ];
  const [first] = urls;
  if (first === undefined)
    throw new ConfigurationError(
      'No URL: write the HTTP address of a node, such as https://es-1.example.com:9200',
    );
  const tls = tlsFrom(env, onFile);
  const cluster = {
    name: hostAndPort(first),
    urls,
    auth: authIn(typed, env) ?? authFrom(env),
    ...(tls === undefined ? {} : { tls }),
    remotes: {},
  };
  return { defaults: defaultsSchema.parse({}), clusters: [cluster] };
}

/** Parses the value as the registry schema does. */
function valid<T>(
  schema: z.ZodType<T>,
  value: string,
  { name, shown }: { name: string; shown: string },
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    `${name} ${shown} cannot be used: ${parsed.error.issues.map(({ message }) => message).join('; ')}`,
  );
}

function withoutUser(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text;
  url.username = '';
  url.password = '';
  return url.href;
}

function hostAndPort(origin: string): string {
  const { protocol, hostname, port } = new URL(origin);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

/** The user that the URLs name. Undefined if the URLs name no user. */
function authIn(typed: readonly string[], env: Environment): Auth | undefined {
  const users = typed
    .map((url) => new URL(url))
    .filter(({ username, password }) => username !== '' || password !== '');
  const [first] = users;
  if (first === undefined) return undefined;
  if (
    users.some(
      ({ username, password }) => username !== first.username || password !== first.password,
    )
  )
    throw new ConfigurationError(
      'The URLs name several users: write one user, since the URLs are nodes of one cluster',
    );
  if (first.password !== '')
    return {
      basic: { username: decoded(first.username), password: new Secret(decoded(first.password)) },
    };
  if (!env['ELASTICSEARCH_PASSWORD'])
    throw new ConfigurationError(
      `The URL names the user ${decoded(first.username)} without a password: set ELASTICSEARCH_PASSWORD`,
    );
  return { basic: { username: decoded(first.username), password: 'env:ELASTICSEARCH_PASSWORD' } };
}

/** Decodes percent-encoding. A password with an invalid % stays as the user typed it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An empty variable counts as unset, because shells and containers often pass empty variables. */
function authFrom(env: Environment): Auth {
  const {
    ELASTICSEARCH_API_KEY: apiKey,
    ELASTICSEARCH_USERNAME: username,
    ELASTICSEARCH_PASSWORD: password,
    ELASTICSEARCH_BEARER_TOKEN: bearer,
  } = env;
  if (Boolean(username) !== Boolean(password))
    throw new ConfigurationError(
      'Only one of ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD is set: set both or none',
    );
  const kinds: Auth[] = [];
  if (apiKey) kinds.push({ apiKey: 'env:ELASTICSEARCH_API_KEY' });
  if (username) kinds.push({ basic: { username, password: 'env:ELASTICSEARCH_PASSWORD' } });
  if (bearer) kinds.push({ bearer: 'env:ELASTICSEARCH_BEARER_TOKEN' });
  if (kinds.length > 1)
    throw new ConfigurationError(
      'Several kinds of credentials are set: unset all but one of ELASTICSEARCH_API_KEY, ELASTICSEARCH_USERNAME and ELASTICSEARCH_BEARER_TOKEN',
    );
  return kinds[0] ?? 'none';
}

function tlsFrom(env: Environment, onFile?: (path: string) => void): HttpTls | undefined {
  const { ELASTICSEARCH_CA_FILE: caFile, ELASTICSEARCH_CA_FINGERPRINT: caFingerprint } = env;
  if (!caFile && !caFingerprint) return undefined;
  return {
    ...(caFile
      ? {
          ca: valid(pemFile('certificate', pemReader('.', onFile)), caFile, {
            name: 'ELASTICSEARCH_CA_FILE',
            shown: caFile,
          }),
        }
      : {}),
    ...(caFingerprint
      ? {
          fingerprint: valid(fingerprint, caFingerprint, {
            name: 'ELASTICSEARCH_CA_FINGERPRINT',
            shown: caFingerprint,
          }),
        }
      : {}),
  };
}
