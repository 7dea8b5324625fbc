/** Elasticsearch's own words about a failed remote connection, and the cause that each names. */
import type { CauseCode } from './catalogue/catalogue.ts';

/** First match wins: the specific words stand before the vague ones. */
const PHRASES: readonly (readonly [RegExp, CauseCode])[] = [
  [
    /requires? transport header \[_cross_cluster_access_credentials\] but none found/i,
    'no-api-key-on-remote-server-port',
  ],
  [/api key is expired/i, 'api-key-expired'],
  [/api key \[[^\]]*\] has been invalidated/i, 'api-key-invalidated'],
  [/expected API key type of \[cross_cluster\]/i, 'api-key-wrong-type'],
  [
    /unable to find apikey with id|invalid credentials for API key|must be a valid API key credential|invalid cross-cluster API key value/i,
    'api-key-invalid',
  ],
  [
    /requires certificate identity matching|_cross_cluster_access_signature/i,
    'identity-signing-failed',
  ],
  [/licen[sc]e is non-compliant/i, 'license-non-compliant'],
  [/unable to authenticate user \[|error attempting to authenticate request/i, 'api-key-invalid'],
  [
    /is unauthorized for (user|API key)|no remote indices privileges apply/i,
    'insufficient-privileges',
  ],
  [/certificate_expired|validity check failed/i, 'certificate-expired'],
  [/PKIX path building failed|unable to find valid certification path/i, 'certificate-untrusted'],
  [
    /No subject alternative (DNS )?names? matching|No subject alternative names present|No name matching/i,
    'certificate-name-mismatch',
  ],
  [/unrecognized_name/i, 'wrong-server-name'],
  [
    /fatal alert: (bad_certificate|certificate_required|certificate_unknown|unknown_ca)/i,
    'client-certificate-rejected',
  ],
  [/not an SSL\/TLS record: 48545450/i, 'http-port'],
  [/not an SSL\/TLS record/i, 'plaintext-expected'],
  [
    /from unsupported version|incompatible version|unreadable transport handshake/i,
    'version-incompatible',
  ],
  [/unexpected remote cluster name/i, 'identity-changed'],
  [/unknown host \[/i, 'name-not-resolved'],
  [/connection refused/i, 'connection-refused'],
  [/connect_timeout|connection timed out/i, 'connection-timed-out'],
  [/no route to host|network is unreachable/i, 'no-route'],
];

/**
 * The cause that a text of Elasticsearch names by itself; undefined where its words fit several
 * causes.
 */
export function causeOfText(text: string): CauseCode | undefined {
  return PHRASES.find(([pattern]) => pattern.test(text))?.[1];
}

/** The API key id in an authentication failure; it is not a secret. */
export function apiKeyIdIn(text: string): string | undefined {
  return /(?:API key|apikey with id|authenticate user) \[?([\w-]{20})\]?/i.exec(text)?.[1];
}

/**
 * The node and the publish address that a failed sniff connection names: `[node-1][10.0.0.1:9300]
 * connect_exception`.
 */
export function failedGatewayIn(text: string): { node: string; address: string } | undefined {
  const [, node, address] = /\[([^\]]+)\]\[([^\]]+:\d+)\] connect_/.exec(text) ?? [];
  return node !== undefined && address !== undefined ? { node, address } : undefined;
}
