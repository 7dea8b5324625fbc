/** Kinds of failure in the words of Elasticsearch or of a proxy: cause, title, evidence, and fix. */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../lib/result/instructions.ts';
import { judge } from './canned.ts';

interface Right {
  readonly verdict: string;
  /** In title or evidence. */
  readonly says: RegExp;
  readonly fix: RegExp;
  readonly notFix?: RegExp;
  /** Causes that are not to stand beside it. */
  readonly without?: readonly string[];
}

const keysUnchecked = (says: RegExp): Right => ({
  verdict: 'failing remote-cannot-check-keys',
  says,
  fix: /\.security.*Do not replace the key/s,
  notFix: /cross_cluster\/api_key/,
});
const http = (status: number, fix: RegExp): Right => ({
  verdict: 'unknown local-http-error',
  says: new RegExp(`HTTP ${status} to GET /`),
  fix,
  notFix: /_security\/role/,
});

const RIGHT: Readonly<Record<string, Right>> = {
  'link-none-opened': {
    verdict: 'failing no-gateway-connected',
    says: /Unable to open any connections to remote cluster \[dr\]/,
    fix: /publish/,
    without: ['no-eligible-gateway'],
  },
  'link-proxy-none-opened': {
    verdict: 'failing connection-timed-out',
    says: /\[\]\[127\.0\.0\.1:9300\] connect_timeout/,
    fix: /Open 127\.0\.0\.1:9300 for the local nodes/,
  },
  'link-seed-mentions-gateway': {
    verdict: 'failing gateways-unreachable',
    says: /es-remote-9 publishes 10\.99\.0\.9:9300/,
    fix: /proxy.*publish_host/s,
    without: ['no-eligible-gateway'],
  },
  'key-no-shard': keysUnchecked(/No shard available/),
  'key-pool-full': keysUnchecked(/security-crypto/),
  'key-unavailable-shards': keysUnchecked(/at least one primary shard/),
  'key-wrong-secret': {
    verdict: 'failing api-key-invalid',
    says: /invalid credentials for API key/,
    fix: /First see whether the remote lists the key.*elasticsearch-keystore/s,
  },
  'port-key-on-transport': {
    verdict: 'failing api-key-on-transport-port',
    says: /missing authentication credentials/,
    fix: /127\.0\.0\.1:9443/,
    notFix: /<host>/,
  },
  'port-anonymous': {
    verdict: 'failing api-key-on-transport-port',
    says: /unauthorized for user \[anonymous_user\]/,
    fix: /127\.0\.0\.1:9443/,
    notFix: /_security\/role/,
  },
  'file-old-ca-truststore': {
    verdict: 'healthy healthy',
    says: /request passes/,
    fix: /Nothing to do/,
    without: ['certificate-expired', 'client-certificate-expired'],
  },
  'file-own-expired-alert': {
    verdict: 'failing client-certificate-expired',
    says: /certs\/node\.p12.*certificate_expired/,
    fix: /On the local nodes, replace the certificate/,
  },
  'file-own-expired-bad-cert': {
    verdict: 'failing client-certificate-expired',
    says: /certs\/node\.p12.*bad_certificate/,
    fix: /On the local nodes, replace the certificate/,
  },
  'rights-replication-key': {
    verdict: 'healthy healthy',
    says: /request passes/,
    fix: /Nothing to do/,
    without: ['checker-not-authorized'],
  },
  'rights-user-without-remote-privileges': {
    verdict: 'unknown checker-not-authorized',
    says: /no remote indices privileges apply/,
    fix: /remote_indices/,
    without: ['api-key-without-search', 'insufficient-privileges'],
  },
  'tls-not-before': {
    verdict: 'failing certificate-not-yet-valid',
    says: /valid only from Sat Jan 01 00:00:00 UTC 2028/,
    fix: /clock/,
    without: ['certificate-expired', 'certificate-untrusted'],
  },
  'tls-eku-server': {
    verdict: 'failing certificate-wrong-usage',
    says: /does not permit use for TLS server authentication/,
    fix: /serverAuth and clientAuth/,
  },
  'tls-sha1': {
    verdict: 'failing certificate-algorithm-refused',
    says: /SHA1withECDSA/,
    fix: /SHA-256/,
    notFix: /certificate_authorities/,
    without: ['certificate-untrusted'],
  },
  'tls-tls11': {
    verdict: 'failing tls-version-mismatch',
    says: /TLS11 is not accepted/,
    fix: /supported_protocols/,
  },
  'tls-handshake-failure': {
    verdict: 'failing tls-handshake-failed',
    says: /fatal alert: handshake_failure/,
    fix: /log of the remote node/,
  },
  'tls-access-denied-sni': {
    verdict: 'failing wrong-server-name',
    says: /unrecognized_name/,
    fix: /server_name/,
  },
  'ccr-gone': {
    verdict: 'degraded replication-stopped',
    says: /no longer available for replicating.*must be recreated/,
    fix: /_ccr\/follow/,
  },
  'ccr-index-closed': {
    verdict: 'degraded replication-stopped',
    says: /hours are left/,
    fix: /resume_follow/,
  },
  'ccr-leader-gone': {
    verdict: 'degraded replication-stopped',
    says: /leader index does not exist on the remote/,
    fix: /create the leader again/,
  },
  'other-ip-filter-tls': {
    // The port asks for a certificate, and a node whose one is rejected gets the same words.
    verdict: 'failing not-connected',
    says: /handshake failed because connection reset/,
    fix: /log of the local node/,
    without: ['address-filtered'],
  },
  'other-new-words': {
    verdict: 'failing not-connected',
    says: /^Not connected: the frobnicator of node \[es-remote-4\] is out of widgets/,
    fix: /log of the local node/,
  },
  'other-version': {
    verdict: 'failing version-incompatible',
    says: /unsupported version: \[6\.8\.23\]/,
    fix: /Upgrade the older cluster/,
  },
  'other-http-port': {
    verdict: 'failing http-port',
    says: /48,54,54,50/,
    fix: /transport port.*127\.0\.0\.1:9300/s,
    notFix: /<host>/,
  },
  'http-401-missing': {
    verdict: 'unknown checker-credentials-refused',
    says: /HTTP 401.*missing authentication credentials/,
    fix: /No credentials came with the request/,
    notFix: /_security\/role/,
  },
  'http-401-nginx': {
    verdict: 'unknown checker-credentials-refused',
    says: /HTTP 401.*nginx/s,
    fix: /a proxy in front of it asks for credentials/,
    notFix: /_security\/role/,
  },
  'http-403-nginx': http(403, /allow the address of the checker/),
  'http-403-es-privilege': {
    verdict: 'unknown checker-not-authorized',
    says: /cluster:monitor\/main/,
    fix: /_security\/role/,
  },
  'http-404-ingress': http(404, /host and the path of the URL/),
  'http-404-ech-deleted': http(404, /Elastic Cloud knows no such deployment/),
  'http-407': http(407, /forward proxy/),
  'http-410-serverless': http(410, /serverless project/),
  'http-429-es': http(429, /more heap/),
  'http-429-proxy': http(429, /limit of the proxy/),
  'http-502-nginx': http(502, /no healthy backend/),
  'http-503-envoy': http(503, /no healthy backend/),
  'http-503-es-no-master': http(503, /has no master/),
  'http-504-alb': http(504, /does not answer in time/),
  'http-400-plain-to-https': http(400, /begin with https/),
  'http-200-kibana': {
    verdict: 'unknown unsupported-product',
    says: /lacks the header x-elastic-product/,
    fix: /HTTP addresses of Elasticsearch/,
  },
};

describe.concurrent('a kind of failure', () => {
  it.each(Object.entries(RIGHT))('as in %s is named', async (name, right) => {
    const { status, cause, findings } = await judge(name);
    expect(`${status} ${cause.code}`).toBe(right.verdict);
    expect(`${cause.title}. ${cause.evidence}`).toMatch(right.says);
    const fix = textOf(cause.fix);
    expect(fix).toMatch(right.fix);
    if (right.notFix !== undefined) expect(fix).not.toMatch(right.notFix);
    const codes = findings.map(({ code }) => code);
    expect(codes.filter((code) => right.without?.includes(code))).toEqual([]);
  });
});
