/** What the JDK, netty and Elasticsearch say when a TLS handshake fails. */
import type { Sentence } from './sentence.ts';

/**
 * The node that connects says "(alert) reason", or a reason alone, about the certificate of the
 * remote. "Received fatal alert" is what the remote says about the node that connects.
 */
export const TLS: readonly Sentence[] = [
  {
    meaning: 'trust-restrictions',
    pattern: /Certificate for (?<subject>.*?) with fields .* does not match the trusted names/,
  },
  {
    meaning: 'trust-restrictions',
    pattern: /does not match the trusted names/,
  },
  { meaning: 'client-certificate-expired', pattern: /fatal alert: certificate_expired/ },
  { meaning: 'certificate-not-yet-valid', pattern: /^NotBefore: (?<from>.+)?/ },
  { meaning: 'certificate-expired', pattern: /^NotAfter: (?<until>.+)?/ },
  {
    meaning: 'certificate-expired',
    pattern: /certificate_expired|validity check failed|^Certificate expired$/i,
  },
  {
    meaning: 'certificate-algorithm-refused',
    pattern: /Algorithm constraints check failed|Constraints: failed (?:algorithm|key size)/,
  },
  {
    meaning: 'certificate-algorithm-refused',
    pattern: /not? conform to algorithm constraints|Certificate signature algorithm disabled/,
  },
  {
    meaning: 'client-certificate-wrong-usage',
    pattern: /Extended key usage does not permit use for TLS client authentication/,
  },
  {
    meaning: 'client-certificate-wrong-usage',
    pattern: /cert type does not permit use for SSL client/,
  },
  {
    meaning: 'certificate-wrong-usage',
    pattern: /Extended key usage does not permit use for TLS server authentication/,
  },
  {
    meaning: 'certificate-wrong-usage',
    pattern: /cert type does not permit use for SSL server/,
  },
  {
    meaning: 'certificate-wrong-usage',
    pattern: /KeyUsage does not allow (?:digital signatures|key agreement|key encipherment)/,
  },
  { meaning: 'certificate-wrong-usage', pattern: /End entity certificate extension check failed/ },
  {
    meaning: 'certificate-revoked',
    pattern: /Certificate has been revoked|fatal alert: certificate_revoked/,
  },
  {
    meaning: 'certificate-chain-invalid',
    pattern: /this is not a CA certificate|keyCertSign bit is not set/,
  },
  {
    meaning: 'certificate-chain-invalid',
    pattern: /does not have keyCertSign bit|" is not a CA certificate/,
  },
  {
    meaning: 'certificate-chain-invalid',
    pattern: /pathLenConstraint violated|subject\/issuer name chaining/,
  },
  {
    meaning: 'certificate-chain-invalid',
    pattern: /Certificate chaining error|CA certificate extension check failed/,
  },
  {
    meaning: 'certificate-chain-invalid',
    pattern: /check failed: empty\/null issuer DN|unrecognized critical extension\(s\)/,
  },
  {
    meaning: 'certificate-chain-invalid',
    pattern: /unsupported critical extensions/,
  },
  {
    meaning: 'certificate-untrusted',
    pattern: /PKIX path building failed|unable to find valid certification path/i,
  },
  {
    meaning: 'certificate-untrusted',
    pattern: /No trusted certificate found/,
  },
  {
    meaning: 'certificate-untrusted',
    pattern: /Path does not chain with any of the trust anchors|Untrusted certificate/,
  },
  {
    meaning: 'certificate-untrusted',
    pattern: /signature (?:check|validation) failed|TrustAnchor with subject/,
  },
  {
    meaning: 'certificate-untrusted',
    pattern: /anchored by a distrusted legacy/,
  },
  { meaning: 'certificate-untrusted', pattern: /PKIX path validation failed/ },
  {
    meaning: 'certificate-name-mismatch',
    pattern: /No subject alternative DNS name matching (?<name>\S+)?/i,
  },
  {
    meaning: 'certificate-name-mismatch',
    pattern: /No name matching (?<commonName>\S+)?/i,
  },
  {
    meaning: 'certificate-name-mismatch',
    pattern: /No subject alternative names matching IP address (?<ip>\S+)?/i,
  },
  {
    meaning: 'certificate-name-mismatch',
    pattern: /No subject alternative names? (?:matching|present)/i,
  },
  {
    meaning: 'certificate-name-mismatch',
    pattern: /^Certificate domain name has illegal|^Illegal given domain name: /,
  },
  {
    meaning: 'certificate-name-mismatch',
    pattern: /^Hostname or IP address is undefined/,
  },
  { meaning: 'wrong-server-name', pattern: /unrecognized_name/i },
  {
    meaning: 'client-certificate-required',
    pattern: /fatal alert: certificate_required|Empty client certificate chain/,
  },
  {
    meaning: 'client-certificate-required',
    pattern: /No certificate presented/,
  },
  { meaning: 'client-certificate-wrong-usage', pattern: /fatal alert: unsupported_certificate/ },
  {
    meaning: 'client-certificate-rejected',
    pattern: /fatal alert: (?:bad_certificate|certificate_unknown|unknown_ca)/i,
  },
  {
    meaning: 'client-certificate-rejected',
    pattern:
      /fatal alert: (?:access_denied|no_certificate|certificate_unobtainable|bad_certificate_\w+)/,
  },
  {
    meaning: 'tls-version-mismatch',
    pattern: /fatal alert: protocol_version|fatal alert: inappropriate_fallback/,
  },
  {
    meaning: 'tls-version-mismatch',
    pattern: /No appropriate protocol|selected protocol version (?<selected>\S+)?/,
  },
  {
    meaning: 'tls-version-mismatch',
    pattern: /is not accepted by client preferences/,
  },
  {
    meaning: 'tls-version-mismatch',
    pattern: /Client requested protocol|client supported protocol versions/,
  },
  {
    meaning: 'tls-version-mismatch',
    pattern: /are not accepted by server preferences/,
  },
  {
    meaning: 'tls-version-mismatch',
    pattern: /is not enabled or supported in server context/,
  },
  {
    meaning: 'tls-version-mismatch',
    pattern: /that protocol version is not enabled or not supported by the client/,
  },
  {
    meaning: 'tls-version-mismatch',
    pattern: /Unsupported protocol version: |Server chose |SSLv2|SSL V?v?2\.0/,
  },
  {
    meaning: 'tls-version-mismatch',
    pattern: /protocol version downgrade attack/,
  },
  {
    meaning: 'tls-cipher-mismatch',
    pattern: /no cipher suites in common|No appropriate cipher suite/,
  },
  {
    meaning: 'tls-cipher-mismatch',
    pattern: /No negotiable cipher suite|fatal alert: insufficient_security/,
  },
  { meaning: 'http-port', pattern: /not an SSL\/TLS record: 48545450/i },
  { meaning: 'http-port', pattern: /received HTTP response on transport port/ },
  { meaning: 'plaintext-expected', pattern: /not an SSL\/TLS record/i },
  {
    meaning: 'plaintext-expected',
    pattern: /Unsupported or unrecognized SSL message|plaintext connection\?/,
  },
  {
    meaning: 'tls-expected',
    pattern: /SSL\/TLS request received but SSL\/TLS is not enabled on this node/,
  },
  { meaning: 'tls-handshake-timed-out', pattern: /^handshake timed out after /i },
  {
    meaning: 'tls-handshake-failed',
    pattern: /fatal alert: (?<alert>[a-z_]+)|Received fatal close_notify alert/,
  },
  {
    meaning: 'connection-reset',
    pattern: /Connection closed while SSL\/TLS handshake was in progress/,
  },
  {
    meaning: 'connection-reset',
    pattern: /close_notify during handshake/,
  },
  {
    meaning: 'connection-reset',
    pattern: /SSLEngine closed already|SslHandler removed before handshake completed/,
  },
  {
    meaning: 'connection-reset',
    pattern: /closing inbound before receiving peer's close_notify/,
  },
];
