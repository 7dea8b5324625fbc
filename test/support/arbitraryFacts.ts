/** Facts in which anything may have failed, combined freely. */
import fc from 'fast-check';
import type { Answer, FollowerShard, RegistrationFacts } from '../../lib/facts/facts.ts';
import type { AddressProbe, Endpoint, TlsEvidence } from '../../lib/result/network.ts';
import type { ApiKey, CertificateFile } from '../../lib/result/result.ts';
import { REFUSAL_KINDS } from '../../lib/result/sniff.ts';
import type { ActiveWitness, FailedAnswer, Reason } from '../../lib/result/witness.ts';
import { SAID } from '../wording/said.ts';
import {
  active,
  answered,
  certificate,
  endpoint,
  facts,
  localNode,
  node,
  passive,
  probe,
  refusedSniff,
  registration,
  root,
  sniffed,
  tlsEvidence,
} from './facts.ts';

const number = fc.integer({ min: 1, max: 1_000_000 });

/** What Elasticsearch is known to say, or words that nobody knows; the number tells them apart. */
const text = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...SAID.map(([, said]) => said)) },
  { weight: 3, arbitrary: number.map((n) => `odd words ${n}`) },
  { weight: 1, arbitrary: number.map((n) => `java.lang.IllegalStateException: odd state ${n}`) },
  {
    weight: 1,
    arbitrary: number.map(
      (n) =>
        `invalid format, got (${Buffer.from(`HTTP/1.1 400 ${n} and so on, and on`).toString('hex')})`,
    ),
  },
);

const reason: fc.Arbitrary<Reason> = fc.record({
  type: fc.constantFrom('exception', 'security_exception', 'connect_transport_exception'),
  reason: text,
});

const failed: fc.Arbitrary<FailedAnswer> = fc.record({
  kind: fc.constantFrom(
    'not-authorized',
    'no-role',
    'missing',
    'refused',
    'timed-out',
    'unreachable',
    'nonsense',
    'not-asked',
  ),
  httpStatus: fc.constantFrom(undefined, 200, 400, 401, 403, 404, 429, 500, 502, 503),
  message: fc.oneof(
    text,
    number.map((n) => `HTTP error ${n}: <html>`),
  ),
  reasons: fc.array(reason, { maxLength: 2 }),
  durationMs: fc.constant(1),
});

/** Mostly good, so that something can be judged. */
function answer<T>(value: fc.Arbitrary<T> | T): fc.Arbitrary<Answer<T>> {
  const good = isArbitrary(value) ? value : fc.constant(value);
  return fc.oneof(
    { weight: 3, arbitrary: good.map(answered) },
    { weight: 2, arbitrary: failed.map((one): Answer<T> => ({ ok: false, failed: one })) },
  );
}

function isArbitrary<T>(value: fc.Arbitrary<T> | T): value is fc.Arbitrary<T> {
  return value instanceof fc.Arbitrary;
}

const date = fc.constantFrom(
  '2020-02-03T00:00:00.000Z',
  '2026-12-01T00:00:00.000Z',
  '2029-01-01T00:00:00.000Z',
);

const file: fc.Arbitrary<CertificateFile> = fc.record({
  node: fc.constantFrom('local-1', 'archive-1'),
  path: number.map((n) => `certs/${n}.crt`),
  subject: number.map((n) => `CN=file-${n}`),
  issuer: fc.constant('CN=ca'),
  notAfter: date,
  hasPrivateKey: fc.boolean(),
});

const key: fc.Arbitrary<ApiKey> = fc.record({
  id: fc.constantFrom('9KghCqIBPJKsa1rmc-0v', 'another-key-1', 'another-key-2'),
  name: fc.constant('eu'),
  type: fc.constantFrom('cross_cluster', 'rest'),
  invalidated: fc.boolean(),
  expiration: fc.oneof(fc.constant(undefined), date),
});

const ended = <F extends string>(...failures: F[]) =>
  fc.record({
    outcome: fc.constant('failed' as const),
    durationMs: fc.constant(1),
    failure: fc.constantFrom(...failures),
    message: number.map((n) => `step broke ${n}`),
  });
const skipped = { outcome: 'not-measured', why: 'the step before it failed' } as const;

const tls: fc.Arbitrary<TlsEvidence> = fc
  .record({
    subject: number.map((n) => `CN=shown-${n}`),
    notBefore: fc.constantFrom('2026-01-01T00:00:00.000Z', '2028-02-01T00:00:00.000Z'),
    notAfter: date,
    trust: fc.constantFrom('trusted', 'untrusted', 'not-judged'),
    trustError: fc.constantFrom('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'INVALID_PURPOSE'),
    nameMatches: fc.boolean(),
    clientCertificate: fc.constantFrom('not-requested', 'requested', 'accepted'),
  })
  .map(({ subject, notBefore, notAfter, ...rest }) =>
    tlsEvidence({ ...rest, chain: [certificate({ subject, notBefore, notAfter })] }),
  );

const walked: fc.Arbitrary<Endpoint> = fc.oneof(
  fc.constant(endpoint()),
  tls.map((evidence) => endpoint({ tls: { outcome: 'ok', durationMs: 1, evidence } })),
  ended('refused', 'timed-out', 'no-route', 'reset', 'other').map((tcp) =>
    endpoint({ speaks: 'unknown', tcp, tls: skipped, transport: skipped }),
  ),
  fc
    .tuple(
      ended('not-tls', 'closed', 'reset', 'timed-out', 'client-certificate-rejected', 'alert'),
      fc.option(tls, { nil: undefined }),
    )
    .map(([step, evidence]) =>
      endpoint({
        speaks: 'unknown',
        tls: evidence === undefined ? step : { ...step, evidence },
        transport: skipped,
      }),
    ),
  fc
    .tuple(
      ended('closed', 'reset', 'timed-out', 'http', 'tls-record', 'not-elasticsearch', 'other'),
      fc.constantFrom('tls', 'plain', 'unknown'),
    )
    .map(([transport, speaks]) => endpoint({ speaks, transport })),
  number.map((n) =>
    endpoint({
      transport: {
        outcome: 'ok',
        durationMs: 1,
        evidence: {
          transportVersion: 7_172_999,
          localVoice: { asked: 9_458_007, accepted: false, message: `old version ${n}` },
        },
      },
    }),
  ),
);

const network: fc.Arbitrary<AddressProbe[]> = fc.uniqueArray(
  fc
    .record({
      address: fc.constantFrom(
        '10.0.0.1:9300',
        '10.0.0.2:9300',
        'es.example:9300',
        '10.0.0.3:9300',
      ),
      roles: fc.constantFrom(['seed'], ['gateway'], ['seed', 'gateway'], ['proxy']),
      dns: fc.oneof(
        { weight: 4, arbitrary: fc.constant(probe().dns) },
        { weight: 1, arbitrary: ended('name-not-resolved', 'timed-out', 'other') },
      ),
      endpoints: fc
        .array(walked, { minLength: 1, maxLength: 2 })
        .map((all) => all.map((one, index) => ({ ...one, ip: `10.0.0.${index + 1}` }))),
    })
    .map(({ address, roles, dns, endpoints }) =>
      probe(address, {
        roles: [...roles],
        dns,
        endpoints: dns.outcome === 'failed' ? [] : endpoints,
      }),
    ),
  { maxLength: 3, selector: ({ address }) => address },
);

const asked: fc.Arbitrary<ActiveWitness> = fc
  .record({
    node: fc.constantFrom('local-1', 'local-2'),
    api: fc.constantFrom('resolve-cluster', 'search'),
    outcome: fc.constantFrom(
      'connected',
      'not-connected',
      'not-connected',
      'timed-out',
      'not-authorized',
      'no-role',
      'unknown',
    ),
    error: fc.option(text, { nil: undefined }),
    reasons: fc.array(reason, { maxLength: 3 }),
  })
  .map(({ error, reasons, ...rest }) =>
    rest.outcome === 'connected'
      ? active(rest)
      : active({ ...rest, ...(error === undefined ? {} : { error }), reasons }),
  );

const shard: fc.Arbitrary<FollowerShard> = fc.record({
  alias: fc.constant('archive'),
  leaderIndex: fc.constant('leader'),
  followerIndex: number.map((n) => `follower-${n}`),
  shard: fc.constant(0),
  operationsBehind: fc.constant(3),
  fatal: fc.option(text, { nil: undefined }),
  readFailure: fc.option(fc.record({ reason: text, retries: fc.nat(9) }), { nil: undefined }),
}) as fc.Arbitrary<FollowerShard>;

const ccr = fc.record({
  shards: fc.array(shard, { maxLength: 5 }),
  autoFollowed: fc.constant([{ alias: 'archive', sinceLastCheckMs: 1000 }]),
  autoFollowErrors: fc.array(
    fc.record({
      about: number.map((n) => `pattern-1:index-${n}`),
      at: fc.constant('2026-11-23T23:59:00.000Z'),
      reason: text,
    }),
    { maxLength: 3 },
  ),
  paused: answer([{ alias: 'archive', leaderIndex: 'l', followerIndex: 'paused-1' }]),
  patterns: answer([
    { name: 'pattern-1', alias: 'archive', active: true, leaderIndexPatterns: ['*'] },
  ]),
});

const checkFailure = fc.record({
  code: fc.constantFrom('secret-unreadable', 'access-unusable', 'deadline-passed', 'check-failed'),
  evidence: number.map((n) => `the checker could not do ${n}`),
});

const sniff = fc
  .oneof(
    fc.constant(sniffed()),
    fc
      .tuple(fc.constantFrom(...REFUSAL_KINDS), fc.constantFrom('api-key', 'node', 'nobody'), text)
      .map(([kind, as, message]) => refusedSniff(kind, { as, refusal: { kind, message } })),
    number.map((n) => ({
      witness: { ...refusedSniff('other').witness, outcome: 'not-known', why: `odd frame ${n}` },
    })),
  )
  .map((one) => one as NonNullable<RegistrationFacts['sniff']>[number]);

const remote = fc.record({
  root: answer(root({ clusterName: 'archive', clusterUuid: 'archive-uuid' })),
  nodes: answer([node(), node({ id: 'n2', name: 'archive-2', transportAddress: '10.0.0.2:9300' })]),
  apiKeys: answer(fc.array(key, { maxLength: 2 })),
  certificates: answer(fc.array(file, { maxLength: 2 })),
  license: answer({ uid: 'r', type: 'basic', status: 'active' }),
});

const registered = fc
  .record({
    mode: fc.constantFrom('sniff', 'proxy', 'unknown'),
    securityModel: fc.constantFrom('api-key', 'certificate', 'none', 'unknown'),
    verificationMode: fc.constantFrom('full', 'certificate', 'none'),
    configuredIn: fc.constantFrom('cluster-settings', 'node-settings', 'nowhere', 'unknown'),
    transportTls: fc.boolean(),
  })
  .map((given) =>
    registration({
      ...given,
      ...(given.mode === 'proxy'
        ? { seeds: [], proxyAddress: 'es.example:9300', serverName: 'es.example' }
        : {}),
    }),
  );

/** Nothing but what the registry, the clusters and the wire can give. */
export const arbitraryFacts: fc.Arbitrary<RegistrationFacts> = fc
  .record({
    registration: registered,
    local: fc.record({
      name: fc.constant('eu'),
      nodesAsked: fc
        .array(
          fc
            .record({ root: answer(root()), remoteInfo: answer({}) })
            .map((answers) => localNode(answers)),
          { minLength: 1, maxLength: 2 },
        )
        .map((all) => all.map((one, index) => ({ ...one, url: `https://local-${index}:9200` }))),
      nodes: answer([node({ name: 'local-1' })]),
      settings: answer({}),
      certificates: answer(fc.array(file, { maxLength: 3 })),
      license: answer({ uid: 'l', type: 'enterprise', status: 'active' }),
    }),
    passive: fc.array(
      fc
        .tuple(fc.constantFrom('local-1', 'local-2'), fc.boolean(), fc.option(failed))
        .map(([name, connected, problem]) =>
          problem === null
            ? passive({ node: name, connected, connections: connected ? 3 : 0 })
            : { node: name, url: `https://${name}:9200`, failed: problem, durationMs: 1 },
        ),
      { maxLength: 2 },
    ),
    active: fc.array(asked, { maxLength: 3 }),
    repeated: fc.array(asked, { maxLength: 2 }),
    network,
    stats: answer({ clusterUuid: 'archive-uuid', status: 'green', versions: ['9.5.3'] }),
    searchCounts: answer(undefined),
    ccr: answer(fc.oneof(fc.constant(undefined), ccr)),
    remote: fc.option(remote, { nil: undefined }),
    sniff: fc.array(sniff, { maxLength: 2 }),
    given: fc.record({
      remote: fc.boolean(),
      crossClusterApiKey: fc.boolean(),
      sniffAsNode: fc.boolean(),
    }),
    failures: fc.array(checkFailure, { maxLength: 2 }),
    stopped: fc.option(checkFailure, { nil: undefined, freq: 9 }),
    notRecalled: fc.option(failed, { nil: undefined, freq: 5 }),
    skipped: fc.record({ seeds: fc.nat(2), gateways: fc.nat(2) }),
    expect: fc.option(fc.constantFrom({ clusterUuid: 'archive-uuid' }, { clusterUuid: 'other' }), {
      nil: undefined,
    }),
  })
  .map((given) => facts(withoutUndefined(given)));

function withoutUndefined(value: object): Partial<RegistrationFacts> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}
