/** The causes that the words of Elasticsearch name by themselves. */
import type { Meaning } from '../wording/sentence.ts';
import { meaningOf } from '../wording/wording.ts';
import type { CauseCode } from './codes.ts';

export { apiKeyIdIn, failedGatewayIn } from '../wording/wording.ts';

/** Undefined if the words fit several causes, or no cause that the catalogue has. */
const CAUSES: Readonly<Record<Meaning, CauseCode | undefined>> = {
  'another-node-at-address': 'another-node-at-publish-address',
  'api-key-expired': 'api-key-expired',
  'api-key-invalid': 'api-key-invalid',
  'api-key-invalidated': 'api-key-invalidated',
  'api-key-model-unsupported': 'api-key-model-unsupported',
  'api-key-on-transport-port': 'api-key-on-transport-port',
  'api-key-refused': 'api-key-invalid',
  'api-key-wrong-type': 'api-key-wrong-type',
  'api-missing': undefined,
  'certificate-algorithm-refused': 'certificate-algorithm-refused',
  'certificate-chain-invalid': 'certificate-chain-invalid',
  'certificate-expired': 'certificate-expired',
  'certificate-name-mismatch': 'certificate-name-mismatch',
  'certificate-not-yet-valid': 'certificate-not-yet-valid',
  'certificate-revoked': 'certificate-revoked',
  'certificate-untrusted': 'certificate-untrusted',
  'certificate-wrong-usage': 'certificate-wrong-usage',
  'checker-address-filtered': 'checker-address-filtered',
  'checker-credentials-refused': 'checker-credentials-refused',
  'client-certificate-expired': 'client-certificate-expired',
  'client-certificate-rejected': 'client-certificate-rejected',
  'client-certificate-required': 'client-certificate-required',
  'client-certificate-wrong-usage': 'client-certificate-wrong-usage',
  'cluster-blocked': 'cluster-blocked',
  'cluster-name-mismatch': 'identity-changed',
  'connection-refused': 'connection-refused',
  // Stands for TLS on one side only, other versions and closed ports: weaker than the wire.
  'connection-reset': undefined,
  'connection-timed-out': 'connection-timed-out',
  'http-port': 'http-port',
  'identity-signing-failed': 'identity-signing-failed',
  'insufficient-privileges': 'insufficient-privileges',
  'license-non-compliant': 'license-non-compliant',
  'local-node-overloaded': 'local-cluster-overloaded',
  'local-node-stopping': 'local-node-stopping',
  'local-node-without-role': undefined,
  'message-too-large': 'message-too-large',
  'name-not-resolved': 'name-not-resolved',
  'no-api-key-on-remote-server-port': 'no-api-key-on-remote-server-port',
  'no-route': 'no-route',
  'no-such-index': undefined,
  'no-such-remote': undefined,
  'not-elasticsearch': 'not-elasticsearch',
  'operations-gone': undefined,
  'parameter-unknown': undefined,
  'plaintext-expected': 'plaintext-expected',
  'registration-invalid': undefined,
  'remote-cannot-check-keys': 'remote-cannot-check-keys',
  'remote-overloaded': 'remote-overloaded',
  'remote-server-port-misused': 'remote-server-port-misused',
  'remote-starting': 'remote-starting',
  'remote-without-action': undefined,
  'request-timed-out': undefined,
  'response-timed-out': 'response-timed-out',
  'credentials-missing': 'security-differs',
  'tls-cipher-mismatch': 'tls-cipher-mismatch',
  'tls-expected': 'tls-expected',
  'tls-handshake-failed': 'tls-handshake-failed',
  'tls-handshake-timed-out': 'silent-peer',
  'tls-version-mismatch': 'tls-version-mismatch',
  'trust-restrictions': 'trust-restrictions',
  'version-incompatible': 'version-incompatible',
  wrapper: undefined,
  'wrong-server-name': 'wrong-server-name',
};

/** What Java says around the reason why it refuses a certificate. */
const CERTIFICATE_REASONS: readonly Meaning[] = [
  'certificate-algorithm-refused',
  'certificate-chain-invalid',
  'certificate-expired',
  'certificate-name-mismatch',
  'certificate-not-yet-valid',
  'certificate-revoked',
  'certificate-wrong-usage',
  'trust-restrictions',
];

/** A text around another one only sums it up: the inner one is the cause. */
const SUMS_UP: Partial<Record<Meaning, readonly Meaning[]>> = {
  'certificate-untrusted': CERTIFICATE_REASONS,
  'certificate-expired': ['certificate-not-yet-valid'],
  'api-key-refused': [
    'api-key-expired',
    'api-key-invalid',
    'api-key-invalidated',
    'api-key-wrong-type',
    'identity-signing-failed',
    'remote-cannot-check-keys',
    'remote-overloaded',
  ],
  'tls-handshake-failed': ['tls-version-mismatch', 'tls-cipher-mismatch'],
};

/** The cause that a meaning names, unless a text inside of it says it better. */
export function causeOfMeaning(
  meaning: Meaning | undefined,
  inside: readonly (Meaning | undefined)[] = [],
): CauseCode | undefined {
  if (meaning === undefined) return undefined;
  const isSummary = SUMS_UP[meaning]?.some((one) => inside.includes(one)) === true;
  return isSummary ? undefined : CAUSES[meaning];
}

/** The cause that a text of Elasticsearch names by itself. */
export function causeOfText(text: string): CauseCode | undefined {
  return causeOfMeaning(meaningOf(text));
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
