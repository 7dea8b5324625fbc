/** Facts of a healthy registration, and the ways in which a test breaks them. */
import type {
  Answer,
  LocalNodeAnswers,
  NodeInfo,
  RegistrationFacts,
  RemoteFacts,
  RootInfo,
  Sniffed,
} from '../../lib/facts/facts.ts';
import type { Registration } from '../../lib/facts/registration.ts';
import type { AddressProbe, Certificate, Endpoint, TlsEvidence } from '../../lib/result/network.ts';
import type { RefusalKind, SniffWitness } from '../../lib/result/sniff.ts';
import type { ActiveWitness, FailedAnswer, PassiveWitness } from '../../lib/result/witness.ts';

export const NOW = new Date('2026-11-24T00:00:00Z');
export const SEED = '10.0.0.1:9300';

export function answered<T>(value: T): Answer<T> {
  return { ok: true, value, durationMs: 1 };
}

export function notAnswered(
  kind: FailedAnswer['kind'],
  message = `the answer was ${kind}`,
): { ok: false; failed: FailedAnswer } {
  return { ok: false, failed: { kind, message, reasons: [], durationMs: 1 } };
}

export function root(overrides: Partial<RootInfo> = {}): RootInfo {
  return {
    nodeName: 'local-1',
    clusterName: 'eu',
    clusterUuid: 'local-uuid',
    version: '9.5.3',
    minimumWireVersion: '8.19.0',
    ...overrides,
  };
}

export function node(overrides: Partial<NodeInfo> = {}): NodeInfo {
  return {
    id: 'n1',
    name: 'archive-1',
    version: '9.5.3',
    roles: ['data', 'ingest', 'master', 'remote_cluster_client'],
    attributes: {},
    transportAddress: SEED,
    settings: {},
    ...overrides,
  };
}

export function certificate(overrides: Partial<Certificate> = {}): Certificate {
  return {
    subject: 'CN=archive-1',
    issuer: 'CN=ca',
    subjectAltNames: ['IP Address:10.0.0.1'],
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2028-01-01T00:00:00.000Z',
    fingerprint: 'AA:BB',
    serialNumber: '01',
    ...overrides,
  };
}

export function tlsEvidence(overrides: Partial<TlsEvidence> = {}): TlsEvidence {
  return {
    protocol: 'TLSv1.3',
    chain: [certificate()],
    trust: 'trusted',
    nameMatches: true,
    clientCertificate: 'accepted',
    ...overrides,
  };
}

export function endpoint(overrides: Partial<Endpoint> = {}): Endpoint {
  return {
    ip: '10.0.0.1',
    port: 9300,
    speaks: 'tls',
    tcp: { outcome: 'ok', durationMs: 1, evidence: {} },
    tls: { outcome: 'ok', durationMs: 2, evidence: tlsEvidence() },
    transport: {
      outcome: 'ok',
      durationMs: 3,
      evidence: { transportVersion: 9_458_007, release: '9.5.3' },
    },
    ...overrides,
  };
}

export function probe(address = SEED, overrides: Partial<AddressProbe> = {}): AddressProbe {
  return {
    address,
    roles: ['seed'],
    dns: {
      outcome: 'ok',
      durationMs: 0,
      evidence: { lookedUp: false, ips: [{ ip: '10.0.0.1', family: 4 }] },
    },
    endpoints: [endpoint()],
    durationMs: 6,
    ...overrides,
  };
}

const SKIPPED = { outcome: 'not-measured', why: 'the step before it failed' } as const;

export function deadEndpoint(
  failure: 'refused' | 'timed-out' | 'no-route' | 'reset' | 'other' = 'refused',
): Endpoint {
  return endpoint({
    speaks: 'unknown',
    tcp: { outcome: 'failed', durationMs: 1, failure, message: `connect ${failure}` },
    tls: SKIPPED,
    transport: SKIPPED,
  });
}

/** TLS went well and the peer asked for a client certificate that the checker has not. */
export function unseenEndpoint(): Endpoint {
  return endpoint({
    tls: {
      outcome: 'ok',
      durationMs: 2,
      evidence: tlsEvidence({ clientCertificate: 'requested' }),
    },
    transport: {
      outcome: 'not-measured',
      why: 'the peer asks for a client certificate and none is configured',
    },
  });
}

export function failedTls(
  failure: Extract<Endpoint['tls'], { outcome: 'failed' }>['failure'],
  evidence?: Partial<TlsEvidence>,
): Endpoint {
  const seen = evidence === undefined ? {} : { evidence: tlsEvidence(evidence) };
  return endpoint({
    speaks: 'unknown',
    tls: { outcome: 'failed', durationMs: 2, failure, message: `tls ${failure}`, ...seen },
    transport: SKIPPED,
  });
}

export function failedTransport(
  failure: Extract<Endpoint['transport'], { outcome: 'failed' }>['failure'],
): Endpoint {
  return endpoint({
    transport: { outcome: 'failed', durationMs: 2, failure, message: `transport ${failure}` },
  });
}

export function registration(overrides: Partial<Registration> = {}): Registration {
  return {
    cluster: 'eu',
    alias: 'archive',
    mode: 'sniff',
    seeds: [SEED],
    skipUnavailable: true,
    skipUnavailableExplicit: true,
    securityModel: 'certificate',
    connectionsPerCluster: 3,
    transportTls: true,
    verificationMode: 'full',
    configuredIn: 'cluster-settings',
    contradictions: [],
    ...overrides,
  };
}

export function passive(overrides: Partial<PassiveWitness> = {}): PassiveWitness {
  return {
    node: 'local-1',
    url: 'https://local-1:9200',
    connected: true,
    connections: 3,
    maxConnections: 3,
    hasCredentials: false,
    durationMs: 4,
    ...overrides,
  };
}

export function active(overrides: Partial<ActiveWitness> = {}): ActiveWitness {
  return {
    node: 'local-1',
    url: 'https://local-1:9200',
    api: 'resolve-cluster',
    outcome: 'connected',
    reasons: [],
    remoteVersion: '9.5.3',
    remoteMinimumWireVersion: '8.19.0',
    askedAt: '2026-11-24T00:00:00.000Z',
    durationMs: 12,
    ...overrides,
  };
}

/**
 * An active answer that says no, with Elasticsearch's words if it gave any; nothing is known of the
 * remote's version then.
 */
export function refusedActive(...texts: string[]): ActiveWitness {
  const {
    remoteVersion: _version,
    remoteMinimumWireVersion: _minimum,
    ...rest
  } = active({ outcome: 'not-connected' });
  return { ...rest, reasons: texts.map((reason) => ({ type: 'exception', reason })) };
}

export function sniffWitness(overrides: Partial<SniffWitness> = {}): SniffWitness {
  return {
    seed: SEED,
    ip: '10.0.0.1',
    as: 'api-key',
    outcome: 'answered',
    reached: 'nodes',
    transportVersion: 9_458_007,
    release: '9.5.3',
    clusterName: 'archive',
    node: { id: 'n1', name: 'archive-1' },
    listed: 3,
    roundTrips: 4,
    durationMs: 60,
    ...overrides,
  };
}

/** A seed that lists the nodes of `remoteFacts`, unless others are given. */
export function sniffed(
  overrides: Partial<SniffWitness> = {},
  nodes?: readonly NodeInfo[],
): Sniffed {
  return {
    witness: sniffWitness(overrides),
    nodes: nodes ?? [
      node(),
      node({ id: 'n2', name: 'archive-2', transportAddress: '10.0.0.2:9300' }),
      node({ id: 'n3', name: 'archive-3', transportAddress: '10.0.0.3:9300' }),
    ],
  };
}

/** A seed that refuses to answer with this. */
export function refusedSniff(kind: RefusalKind, overrides: Partial<SniffWitness> = {}): Sniffed {
  const { clusterName: _name, node: _node, listed: _listed, ...rest } = sniffWitness();
  const refusal = { kind, message: `the words for ${kind}` };
  return {
    witness: { ...rest, outcome: 'refused', reached: 'transport-handshake', refusal, ...overrides },
  };
}

export function localNode(overrides: Partial<LocalNodeAnswers> = {}): LocalNodeAnswers {
  return {
    url: 'https://local-1:9200',
    root: answered(root()),
    remoteInfo: answered({}),
    ...overrides,
  };
}

export function remoteFacts(overrides: Partial<RemoteFacts> = {}): RemoteFacts {
  return {
    root: answered(
      root({ nodeName: 'archive-1', clusterName: 'archive', clusterUuid: 'archive-uuid' }),
    ),
    nodes: answered([
      node(),
      node({ id: 'n2', name: 'archive-2', transportAddress: '10.0.0.2:9300' }),
      node({ id: 'n3', name: 'archive-3', transportAddress: '10.0.0.3:9300' }),
    ]),
    apiKeys: answered([]),
    certificates: answered([]),
    ...overrides,
  };
}

export function facts(overrides: Partial<RegistrationFacts> = {}): RegistrationFacts {
  return {
    durationMs: 42,
    now: NOW,
    vantage: 'test',
    registration: registration(),
    local: {
      name: 'eu',
      nodesAsked: [localNode()],
      nodes: answered([node({ name: 'local-1', transportVersion: 9_458_007 })]),
      settings: answered({}),
      certificates: answered([]),
    },
    passive: [passive()],
    active: [active()],
    large: { outcome: 'passed', node: 'local-1', bytes: 3000 },
    stats: answered({ clusterUuid: 'archive-uuid', status: 'green', versions: ['9.5.3'] }),
    searchCounts: answered(undefined),
    othersHanging: [],
    ccr: answered(undefined),
    network: [probe()],
    remote: remoteFacts(),
    expiryWarningDays: 30,
    ...overrides,
  };
}

/**
 * The facts without what the remote's own HTTP address would tell, unless it is among the
 * overrides.
 */
export function withoutRemote(overrides: Partial<RegistrationFacts> = {}): RegistrationFacts {
  const { remote: _remote, ...rest } = facts();
  return { ...rest, ...overrides };
}

/** The local cluster says no; by default without a reason, as with skip_unavailable. */
export function broken(overrides: Partial<RegistrationFacts> = {}): RegistrationFacts {
  return withoutRemote({
    passive: [passive({ connected: false, connections: 0 })],
    active: [refusedActive()],
    stats: notAnswered('refused'),
    ...overrides,
  });
}
