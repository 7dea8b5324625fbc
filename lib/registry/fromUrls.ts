/** Builds a registry of one local cluster from URLs, for `check https://host:9200`. */
import type * as z from 'zod';
import { ConfigurationError } from '../errors.ts';
import { fingerprint, httpUrl, pemFile } from './fields.ts';
import { defaultsSchema } from './limits.ts';
import { redactUrl } from './masking.ts';
import { pemReader } from './pem.ts';
import type { Auth, HttpTls, Registry } from './schema.ts';
import type { Secret } from './secret.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Options of the command line; each outranks the environment. */
export interface TypedAccess {
  /** File that contains an encoded API key. */
  readonly apiKeyFile?: string | undefined;
  readonly user?: string | undefined;
  /** Of `user`: the password, or a file that contains it; else ELASTICSEARCH_PASSWORD. */
  readonly password?: Secret | undefined;
  readonly passwordFile?: string | undefined;
  /** PEM file. */
  readonly ca?: string | undefined;
  readonly caFingerprint?: string | undefined;
  /** Base of relative paths; the working directory of the process by default. */
  readonly directory?: string | undefined;
  /** Called with the path of each file that is read. */
  readonly onFile?: ((path: string) => void) | undefined;
}

/**
 * The URLs are nodes of one cluster. Its name is the host and port of the first URL. Credentials
 * come from the options, or else from the environment: ELASTICSEARCH_API_KEY, ELASTICSEARCH_USERNAME
 * with ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_BEARER_TOKEN. Without any of these, requests carry
 * no credentials. URLs with credentials are refused. Throws ConfigurationError, which never shows a
 * password.
 */
export function registryFromUrls(
  typed: readonly string[],
  env: Environment,
  given: TypedAccess = {},
): Registry {
  refuseCredentials(typed);
  const urls = [
    ...new Set(typed.map((url) => valid(httpUrl, url, { name: 'URL', shown: redactUrl(url) }))),
  ];
  const [first] = urls;
  if (first === undefined)
    throw new ConfigurationError(
      'No URL: write the HTTP address of a node, such as https://es-1.example.com:9200',
    );
  const isPlain = urls.every((url) => url.startsWith('http:'));
  const tls = isPlain ? refuseTls(first, given) : tlsFrom(env, given);
  const cluster = {
    name: hostAndPort(first),
    urls,
    auth: authGiven(given) ?? authFrom(env),
    ...(tls === undefined ? {} : { tls }),
    remotes: {},
  };
  return { defaults: defaultsSchema.parse({}), clusters: [cluster] };
}

/** `ps` and the history of the shell show them. */
function refuseCredentials(typed: readonly string[]): void {
  const url = typed.map((one) => URL.parse(one)).find((one) => one?.username || one?.password);
  if (url === undefined || url === null) return;
  const user = url.username === '' ? 'elastic' : decoded(url.username);
  throw new ConfigurationError(
    [
      `URL ${redactUrl(url.href)} contains credentials, which ps shows to every user of this machine.`,
      `Write ${url.protocol}//${url.host} --user ${user}`,
      'The password comes from ELASTICSEARCH_PASSWORD, from --password-file FILE, or from a prompt.',
    ].join('\n'),
  );
}

/** TLS that the environment names is for other URLs. */
function refuseTls(url: string, { ca, caFingerprint }: TypedAccess): undefined {
  if (ca === undefined && caFingerprint === undefined) return undefined;
  throw new ConfigurationError(
    `${ca === undefined ? '--ca-fingerprint' : '--ca'} has no effect on ${url}: write https://, or remove the option`,
  );
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

function hostAndPort(origin: string): string {
  const { protocol, hostname, port } = new URL(origin);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

/** Undefined if no option names credentials. */
function authGiven({ apiKeyFile, user, password, passwordFile }: TypedAccess): Auth | undefined {
  if (apiKeyFile !== undefined) return { apiKey: `file:${apiKeyFile}` };
  if (user === undefined) return undefined;
  const fromFile = passwordFile === undefined ? undefined : (`file:${passwordFile}` as const);
  const secret = password ?? fromFile ?? 'env:ELASTICSEARCH_PASSWORD';
  return { basic: { username: user, password: secret } };
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

function tlsFrom(env: Environment, given: TypedAccess): HttpTls | undefined {
  const isGiven = given.ca !== undefined || given.caFingerprint !== undefined;
  const caFile = isGiven ? given.ca : env['ELASTICSEARCH_CA_FILE'];
  const pin = isGiven ? given.caFingerprint : env['ELASTICSEARCH_CA_FINGERPRINT'];
  const names = isGiven ? TLS_OPTIONS : TLS_VARIABLES;
  if (!caFile && !pin) return undefined;
  const read = pemReader(given.directory ?? '.', given.onFile);
  const name = (key: keyof typeof names, shown: string) => ({ name: names[key], shown });
  return {
    ...(caFile ? { ca: valid(pemFile('certificate', read), caFile, name('ca', caFile)) } : {}),
    ...(pin ? { fingerprint: valid(fingerprint, pin, name('pin', pin)) } : {}),
  };
}

const TLS_OPTIONS = { ca: '--ca', pin: '--ca-fingerprint' };
const TLS_VARIABLES = { ca: 'ELASTICSEARCH_CA_FILE', pin: 'ELASTICSEARCH_CA_FINGERPRINT' };
