/**
 * Turns what the registry says of a cluster's HTTP addresses into what the clients take, secrets
 * resolved.
 */
import { DeadlineError, within } from '../deadline.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { SecretError } from '../facts/failures.ts';
import type { ResolvedAuth } from '../redact.ts';
import type { Auth, HttpAccess } from '../registry/schema.ts';
import { resolveSecret, Secret, type SecretReference } from '../registry/secret.ts';
import type { CheckContext } from './context.ts';
import type { ClusterAccess } from './elasticsearch/observe.ts';

export interface AccessPlace {
  /** Name of the cluster that is to be reached. */
  readonly name: string;
  /**
   * Where the access stands in the registry, such as `remotes.archive.remote.`; empty for a local
   * cluster.
   */
  readonly prefix: string;
  /** The local cluster that it belongs to. */
  readonly cluster: string;
}

type SecretContext = Pick<CheckContext, 'secrets' | 'defaults' | 'end'>;

/**
 * Throws SecretError for a secret that cannot be read, or is not there within the deadline of one
 * request.
 */
export async function accessOf(
  { urls, auth, tls }: HttpAccess,
  place: AccessPlace,
  context: SecretContext,
): Promise<ClusterAccess> {
  const resolved = await resolveAuth(auth, place, context);
  return { name: place.name, urls, auth: resolved, ...(tls === undefined ? {} : { tls }) };
}

async function resolveAuth(
  auth: Auth,
  { prefix, cluster }: AccessPlace,
  context: SecretContext,
): Promise<ResolvedAuth> {
  const read = async (secret: SecretReference | Secret, key: string) =>
    (await readSecret(secret, { key: `${prefix}auth.${key}`, cluster }, context)).reveal();
  if (auth === 'none') return { kind: 'none' };
  if ('apiKey' in auth) return { kind: 'apiKey', apiKey: await read(auth.apiKey, 'apiKey') };
  if ('bearer' in auth) return { kind: 'bearer', token: await read(auth.bearer, 'bearer') };
  const { username, password } = auth.basic;
  return { kind: 'basic', username, password: await read(password, 'basic.password') };
}

/** Throws SecretError, which names the key in the registry and the reference, never the value. */
export async function readSecret(
  secret: SecretReference | Secret,
  { key, cluster }: { readonly key: string; readonly cluster: string },
  { secrets, defaults, end }: SecretContext,
): Promise<Secret> {
  if (secret instanceof Secret) return secret;
  const limitMs = defaults.timeouts.httpSeconds * 1000;
  try {
    return await within({ end, limitMs }, () => resolveSecret(secret, secrets));
  } catch (thrown) {
    throw new SecretError(key, `${key} of cluster ${cluster}: ${whyUnreadable(thrown, secret)}`);
  }
}

/** Any other error is a bug of a resolver, and its message may quote the value. */
function whyUnreadable(thrown: unknown, reference: SecretReference): string {
  if (thrown instanceof ConfigurationError) return thrown.message;
  const why = thrown instanceof DeadlineError ? messageOf(thrown) : nameOf(thrown);
  return `Secret ${reference} cannot be read: ${why}`;
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error
    ? `its resolver failed with ${thrown.name}`
    : 'its resolver failed';
}
