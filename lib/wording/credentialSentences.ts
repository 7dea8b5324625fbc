/** What a remote says about the credentials of a request from another cluster, and its license. */
import type { Sentence } from './sentence.ts';

/** The specific sentences stand before the vague ones. */
export const CREDENTIALS: readonly Sentence[] = [
  {
    meaning: 'no-api-key-on-remote-server-port',
    pattern: /requires? transport header \[_cross_cluster_access_credentials\] but none found/i,
    refusal: 'key-missing',
  },
  // CrossClusterAccessAuthenticationService puts the name of the header in from 9.3 on.
  {
    meaning: 'no-api-key-on-remote-server-port',
    pattern:
      /dedicated remote cluster server port require transport header \[[^\]]{0,300}\] but none found/,
    refusal: 'key-missing',
  },
  {
    meaning: 'no-api-key-on-remote-server-port',
    pattern:
      /cross cluster access header \[_cross_cluster_access_(?:credentials|subject_info)\] is required/,
  },
  {
    meaning: 'no-api-key-on-remote-server-port',
    pattern: /No cluster credentials are configured for remote cluster \[(?<alias>[^\]]{0,300})\]/,
  },
  { meaning: 'api-key-expired', pattern: /api key is expired/i, refusal: 'key-expired' },
  {
    meaning: 'api-key-invalidated',
    pattern: /api key \[(?<keyId>[^\]]{0,300})\] has been invalidated/i,
    refusal: 'key-revoked',
  },
  {
    meaning: 'api-key-wrong-type',
    pattern:
      /expected API key type of \[cross_cluster\](?:, but API key \[(?<keyId>[^\]]{0,300})\] has type \[(?<type>[^\]]{0,300})\])?/i,
    refusal: 'key-type-wrong',
  },
  // A cross-cluster API key that is sent to the HTTP port.
  { meaning: 'checker-credentials-refused', pattern: /expected API key type of \[/ },
  {
    meaning: 'api-key-invalid',
    pattern: /unable to find apikey with id (?<keyId>\S+)?/i,
    refusal: 'key-unknown',
  },
  {
    meaning: 'api-key-invalid',
    pattern: /invalid credentials for API key(?: \[(?<keyId>[^\]]{0,300})\])?/i,
    refusal: 'key-secret-wrong',
  },
  {
    meaning: 'api-key-invalid',
    pattern: /must be a valid API key credential/i,
    refusal: 'key-malformed',
  },
  { meaning: 'api-key-invalid', pattern: /invalid cross-cluster API key value/i },
  {
    meaning: 'api-key-invalid',
    pattern: /invalid ApiKey value|credentials header must start with \[ApiKey \]/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /requires certificate identity matching(?: \[(?<identity>[^\]]{0,300})\])?/i,
    refusal: 'certificate-identity-missing',
  },
  { meaning: 'identity-signing-failed', pattern: /_cross_cluster_access_signature/i },
  {
    meaning: 'identity-signing-failed',
    pattern:
      /DN from provided certificate \[(?<dn>[^\]]{0,300})\] does not match API Key certificate identity pattern \[(?<identity>[^\]]{0,300})\]/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /cross cluster api key signature/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Signature not valid without trusted certificate chain/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Provided signature does not contain any certificates/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Cannot verify signed cross-cluster headers/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Failed to sign cross cluster headers/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Failed to (?:decode signature|load (?:signing|trust) config)/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Cannot find a signing key in|multiple signing keys/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /has no accepted certificate issuers/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Failed to update signing settings/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Keystore exception while reloading signing configuration/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Key config missing certificate chain|uses unsupported key algorithm type/,
  },
  {
    meaning: 'identity-signing-failed',
    pattern: /Cannot create key manager for key/,
  },
  {
    meaning: 'license-non-compliant',
    pattern: /licen[sc]e is non-compliant(?: for \[(?<feature>[^\]]{0,300})\])?/i,
    refusal: 'license',
  },
  {
    meaning: 'license-non-compliant',
    pattern:
      /license (?:mode \[[^\]]{0,300}\] )?on cluster \[[^\]]{0,300}\] (?:does not enable|is not active)/,
  },
  {
    meaning: 'license-non-compliant',
    pattern: /could not determine the license type for cluster|license info is missing for cluster/,
  },
  {
    meaning: 'remote-cannot-check-keys',
    pattern: /apikey authentication for id (?<keyId>\S+) encountered a failure/,
  },
  {
    meaning: 'remote-cannot-check-keys',
    pattern: /server is too busy to respond|rejecting possibly valid API key authentication/,
  },
  {
    meaning: 'remote-cannot-check-keys',
    pattern:
      /at least one (?:primary|search) shard for the index \[(?<index>[^\]]{0,300})\] is unavailable/,
  },
  { meaning: 'remote-cannot-check-keys', pattern: /No shard available for \[get \[\.security/ },
  {
    meaning: 'remote-cannot-check-keys',
    pattern: /timed out waiting for security index \[[^\]]{0,300}\] to become available/,
  },
  {
    meaning: 'remote-cannot-check-keys',
    pattern: /Cluster state has not been recovered yet/,
  },
  {
    meaning: 'remote-cannot-check-keys',
    pattern: /is not available in cluster state, cannot write/,
  },
  {
    meaning: 'remote-cannot-check-keys',
    pattern: /Security features relying on the index will not be available/,
  },
  {
    meaning: 'remote-cannot-check-keys',
    pattern: /security index does not exist$/,
  },
  { meaning: 'remote-cannot-check-keys', pattern: /api keys are not enabled/ },
  {
    meaning: 'credentials-missing',
    pattern: /missing authentication credentials for action(?: \[(?<action>[^\]]{0,300})\])?/,
    refusal: 'credentials-missing',
  },
  {
    meaning: 'credentials-missing',
    pattern: /^action \[(?<action>[^\]]{0,300})\] requires authentication/,
  },
  {
    meaning: 'checker-credentials-refused',
    pattern:
      /(?:unable to authenticate user \[[^\]]{0,300}\]|missing authentication (?:credentials|token)) for REST request/,
  },
  {
    meaning: 'checker-credentials-refused',
    pattern:
      /unable to authenticate with provided credentials and anonymous access is not allowed for this request/,
  },
  {
    meaning: 'api-key-refused',
    pattern: /unable to authenticate user \[(?<keyId>[^\]]{0,300})/i,
    refusal: 'unauthenticated',
  },
  {
    meaning: 'api-key-refused',
    pattern: /error attempting to authenticate request/i,
    refusal: 'unauthenticated',
  },
  {
    meaning: 'api-key-refused',
    pattern: /failed to authenticate cross cluster credentials/,
  },
  {
    meaning: 'api-key-refused',
    pattern: /Failed to authenticate cross cluster access/,
  },
  {
    meaning: 'api-key-refused',
    pattern: /API key service terminated authentication|Authentication using apikey failed - /,
  },
  {
    meaning: 'api-key-on-transport-port',
    pattern: /action \[cluster:internal\/remote_cluster\/handshake\] is unauthorized/,
  },
  {
    meaning: 'api-key-on-transport-port',
    pattern:
      /remote cluster handshake (?:action requires channel profile|can only be sent through RCS)/,
  },
  {
    meaning: 'insufficient-privileges',
    pattern: /no remote (?:indices|cluster) privileges apply/i,
  },
  {
    meaning: 'insufficient-privileges',
    pattern: /(?:action \[(?<action>[^\]]{0,300})\] .*)?is unauthorized (?:for|to run as) /i,
  },
  {
    meaning: 'insufficient-privileges',
    pattern: /this action is granted by the (?:cluster|index) privileges/,
  },
  {
    meaning: 'insufficient-privileges',
    pattern: /because it requires operator privileges/,
  },
  { meaning: 'insufficient-privileges', pattern: /is not covered by any regular index privilege/ },
  {
    meaning: 'api-key-model-unsupported',
    pattern:
      /indicate cross cluster access headers should be sent but target cluster version \[(?<version>[^\]]{0,300})\]/,
  },
  {
    meaning: 'api-key-model-unsupported',
    pattern: /to support cross cluster requests through the dedicated remote cluster port/,
  },
  {
    meaning: 'remote-server-port-misused',
    pattern:
      /is not allowed for cross cluster requests through the dedicated remote cluster server port/,
  },
  {
    meaning: 'remote-server-port-misused',
    pattern:
      /initial authentication for cross cluster access (?:cannot be run-as|must be by API key)/,
  },
  {
    meaning: 'remote-server-port-misused',
    pattern: /nested cross cluster access is not supported|cannot itself be cross cluster access/,
  },
  {
    meaning: 'remote-server-port-misused',
    pattern: /received cross cluster request from an unexpected internal user/,
  },
];
