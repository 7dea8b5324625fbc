/** Texts as nodes print them, with what they mean: from recordings, public reports and the JDK. */
import type { Meaning } from '../../lib/wording/sentence.ts';

const SUBJECT = 'CN=es-0.node.archive.cluster.scope';

export const SAID: readonly (readonly [meaning: Meaning, text: string])[] = [
  [
    'another-node-at-address',
    '[es-1][10.0.0.1:9300] handshake failed. unexpected remote node {es-2}{b}{c}{es-2}{10.0.0.1}{10.0.0.1:9300}{dim}{8.19.21}',
  ],
  [
    'another-node-at-address',
    '[es-1][10.0.0.1:9300] Connecting to [10.0.0.1:9300] failed: expected to connect to [{es-1}{a}] but found [{es-2}{c}] instead. Ensure that each node has its own distinct publish address',
  ],
  ['api-key-expired', 'API key: api key is expired'],
  ['api-key-invalid', 'unable to find apikey with id 9KghCqIBPJKsa1rmc-0v'],
  ['api-key-invalid', 'invalid credentials for API key [9KghCqIBPJKsa1rmc-0v]'],
  [
    'api-key-invalid',
    'cross cluster access header [_cross_cluster_access_credentials] value must be a valid API key credential',
  ],
  ['api-key-invalidated', 'API key: api key [9KghCqIBPJKsa1rmc-0v] has been invalidated'],
  [
    'api-key-on-transport-port',
    'action [cluster:internal/remote_cluster/handshake] is unauthorized for user [_anonymous] with effective roles [viewer]',
  ],
  [
    'api-key-refused',
    'unable to authenticate user [9KghCqIBPJKsa1rmc-0v] for action [cluster:internal/remote_cluster/handshake]',
  ],
  [
    'api-key-wrong-type',
    'authentication expected API key type of [cross_cluster], but API key [9KghCqIBPJKsa1rmc-0v] has type [rest]',
  ],
  ['http-port', 'invalid internal transport message format, got (48,54,54,50)'],
  ['tls-expected', 'invalid internal transport message format, got (15,3,3,0)'],
  ['api-missing', "Invalid index name [_license], must not start with '_'."],
  ['certificate-algorithm-refused', 'Certificates do not conform to algorithm constraints'],
  [
    'certificate-algorithm-refused',
    'Algorithm constraints check failed on signature algorithm: SHA1withRSA',
  ],
  ['certificate-chain-invalid', 'basic constraints check failed: this is not a CA certificate'],
  [
    'certificate-chain-invalid',
    'basic constraints check failed: pathLenConstraint violated - this cert must be the last cert in the certification path',
  ],
  [
    'certificate-expired',
    '(certificate_expired) PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed',
  ],
  ['certificate-expired', 'NotAfter: Fri Jan 01 00:00:00 UTC 2021'],
  [
    'certificate-name-mismatch',
    '(certificate_unknown) No subject alternative names matching IP address 127.0.0.1 found',
  ],
  ['certificate-name-mismatch', 'No subject alternative DNS name matching es.example.com found.'],
  ['certificate-name-mismatch', 'No name matching es.example.com found'],
  ['certificate-name-mismatch', 'No subject alternative name matching found'],
  ['certificate-not-yet-valid', 'NotBefore: Sat Jan 01 00:00:00 UTC 2028'],
  [
    'certificate-revoked',
    'Certificate has been revoked, reason: KEY_COMPROMISE, revocation date: Mon Jan 05 10:00:00 UTC 2026',
  ],
  [
    'certificate-untrusted',
    '(certificate_unknown) PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
  ],
  [
    'certificate-untrusted',
    'PKIX path validation failed: java.security.cert.CertPathValidatorException: Path does not chain with any of the trust anchors',
  ],
  ['certificate-untrusted', 'signature check failed'],
  [
    'certificate-wrong-usage',
    'Extended key usage does not permit use for TLS server authentication',
  ],
  [
    'checker-address-filtered',
    'Forbidden due to traffic filtering. Please see the Elastic documentation on Traffic Filtering for more information.',
  ],
  [
    'checker-credentials-refused',
    'unable to authenticate user [elastic] for REST request [/_remote/info]',
  ],
  ['checker-credentials-refused', 'missing authentication token for REST request [/]'],
  ['client-certificate-expired', 'Received fatal alert: certificate_expired'],
  ['client-certificate-rejected', '(bad_certificate) Received fatal alert: bad_certificate'],
  ['client-certificate-rejected', 'Received fatal alert: unknown_ca'],
  ['client-certificate-required', 'Received fatal alert: certificate_required'],
  ['client-certificate-wrong-usage', 'Received fatal alert: unsupported_certificate'],
  ['cluster-blocked', 'blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];'],
  [
    'cluster-name-mismatch',
    'handshake with [{dr#10.0.0.1:9300}{T0}] failed: remote cluster name [billing] does not match expected remote cluster name [archive]',
  ],
  [
    'cluster-name-mismatch',
    '[dr#10.0.0.1:9300][10.0.0.1:9300] handshake failed. unexpected remote cluster name Cluster [billing]',
  ],
  ['connection-refused', 'Connection refused: localhost/127.0.0.2:9300'],
  ['connection-refused', 'syscall:connect(..) failed: Connection refused: /10.0.0.1:9300'],
  ['connection-reset', 'handshake failed because connection reset'],
  ['connection-reset', 'syscall:read(..) failed: Connection reset by peer'],
  ['connection-reset', 'Broken pipe'],
  ['connection-reset', '[es-1][10.0.0.1:9300][indices:data/read/search] disconnected'],
  ['connection-timed-out', '[][10.0.0.1:9300] connect_timeout[30s]'],
  ['connection-timed-out', 'connection timed out after 30000 ms: /10.0.0.1:9300'],
  ['connection-timed-out', '[][10.0.0.1:9300] handshake_timeout[10s]'],
  [
    'credentials-missing',
    'missing authentication credentials for action [internal:transport/handshake]',
  ],
  ['http-port', 'not an SSL/TLS record: 485454502f312e302034303020426164'],
  [
    'http-port',
    'received HTTP response on transport port, ensure that transport port (not HTTP port) of a remote node is specified in the configuration',
  ],
  [
    'identity-signing-failed',
    'Transport request header [_cross_cluster_access_signature] is not allowed for cross cluster requests through the dedicated remote cluster server port',
  ],
  [
    'insufficient-privileges',
    'action [indices:data/read/search] towards remote cluster is unauthorized for user [x] with assigned roles [r] because no remote indices privileges apply for the target cluster',
  ],
  [
    'license-non-compliant',
    'current license is non-compliant for [advanced-remote-cluster-security]',
  ],
  ['local-node-without-role', 'node [x-norole] does not have the [remote_cluster_client] role'],
  [
    'local-node-without-role',
    'node [x-norole] does not have the remote cluster client role enabled',
  ],
  ['name-not-resolved', 'unknown host [no-such-host.invalid]'],
  ['name-not-resolved', 'no-such-host.invalid: Name or service not known'],
  ['name-not-resolved', 'unknown host'],
  ['name-not-resolved', 'es.invalid: No address associated with hostname'],
  ['name-not-resolved', 'es.invalid: nodename nor servname provided, or not known'],
  ['name-not-resolved', 'es.invalid: Temporary failure in name resolution'],
  [
    'no-api-key-on-remote-server-port',
    'Cross cluster requests through the dedicated remote cluster server port require transport header [_cross_cluster_access_credentials] but none found. Please ensure you have configured remote cluster credentials on the cluster originating the request.',
  ],
  ['no-route', 'No route to host: /10.0.0.1:9300'],
  ['no-route', 'Network is unreachable'],
  ['no-such-index', 'no such index [orders]'],
  ['no-such-remote', 'no such remote cluster: [prod2]'],
  [
    'operations-gone',
    'Operations are no longer available for replicating. Existing retention leases [[]]; maybe increase the retention lease period setting [index.soft_deletes.retention_lease.period]?',
  ],
  ['not-elasticsearch', 'invalid internal transport message format, got (53,53,48,2d)'],
  [
    'parameter-unknown',
    'request [/_resolve/cluster/*:*] contains unrecognized parameter: [timeout]',
  ],
  ['plaintext-expected', 'not an SSL/TLS record: 4553000000170000000000000000'],
  [
    'registration-invalid',
    'remote hosts need to be configured as [host:port], found [es-1] instead',
  ],
  [
    'remote-cannot-check-keys',
    'API key: apikey authentication for id 9KghCqIBPJKsa1rmc-0v encountered a failure',
  ],
  [
    'remote-cannot-check-keys',
    'No shard available for [get [.security-7][api_key_9KghCqIBPJKsa1rmc-0v]: routing [null]]',
  ],
  [
    'remote-overloaded',
    '[parent] Data too large, data for [<transport_request>] would be [16400000000/15.2gb], which is larger than the limit of [16320875724/15.1gb]',
  ],
  [
    'remote-overloaded',
    'rejected execution of TimedRunnable{original=x} on TaskExecutionTimeTrackingEsThreadPoolExecutor[name = es-1/search]',
  ],
  ['remote-without-action', 'No handler for action [cluster:internal/remote_cluster/nodes]'],
  ['request-timed-out', 'Request timed out before receiving a response from the remote cluster'],
  [
    'response-timed-out',
    '[es-1][10.0.0.1:9300][cluster:monitor/state] request_id [17] timed out after [30031ms]',
  ],
  ['tls-cipher-mismatch', 'no cipher suites in common'],
  [
    'tls-expected',
    'SSL/TLS request received but SSL/TLS is not enabled on this node, got (15,3,3,0)',
  ],
  ['tls-handshake-failed', 'Received fatal alert: handshake_failure'],
  ['tls-handshake-timed-out', 'handshake timed out after 10000ms'],
  ['tls-version-mismatch', 'Received fatal alert: protocol_version'],
  [
    'tls-version-mismatch',
    'The server selected protocol version TLS10 is not accepted by client preferences [TLS13, TLS12]',
  ],
  [
    'trust-restrictions',
    `Certificate for ${SUBJECT} with fields [subjectAltName.otherName.commonName] with values [es-0.node.archive.cluster.scope] does not match the trusted names [*.node.*.cluster.other.scope.account]`,
  ],
  [
    'trust-restrictions',
    `Certificate for ${SUBJECT} does not match the trusted names [*.other.scope.account]`,
  ],
  [
    'version-incompatible',
    'Received message from unsupported version: [7.17.29] minimal compatible version is: [8.19.0]',
  ],
  [
    'version-incompatible',
    'remote node version [8.14.3] is incompatible with local node version [9.5.3]',
  ],
  ['wrapper', 'Unable to connect to [remote_b]'],
  ['wrapper', '[][127.0.0.1:9300] connect_exception'],
  ['wrapper', '[dr#10.0.0.1:9300][10.0.0.1:9300] general node connection failure'],
  ['wrapper', '[es-1][10.0.0.1:9300][indices:data/read/search]'],
  ['wrapper', 'General SSLEngine problem'],
  ['wrong-server-name', 'Received fatal alert: unrecognized_name'],
];
