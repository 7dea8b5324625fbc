/** Tells a dead-man's switch elsewhere that a sweep has ended: it alerts when it hears nothing. */
import { ConfigurationError } from '../errors.ts';
import {
  isSecretReference,
  resolveSecret,
  Secret,
  type SecretReference,
  type SecretResolvers,
} from '../registry/secret.ts';

const TIMEOUT_MS = 10_000;

export type Ping = (signal: AbortSignal) => Promise<void>;

/**
 * The URL, or a reference to it, as whoever knows it can ping. Throws ConfigurationError if it is
 * none. The ping rejects with an error that does not show the URL.
 */
export function pingTo(text: string, secrets: SecretResolvers): Ping {
  const given: SecretReference | Secret = isSecretReference(text) ? text : new Secret(text);
  if (given instanceof Secret) urlOf(given);
  return async (signal) => {
    const url = urlOf(await resolveSecret(given, secrets));
    const ends = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    let status: number;
    try {
      const response = await fetch(url, { signal: ends, redirect: 'manual' });
      status = response.status;
      await response.body?.cancel();
    } catch (thrown) {
      throw new Error(`${url.host} cannot be pinged: ${causeOf(thrown)}`);
    }
    if (status >= 300) throw new Error(`${url.host} answered the ping with HTTP ${status}`);
  };
}

function urlOf(secret: Secret): URL {
  const url = URL.parse(secret.reveal());
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new ConfigurationError(
      '--ping takes an http:// or https:// URL, or a reference to one: env:NAME or file:path',
    );
  return url;
}

function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return thrown instanceof Error && thrown.name === 'TimeoutError'
    ? 'no answer in time'
    : 'no connection';
}
