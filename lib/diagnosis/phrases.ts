/** The causes that the words of Elasticsearch name by themselves. */
import type { Meaning } from '../wording/sentence.ts';
import { meaningOf } from '../wording/wording.ts';
import type { CauseCode } from './codes.ts';

export { apiKeyIdIn, failedGatewayIn } from '../wording/wording.ts';

/** Undefined if the words fit several causes, or no cause that the catalogue has. */
const CAUSES: Readonly<Record<Meaning, CauseCode | undefined>> = {
  'another-node-at-address': undefined,
  'api-key-expired': 'api-key-expired',
  'api-key-invalid': 'api-key-invalid',
  'api-key-invalidated': 'api-key-invalidated',
  'api-key-model-unsupported': undefined,
  'api-key-on-transport-port': 'api-key-on-transport-port',
  'api-key-refused': 'api-key-invalid',
  'api-key-wrong-type': 'api-key-wrong-type',
  'api-missing': undefined,
  'certificate-algorithm-refused': undefined,
  'certificate-chain-invalid': undefined,
  'certificate-expired': 'certificate-expired',
  'certificate-name-mismatch': 'certificate-name-mismatch',
  'certificate-not-yet-valid': undefined,
  'certificate-revoked': undefined,
  'certificate-untrusted': 'certificate-untrusted',
  'certificate-wrong-usage': undefined,
  'checker-address-filtered': undefined,
  'checker-credentials-refused': undefined,
  'client-certificate-expired': 'certificate-expired',
  'client-certificate-rejected': 'client-certificate-rejected',
  'client-certificate-required': 'client-certificate-rejected',
  'client-certificate-wrong-usage': undefined,
  'cluster-blocked': undefined,
  'cluster-name-mismatch': 'identity-changed',
  'connection-refused': 'connection-refused',
  'connection-reset': undefined,
  'connection-timed-out': 'connection-timed-out',
  'http-port': 'http-port',
  'identity-signing-failed': 'identity-signing-failed',
  'insufficient-privileges': 'insufficient-privileges',
  'license-non-compliant': 'license-non-compliant',
  'local-node-overloaded': undefined,
  'local-node-stopping': undefined,
  'local-node-without-role': undefined,
  'message-too-large': undefined,
  'name-not-resolved': 'name-not-resolved',
  'no-api-key-on-remote-server-port': 'no-api-key-on-remote-server-port',
  'no-route': 'no-route',
  'no-such-index': undefined,
  'no-such-remote': undefined,
  'not-elasticsearch': undefined,
  'operations-gone': undefined,
  'parameter-unknown': undefined,
  'plaintext-expected': 'plaintext-expected',
  'registration-invalid': undefined,
  'remote-cannot-check-keys': undefined,
  'remote-overloaded': undefined,
  'remote-server-port-misused': undefined,
  'remote-starting': undefined,
  'remote-without-action': undefined,
  'request-timed-out': undefined,
  'response-timed-out': undefined,
  'credentials-missing': undefined,
  'tls-cipher-mismatch': undefined,
  'tls-expected': undefined,
  'tls-handshake-failed': undefined,
  'tls-handshake-timed-out': undefined,
  'tls-version-mismatch': undefined,
  'trust-restrictions': undefined,
  'version-incompatible': 'version-incompatible',
  wrapper: undefined,
  'wrong-server-name': 'wrong-server-name',
};

/** The cause that a text of Elasticsearch names by itself. */
export function causeOfText(text: string): CauseCode | undefined {
  const meaning = meaningOf(text);
  return meaning === undefined ? undefined : CAUSES[meaning];
}

/** What a remote says of the certificate of the node that connects, in words or by a TLS alert. */
const ABOUT_OWN_CERTIFICATE: ReadonlySet<Meaning | undefined> = new Set([
  'certificate-expired',
  'client-certificate-expired',
  'client-certificate-rejected',
  'client-certificate-required',
  'tls-handshake-failed',
]);

/** Whether the text may be about the certificate that a local node shows. */
export function isAboutOwnCertificate(text: string): boolean {
  return ABOUT_OWN_CERTIFICATE.has(meaningOf(text));
}
