/** A registry of one local cluster without a file, as `check https://host:9200` needs it. */
import type * as z from 'zod';
import { ConfigurationError } from '../errors.ts';
import { fingerprint, httpUrl, pemFile } from './fields.ts';
import { defaultsSchema } from './limits.ts';
import { pemReader } from './pem.ts';
import { redactUrl } from './redact.ts';
import type { Auth, HttpTls, Registry } from './schema.ts';
import { Secret, type SecretReference } from './secret.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The URLs are nodes of one cluster, which is named after the first. Credentials are the `user:password@` of a URL, else those of the environment:
 * ELASTICSEARCH_API_KEY, ELASTICSEARCH_USERNAME with ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_BEARER_TOKEN. ELASTICSEARCH_CA_FILE is relative
 * to the working directory. Throws ConfigurationError, which never shows a password.
 */
export function registryFromUrls(urls: readonly string[], env: Environment): Registry {
  const [first, ...others] = urls.map(splitUrl);
  if (first === undefined) throw new ConfigurationError('No URL given: write the HTTP address of a node, such as https://es-1.example.com:9200');
  const nodes = [first, ...others];
  const tls = tlsFrom(env);
  const cluster = {
    name: new URL(first.url).host,
    urls: [...new Set(nodes.map(({ url }) => url))],
    auth: authIn(nodes) ?? authFrom(env),
    ...(tls === undefined ? {} : { tls }),
    remotes: {},
  };
  return { defaults: defaultsSchema.parse({}), clusters: [cluster] };
}

interface TypedUrl {
  readonly url: string;
  readonly user?: { readonly username: string; readonly password: string };
}
