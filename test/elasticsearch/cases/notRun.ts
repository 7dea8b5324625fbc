/** Why a cause is not shown by real clusters; testedWith.ts holds it complete. */
import type { CauseCode } from '../../../lib/diagnosis/codes.ts';

const WITHOUT_CCR = 'the module of cross-cluster replication is not published as a library';
const WITHOUT_DNS = 'the lab has no name server whose answers it could change';
const MOMENT = 'a node says so for some milliseconds only';

/** What foresight.test.ts expects, and no case of the matrix. */
export const FORESEEN = [
  'cluster-replaced',
  'certificate-issuer-changed',
  'single-connection',
  'sniff-to-managed-service',
  'unusual-port',
] as const satisfies readonly CauseCode[];

export const NOT_RUN: Partial<Record<CauseCode, string>> = {
  'replication-stopped': WITHOUT_CCR,
  'replication-lagging': WITHOUT_CCR,
  'replication-paused': WITHOUT_CCR,
  'auto-follow-failing': WITHOUT_CCR,
  'address-moved': WITHOUT_DNS,
  'unstable-endpoint': WITHOUT_DNS,
  'proxy-sockets-low': 'Elasticsearch 9.5.3 opens all of its sockets to a proxy or none',
  'gateways-behind-nat': 'the loopback interface has no NAT in between',
  'node-lists-differ': 'a node would have to come or go between two requests of one check',
  'message-too-large': 'it takes an answer of 30 % of the heap',
  'response-timed-out': 'only requests with a timeout of their own, such as pings, say so',
  'cluster-blocked': 'a remote that blocks searches still answers _resolve/cluster',
  'remote-starting': MOMENT,
  'local-node-stopping': MOMENT,
  'remote-server-port-misused': 'the checker sends no request through two remotes in a row',
  'api-key-model-unsupported': 'no release before 8.10 was published with security',
  'insufficient-privileges': 'what the checker may not ask is checker-not-authorized instead',
  'license-expired': 'a license of the lab lasts for 30 days from the start of its cluster',
  'client-certificate-wrong-usage': 'the JDK says certificate_unknown, which names no usage',
  'certificate-revoked': 'Elasticsearch reads no revocation lists',
  'tls-cipher-mismatch': 'both JDK and OpenSSL say handshake_failure, which names no ciphers',
  'checker-address-filtered': 'only Elastic Cloud has such filters in front',
  'unsupported-product': 'what it is about is not Elasticsearch',
  'request-not-repeated': 'each case is a first check, without a memory of an earlier one',
  'address-filtered':
    'the checker and the nodes of the lab share one address, so no filter can tell them apart',
  'checker-network-lost': 'it is about the canary of the checker and no cluster',
  'registration-removed': 'no check finds it: alerts end incidents with it',
  'access-unusable': 'the registry is refused before any cluster is asked',
  'deadline-passed': 'test/check.limits.test.ts tries deadlines against simulated clusters',
  'check-failed': 'it would be a bug of the checker',
};
