/** One sentence of Elasticsearch, of netty or of the JDK, and what it means. */
import type { RefusalKind } from '../result/sniff.ts';

/**
 * What a text says is wrong. Most are causes by themselves. `wrapper`: only that something below it
 * went wrong. `checker-…`: the checker's own access to the local cluster, which says nothing about
 * the remote.
 */
export type Meaning =
  | 'another-node-at-address'
  | 'api-key-expired'
  | 'api-key-invalid'
  | 'api-key-invalidated'
  | 'api-key-model-unsupported'
  | 'api-key-on-transport-port'
  | 'api-key-refused'
  | 'api-key-wrong-type'
  | 'api-missing'
  | 'certificate-algorithm-refused'
  | 'certificate-chain-invalid'
  | 'certificate-expired'
  | 'certificate-name-mismatch'
  | 'certificate-not-yet-valid'
  | 'certificate-revoked'
  | 'certificate-untrusted'
  | 'certificate-wrong-usage'
  | 'checker-address-filtered'
  | 'checker-credentials-refused'
  | 'client-certificate-expired'
  | 'client-certificate-rejected'
  | 'client-certificate-required'
  | 'client-certificate-wrong-usage'
  | 'cluster-blocked'
  | 'cluster-name-mismatch'
  | 'connection-refused'
  | 'connection-reset'
  | 'connection-timed-out'
  | 'http-port'
  | 'identity-signing-failed'
  | 'insufficient-privileges'
  | 'license-non-compliant'
  | 'local-node-overloaded'
  | 'local-node-stopping'
  | 'local-node-without-role'
  | 'message-too-large'
  | 'name-not-resolved'
  | 'no-api-key-on-remote-server-port'
  | 'no-route'
  | 'no-such-index'
  | 'no-such-remote'
  | 'not-elasticsearch'
  | 'operations-gone'
  | 'parameter-unknown'
  | 'plaintext-expected'
  | 'registration-invalid'
  | 'remote-cannot-check-keys'
  | 'remote-overloaded'
  | 'remote-server-port-misused'
  | 'remote-starting'
  | 'remote-without-action'
  | 'request-timed-out'
  | 'response-timed-out'
  | 'credentials-missing'
  | 'tls-cipher-mismatch'
  | 'tls-expected'
  | 'tls-handshake-failed'
  | 'tls-handshake-timed-out'
  | 'tls-version-mismatch'
  | 'trust-restrictions'
  | 'version-incompatible'
  | 'wrapper'
  | 'wrong-server-name';

export interface Sentence {
  readonly meaning: Meaning;
  /** Named groups hold the values that Elasticsearch puts into the text. */
  readonly pattern: RegExp;
  /** A remote that answers so refuses the request of a sniffing node, for this reason. */
  readonly refusal?: RefusalKind;
}
