import { hash, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ConfigurationError, messageOf } from '../../errors.ts';

/**
 * Makes each value once, by its key. Where there are more than `limit`, all are forgotten and made
 * anew.
 */
export function createMemo<T>(limit: number): (key: string, make: () => T) => T {
  const made = new Map<string, { readonly value: T }>();
  return (key, make) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make();
    if (made.size >= limit) made.clear();
    made.set(key, { value });
    return value;
  };
}

/** PEM texts. `ca` may hold several certificates; without it nothing is trusted or mistrusted. */
export interface TransportTls {
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

/** Making one takes longer than a connection; more than this many at once are not expected. */
const LIMIT = 256;
const contexts = createMemo<SecureContext>(LIMIT);
/**
 * Of a registry's own objects, which are asked for again and again: to compare their texts takes
 * longer.
 */
const ofObject = new WeakMap<TransportTls, SecureContext>();

/**
 * What Java offers, and so the local nodes. Left to itself OpenSSL begins with a post-quantum group
 * that none of them knows, and to make a key of it takes as long as all else of a handshake.
 */
const GROUPS = 'X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072';

/**
 * The TLS context of a CA and client certificate, made once for each. Throws ConfigurationError
 * where it cannot be made.
 */
export function secureContextOf(tls: TransportTls): SecureContext {
  const context = ofObject.get(tls) ?? contextOf(tls);
  ofObject.set(tls, context);
  return context;
}

function contextOf(tls: TransportTls): SecureContext {
  return contexts(hash('sha256', JSON.stringify([tls.ca, tls.certificate, tls.key])), () =>
    makeContext(tls),
  );
}

function makeContext({ ca, certificate, key }: TransportTls): SecureContext {
  if ((certificate === undefined) !== (key === undefined))
    throw new ConfigurationError('Client certificate and private key go together, one is missing');
  try {
    // Text that is no certificate would pass as a CA unnoticed.
    if (ca !== undefined) new X509Certificate(ca);
    return createSecureContext({
      ca: ca ?? [],
      ...(certificate === undefined || key === undefined ? {} : { cert: certificate, key }),
      allowPartialTrustChain: true,
      ecdhCurve: GROUPS,
    });
  } catch (error) {
    throw new ConfigurationError(
      `CA, client certificate or private key cannot be used: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
