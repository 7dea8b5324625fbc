/** Each thing that Elasticsearch can say is wrong, with the wire sound as seen from here. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import type { Registration } from '../../lib/facts/registration.ts';
import { textOf } from '../../lib/result/instructions.ts';
import type { CertificateFile } from '../../lib/result/result.ts';
import type { FailedAnswer } from '../../lib/result/witness.ts';
import {
  active,
  answered,
  broken,
  certificate,
  endpoint,
  facts,
  failedTls,
  localNode,
  node,
  notAnswered,
  probe,
  refusedActive,
  registration,
  remoteFacts,
  tlsEvidence,
} from '../support/facts.ts';

const OUTER = 'Unable to open any proxy connections to cluster [dr]';
const PKIX = 'PKIX path validation failed: java.security.cert.CertPathValidatorException';
const BREAKER =
  '[parent] Data too large, data for [<http>] would be [9/9b], which is larger than the limit of [8/8b]';
const FROM_REMOTE = '[es-7][10.9.9.9:9300][indices:data/read/search[phase/query]]';
const KEY_ID = 'VuaCfGcBCdbkQm-e5aOx';
const REFUSED_KEY = `unable to authenticate user [${KEY_ID}] for action [cluster:internal/x]`;

function saying(...texts: string[]): RegistrationFacts {
  return broken({ active: [refusedActive(OUTER, ...texts)] });
}

const SAID: readonly (readonly [code: string, texts: readonly string[], fix: RegExp])[] = [
  ['certificate-not-yet-valid', [`${PKIX}: validity check failed`, 'NotBefore: Fri Jan 01'], /NTP/],
  [
    'certificate-wrong-usage',
    ['Extended key usage does not permit use for TLS server authentication'],
    /serverAuth/,
  ],
  [
    'client-certificate-wrong-usage',
    ['Received fatal alert: unsupported_certificate'],
    /local nodes/,
  ],
  [
    'certificate-algorithm-refused',
    ['Certificates do not conform to algorithm constraints'],
    /SHA-256/,
  ],
  [
    'certificate-chain-invalid',
    [`${PKIX}: basic constraints check failed: this is not a CA certificate`],
    /CA:TRUE/,
  ],
  [
    'certificate-revoked',
    ['Certificate has been revoked, reason: KEY_COMPROMISE'],
    /new certificate/,
  ],
  ['client-certificate-expired', ['Received fatal alert: certificate_expired'], /local nodes/],
  [
    'client-certificate-required',
    ['Received fatal alert: certificate_required'],
    /client_authentication/,
  ],
  ['tls-version-mismatch', ['Received fatal alert: protocol_version'], /supported_protocols/],
  ['tls-cipher-mismatch', ['Received fatal alert: insufficient_security'], /cipher_suites/],
  ['tls-handshake-failed', ['Received fatal alert: handshake_failure'], /log of the remote/],
  ['silent-peer', ['handshake timed out after 10000ms'], /remote node/],
  ['not-elasticsearch', ['invalid internal transport message format, got (53,53,48,2d)'], /port/],
  ['message-too-large', ['header size [9] exceeds limit'], /fewer indices/],
  ['response-timed-out', ['[es][x] request_id [7] timed out after [3000ms]'], /MTU/],
  ['remote-starting', ['transport not ready yet to handle incoming requests'], /Wait/],
  ['local-node-stopping', ['connection manager is closed'], /Wait/],
  [
    'cluster-blocked',
    ['blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];'],
    /master/,
  ],
  ['local-cluster-overloaded', ['connect listener queue is full'], /local cluster/],
  ['local-cluster-overloaded', [BREAKER], /local cluster/],
  ['remote-overloaded', [FROM_REMOTE, BREAKER], /heap/],
  [
    'api-key-model-unsupported',
    [
      'Settings for remote cluster [dr] indicate cross cluster access headers should be sent but target cluster version [8.9.0] does not support receiving them',
    ],
    /Upgrade the remote/,
  ],
  ['remote-server-port-misused', ['nested cross cluster access is not supported'], /directly/],
  [
    'security-differs',
    ['missing authentication credentials for action [internal:transport/handshake]'],
    /xpack\.security\.enabled/,
  ],
  [
    'remote-cannot-check-keys',
    [REFUSED_KEY, 'at least one primary shard for the index [.security-7] is unavailable'],
    /\.security/,
  ],
];

describe('the words of a local node name the cause', () => {
  it.each(SAID)('%s: %j', (code, texts, fix) => {
    const { status, cause } = diagnose(saying(...texts));
    expect(`${status} ${cause.code}`).toBe(`failing ${code}`);
    for (const text of [OUTER, ...texts]) expect(cause.evidence).toContain(text);
    expect(textOf(cause.fix)).toMatch(fix);
  });

  it('and what only sums up another text names none', () => {
    const { cause, findings } = diagnose(
      saying(`${PKIX}: validity check failed`, 'NotBefore: Fri Jan 01 00:00:00 UTC 2027'),
    );
    expect(cause.title).toBe('Certificate is valid only from Fri Jan 01 00:00:00 UTC 2027');
    expect(findings.map(({ code }) => code)).not.toContain('certificate-expired');
  });

  it('or lead themselves, if no cause fits', () => {
    const { cause } = diagnose(saying('[dr] something\nnew'));
    expect(cause).toMatchObject({
      code: 'not-connected',
      title: 'Not connected: [dr] something new',
      evidence: expect.stringContaining(OUTER),
    });
    const long = diagnose(saying('x'.repeat(500)));
    expect(long.cause.title).toMatch(/^Not connected: x{160}…$/);
    expect(long.cause.evidence).toContain('x'.repeat(500));
  });

  it('or the wrapper leads, if there is nothing in it', () => {
    expect(diagnose(saying()).cause.title).toBe(`Not connected: ${OUTER}`);
  });

  it('and nothing is denied if one node says nothing', () => {
    const second = { ...refusedActive(), node: 'local-2' };
    const { cause } = diagnose(broken({ active: [refusedActive('odd'), second] }));
    expect(cause.evidence).toBe(
      'A cross-cluster request does not pass. local-1 says: odd; local-2: not-connected, without a text',
    );
  });
});

describe('who says it', () => {
  it('is the remote, unless a local node stands above the text', () => {
    const local = { name: 'es-7', transportAddress: 'es-7/10.9.9.9:9300' };
    const given = saying(FROM_REMOTE, BREAKER);
    const nodes = answered([node(local), node({ name: 'x', transportAddress: '10.9.9.9:9300' })]);
    const ofRemote = diagnose(given).cause;
    expect(ofRemote.subject).toBe('es-7 at 10.9.9.9:9300');
    const { transportAddress: _address, ...unplaced } = node({ name: 'es-7' });
    expect(
      diagnose({ ...given, local: { ...given.local, nodes: answered([unplaced]) } }).cause.code,
    ).toBe('remote-overloaded');
    expect(diagnose({ ...given, local: { ...given.local, nodes } }).cause.code).toBe(
      'local-cluster-overloaded',
    );
    expect(
      diagnose({ ...given, local: { ...given.local, nodes: notAnswered('refused') } }).cause.code,
    ).toBe('remote-overloaded');
  });

  it('is the local cluster, if no request reached the remote', () => {
    const reasons = [{ type: 'circuit_breaking_exception', reason: BREAKER }];
    const unknown = active({ outcome: 'unknown', error: BREAKER, reasons });
    const { status, cause } = diagnose(broken({ active: [unknown], passive: [] }));
    expect({ status, code: cause.code, severity: cause.severity }).toEqual({
      status: 'unknown',
      code: 'local-cluster-overloaded',
      severity: 'unknown',
    });
  });
});

function file(overrides: Partial<CertificateFile> = {}): CertificateFile {
  return {
    node: 'local-1',
    path: 'expired.crt',
    subject: 'CN=expired',
    issuer: 'CN=ca',
    notAfter: '2026-01-01T00:00:00.000Z',
    hasPrivateKey: true,
    ...overrides,
  };
}

describe('the files of the local nodes', () => {
  const given = saying('Received fatal alert: certificate_expired');
  const withFiles = (...files: CertificateFile[]) =>
    diagnose({ ...given, local: { ...given.local, certificates: answered(files) } }).cause.evidence;

  it('say which certificate has expired, if it has a private key', () => {
    expect(withFiles(file(), file({ path: 'old-ca.crt', hasPrivateKey: false }))).toMatch(
      /local-1.*expired\.crt|expired\.crt.*local-1/,
    );
  });

  it('or do not, and the words stand alone', () => {
    expect(withFiles()).not.toMatch(/expired\.crt/);
    const local = { ...given.local, certificates: notAnswered('refused') };
    expect(diagnose({ ...given, local }).cause.code).toBe('client-certificate-expired');
  });
});

const CERTIFICATE = { securityModel: 'certificate' } as const;
const KEY = { securityModel: 'api-key' } as const;

function asking(address: string, model: Partial<Registration>, ...texts: string[]) {
  const tls = {
    outcome: 'ok',
    durationMs: 1,
    evidence: tlsEvidence({ clientCertificate: 'requested' }),
  } as const;
  const seen = probe(address, { endpoints: [endpoint({ tls })] });
  const nodes = answered([
    node({ transportAddress: '10.0.0.1:9300', remoteClusterServerAddress: '10.0.0.1:9443' }),
  ]);
  return diagnose(
    broken({
      registration: registration(model),
      active: [refusedActive(...texts)],
      network: [seen],
      remote: remoteFacts({ nodes }),
    }),
  ).cause;
}

describe('a port that asks for a client certificate', () => {
  it('is the right one, if the remote lists it as its remote cluster server', () => {
    const cause = asking('10.0.0.1:9443', KEY, 'Received fatal alert: bad_certificate');
    expect(cause.code).toBe('client-certificate-required');
    expect(cause.evidence).toMatch(/^10\.0\.0\.1:9443 is a remote cluster server port.*bad_cert/);
    expect(asking('10.0.0.1:9443', KEY)).toMatchObject({
      code: 'client-certificate-required',
      evidence: expect.not.stringContaining('says'),
    });
  });

  it('is a transport port, if the remote lists it so, or lists nothing', () => {
    expect(asking('10.0.0.1:9300', KEY).code).toBe('api-key-on-transport-port');
    const unlisted = asking('10.0.0.1:9301', KEY, 'Received fatal alert: certificate_required');
    expect(unlisted.code).toBe('api-key-on-transport-port');
  });

  it('wants one of the local nodes in the certificate model', () => {
    const text = 'Received fatal alert: certificate_required';
    expect(asking('10.0.0.1:9300', CERTIFICATE, text).code).toBe('client-certificate-required');
  });
});

it('missing credentials of a node with a key are those of a transport port', () => {
  const given = saying('missing authentication credentials for action [x]');
  const { cause } = diagnose({ ...given, registration: registration(KEY) });
  expect(cause.code).toBe('api-key-on-transport-port');
  expect(cause.evidence).toContain('missing authentication credentials');
});

describe('a remote that refuses a key and cannot list its keys', () => {
  const asked = (failed: Partial<FailedAnswer>) => {
    const answer = notAnswered('refused', 'HTTP 503 to GET /_security/api_key');
    const apiKeys = { ...answer, failed: { ...answer.failed, ...failed } };
    return diagnose({ ...saying(REFUSED_KEY), remote: remoteFacts({ apiKeys }) }).cause;
  };

  it('cannot check it either', () => {
    const cause = asked({ httpStatus: 503 });
    expect(cause.code).toBe('remote-cannot-check-keys');
    expect(cause.evidence).toContain('HTTP 503 to GET /_security/api_key');
    expect(textOf(cause.fix)).not.toMatch(/POST _security/);
    const reasons = [{ type: 'circuit_breaking_exception', reason: BREAKER }];
    expect(asked({ httpStatus: 429, reasons }).code).toBe('remote-cannot-check-keys');
  });

  it('unless only the checker may not list them', () => {
    expect(asked({ httpStatus: 403 }).code).toBe('api-key-invalid');
  });
});

describe('a chain that ends below its root', () => {
  const tls = {
    outcome: 'ok',
    durationMs: 1,
    evidence: tlsEvidence({
      trust: 'untrusted',
      trustError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      chain: [certificate({ issuer: 'CN=issuing' })],
    }),
  } as const;
  const network = [probe('10.0.0.1:9300', { endpoints: [endpoint({ tls })] })];
  const intermediate = file({ path: 'chain.crt', subject: 'CN=issuing', issuer: 'CN=root' });

  it('lacks the intermediate CA, if a file of either cluster shows that it is one', () => {
    const remote = remoteFacts({ certificates: answered([intermediate]) });
    const { cause } = diagnose(broken({ network, remote }));
    expect(cause.code).toBe('certificate-chain-incomplete');
    expect(cause.evidence).toMatch(/without the intermediate CA CN=issuing.*chain\.crt.*CN=root/);
  });

  it('or may be of an unknown root', () => {
    const root = file({ subject: 'CN=issuing', issuer: 'CN=issuing' });
    const remote = remoteFacts({ certificates: answered([root]) });
    const { cause } = diagnose(broken({ network, remote }));
    expect(cause.code).toBe('certificate-untrusted');
    expect(diagnose(broken({ network, remote: undefined as never })).cause.evidence).toMatch(
      /does not send the certificate of CN=issuing: an intermediate CA, or an unknown root CA/,
    );
  });
});

describe('the wire alone', () => {
  const seen = (evidence: Parameters<typeof tlsEvidence>[0]) =>
    diagnose(
      broken({
        network: [
          probe('10.0.0.1:9300', {
            endpoints: [
              endpoint({ tls: { outcome: 'ok', durationMs: 1, evidence: tlsEvidence(evidence) } }),
            ],
          }),
        ],
      }),
    ).cause;

  it('shows a certificate that is not yet valid', () => {
    const cause = seen({ chain: [certificate({ notBefore: '2027-02-03T04:05:00.000Z' })] });
    expect(cause.code).toBe('certificate-not-yet-valid');
    expect(cause.title).toBe('The certificate is not yet valid');
    expect(cause.evidence).toMatch(/is valid only from 2027-02-03T04:05Z on$/);
  });

  it('shows a certificate that is not for servers', () => {
    expect(seen({ trust: 'untrusted', trustError: 'INVALID_PURPOSE' }).code).toBe(
      'certificate-wrong-usage',
    );
  });

  it('shows a root that nobody trusts', () => {
    const chain = [certificate({ subject: 'CN=root', issuer: 'CN=root' })];
    const cause = seen({ trust: 'untrusted', trustError: 'SELF_SIGNED', chain });
    expect(cause.evidence).not.toMatch(/does not send/);
  });

  it.each([
    ['Peer sent the TLS alert 70: tlsv1 alert protocol version', 'tls-version-mismatch'],
    ['unsupported protocol', 'tls-version-mismatch'],
    ['Peer sent the TLS alert 71: insufficient security', 'tls-cipher-mismatch'],
  ])('shows "%s" as %s', (message, code) => {
    const failed = failedTls('alert');
    const tls = { ...failed.tls, message } as typeof failed.tls;
    const network = [probe('10.0.0.1:9300', { endpoints: [{ ...failed, tls }] })];
    expect(diagnose(broken({ network })).cause.code).toBe(code);
  });
});

describe('the local cluster refuses the checker', () => {
  const refusing = (failed: Partial<FailedAnswer>) => {
    const answer = notAnswered('not-authorized', failed.message);
    const root = { ...answer, failed: { ...answer.failed, ...failed } };
    const base = facts({ active: [], passive: [] });
    return { ...base, local: { ...base.local, nodesAsked: [localNode({ root })] } };
  };
  const FILTERED = 'HTTP 403 to GET /: Forbidden due to traffic filtering. Please';

  it.each([
    [401, 'HTTP 401 to GET /: who are you', 'checker-credentials-refused'],
    [403, FILTERED, 'checker-address-filtered'],
    [403, 'HTTP 403 to GET /: action [x] is unauthorized', 'checker-not-authorized'],
  ])('with %i', (httpStatus, message, code) => {
    const { status, cause } = diagnose(refusing({ httpStatus, message }));
    expect(`${status} ${cause.code}`).toBe(`unknown ${code}`);
    expect(cause.evidence).toContain(message);
  });

  it('in the answer to a cross-cluster request', () => {
    const error = 'unable to authenticate user [x] for REST request [/_resolve/cluster/dr:*]';
    const witness = active({ outcome: 'not-authorized', error, reasons: [] });
    const { cause, findings } = diagnose(facts({ active: [witness] }));
    expect(cause.code).toBe('checker-credentials-refused');
    expect(findings.map(({ code }) => code)).not.toContain('checker-not-authorized');
  });

  it('through one node, while requests pass through another', () => {
    const given = refusing({ httpStatus: 401, message: 'HTTP 401' });
    const { findings } = diagnose({ ...given, active: [active()] });
    expect(findings.find(({ code }) => code === 'checker-credentials-refused')?.severity).toBe(
      'note',
    );
  });
});

it('asks for no access that the registry has', () => {
  const without = diagnose(broken({ active: [refusedActive('odd')] })).cause;
  const given = broken({ active: [refusedActive('odd')], remote: remoteFacts() });
  expect(textOf(without.fix)).toMatch(/remotes\.archive\.remote/);
  expect(textOf(diagnose(given).cause.fix)).not.toMatch(/registry/);
});
