/**
 * Turns what the registry says of a cluster's HTTP addresses into what the clients take, secrets
 * resolved.
 */

import type { ResolvedAuth } from '../redact.ts';
import type { Auth, HttpAccess } from '../registry/schema.ts';
import { resolveSecret, type SecretResolvers } from '../registry/secret.ts';
import type { ClusterAccess } from './elasticsearch/observe.ts';

/** Throws ConfigurationError for a secret that cannot be read. */
export async function accessOf(
  name: string,
  { urls, auth, tls }: HttpAccess,
  secrets: SecretResolvers,
): Promise<ClusterAccess> {
  return {
    name,
    urls,
    auth: await resolveAuth(auth, secrets),
    ...(tls === undefined ? {} : { tls }),
  };
}

async function resolveAuth(auth: Auth, secrets: SecretResolvers): Promise<ResolvedAuth> {
  if (auth === 'none') return { kind: 'none' };
  if ('apiKey' in auth)
    return { kind: 'apiKey', apiKey: (await resolveSecret(auth.apiKey, secrets)).reveal() };
  if ('bearer' in auth)
    return { kind: 'bearer', token: (await resolveSecret(auth.bearer, secrets)).reveal() };
  const { username, password } = auth.basic;
  return { kind: 'basic', username, password: (await resolveSecret(password, secrets)).reveal() };
}
