/**
 * Keeps credentials out of whatever a server or a library says: redaction happens where messages
 * are made.
 */

/**
 * Credentials with every reference resolved; `apiKey` is the encoded form that Elasticsearch hands
 * out (base64 of `id:key`).
 */
export type ResolvedAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'apiKey'; readonly apiKey: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

export const REDACTED = '[redacted]';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/**
 * The id of an API key is no secret (it stands in Elasticsearch's own messages), what follows the
 * colon is.
 */
function secretsOfApiKey(encoded: string): string[] {
  const decoded = Buffer.from(encoded, 'base64').toString();
  const [, key = ''] = /^[^:]*:(.+)$/.exec(decoded) ?? [];
  return [encoded, decoded, key];
}

function secretsOf(auth: ResolvedAuth): string[] {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'apiKey':
      return secretsOfApiKey(auth.apiKey);
    case 'basic':
      return [auth.password, base64(`${auth.username}:${auth.password}`)];
    case 'bearer':
      return [auth.token];
  }
}

/** A function that replaces these credentials, in any form they travel in, by `[redacted]`. */
export function createRedactor(auth: ResolvedAuth): (text: string) => string {
  const secrets = secretsOf(auth).flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const longestFirst = [...new Set(secrets)]
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((left, secret) => left.replaceAll(secret, REDACTED), text);
}
