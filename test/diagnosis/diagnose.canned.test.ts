/** A local cluster that answers with the words of public reports, and what is right to say then. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectCluster } from '../../lib/collect/cluster.ts';
import { notAsked } from '../../lib/collect/sniff/seed.ts';
import { judge as judgeAll } from '../../lib/diagnosis/judgment.ts';
import { parseRegistry } from '../../lib/registry/load.ts';
import { textOf } from '../../lib/result/instructions.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { certificate, endpoint, probe, tlsEvidence, unseenEndpoint } from '../support/facts.ts';
import { lostIn } from './conservation.ts';

interface Canned {
  /** Of the local nodes. */
  readonly security?: boolean;
  /** Path prefix → body, or status and body. */
  readonly answers: Readonly<Record<string, unknown>>;
}

function defaults({ security = true }: Canned): Canned['answers'] {
  const version = {
    number: '8.19.21',
    build_flavor: 'default',
    minimum_wire_compatibility_version: '7.17.0',
    minimum_index_compatibility_version: '7.0.0',
  };
  const node = {
    name: 'es-local-0',
    version: version.number,
    transport_version: 8_841_064,
    roles: ['data', 'master', 'remote_cluster_client'],
    attributes: {},
    transport: { publish_address: '127.0.0.1:9300' },
    settings: {
      'xpack.security.enabled': String(security),
      'xpack.security.transport.ssl.enabled': String(security),
    },
  };
  return {
    '/': { name: 'es-local-0', cluster_name: 'local', cluster_uuid: 'L', version },
    '/_license': { license: { status: 'active', type: 'enterprise' } },
    '/_cluster/settings': { persistent: {}, transient: {} },
    '/_ssl/certificates': [],
    '/_nodes': { nodes: { n0: node } },
    '/_remote/info': {},
  };
}

function isWithStatus(answer: unknown): answer is [number, unknown] {
  return Array.isArray(answer) && typeof answer[0] === 'number';
}

async function serve(canned: Canned) {
  const answers = { ...defaults(canned), ...canned.answers };
  const prefixes = Object.keys(answers).filter((prefix) => prefix !== '/');
  const server = createServer(({ url = '/' }, response) => {
    const path = decodeURIComponent(url.split('?')[0] ?? '');
    const prefix = path === '/' ? '/' : prefixes.find((one) => path.startsWith(one));
    const answer = prefix === undefined ? [400, { error: 'no handler found' }] : answers[prefix];
    const [status, body] = isWithStatus(answer) ? answer : [200, answer];
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-elastic-product': 'Elasticsearch',
    });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.closeAllConnections() };
}

const leafOnly = endpoint({
  tls: {
    outcome: 'ok',
    durationMs: 1,
    evidence: tlsEvidence({
      trust: 'untrusted',
      trustError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      clientCertificate: 'not-requested',
      chain: [certificate({ subject: 'CN=es-remote-1', issuer: 'CN=Example Issuing CA' })],
    }),
  },
});

async function judge(name: string): Promise<CheckResult> {
  const file = join(import.meta.dirname, '../fixtures/canned', `${name}.json`);
  const served = await serve(JSON.parse(readFileSync(file, 'utf8')));
  const text = JSON.stringify({ clusters: [{ name: 'local', urls: [served.url], auth: 'none' }] });
  const registry = parseRegistry(text, { file: 'clusters.json' });
  const [cluster] = registry.clusters;
  if (cluster === undefined) throw new Error('The registry has no cluster');
  const seen = name === 'no-intermediate' ? leafOnly : unseenEndpoint();
  const collected = await collectCluster(cluster, {
    vantage: 'test',
    defaults: registry.defaults,
    secrets: {},
    signal: new AbortController().signal,
    end: new AbortController().signal,
    isHurried: false,
    now: () => new Date('2026-11-24T00:00:00Z'),
    probe: async ({ roles }) => probe('127.0.0.1:9300', { roles: [...roles], endpoints: [seen] }),
    whenPlaced: (work) => work(),
    sniff: async ({ seed, credentials: { as } }) => notAsked(seed, as, 'replayed'),
    wants: () => true,
    activeRetryMs: 0,
    recall: async () => new Map(),
    onProgress: () => undefined,
  });
  const [result] = judgeAll(collected);
  served.close();
  if (result === undefined) throw new Error('There is no result');
  expect(lostIn(collected.remotes[0], result)).toEqual([]);
  return result;
}

interface Right {
  readonly verdict: string;
  /** In title or evidence. */
  readonly says: readonly RegExp[];
  readonly fix: RegExp;
  readonly notFix?: RegExp;
}

const anotherNode: Right = {
  verdict: 'failing another-node-at-publish-address',
  says: [/es-remote-2/, /127\.0\.0\.1:19400/],
  fix: /publish_host.*"proxy"/s,
};
const anotherName: Right = {
  verdict: 'failing identity-changed',
  says: [/billing/],
  fix: /seeds.*proxy_address.*register dr again.*restart/s,
  notFix: /expect in the registry/,
};
const restricted: Right = {
  verdict: 'failing trust-restrictions',
  says: [/CN=es-0\.node\.archive/, /trusted names \[\*\.node/],
  fix: /trust\.subject_name/,
  notFix: /certificate_authorities/,
};

const RIGHT: Readonly<Record<string, Right>> = {
  'unexpected-remote-node': anotherNode,
  'publish-address-shared': anotherNode,
  'expected-cluster-name': {
    ...anotherName,
    says: [/^Another cluster answers: billing, not arch/],
  },
  'not-expected-name': { ...anotherName, says: [/^Another cluster answers: billing, not archive/] },
  'expected-cluster-name-proxy': anotherName,
  'trust-restrictions': restricted,
  'trust-restrictions-key': restricted,
  'missing-credentials-state': {
    verdict: 'failing security-differs',
    says: [/missing authentication credentials/, /security is off on es-local-0/],
    fix: /xpack\.security\.enabled/,
  },
  'ech-traffic-filter': {
    verdict: 'unknown checker-address-filtered',
    says: [/403/, /traffic filtering/],
    fix: /Allow the IP address/,
    notFix: /_security\/role/,
  },
  'own-key-expired': {
    verdict: 'unknown checker-credentials-refused',
    says: [/HTTP 401/, /api key is expired/],
    fix: /API key/,
    notFix: /_security\/role/,
  },
  'remote-circuit-breaker': {
    verdict: 'failing remote-overloaded',
    says: [/es-remote-1/, /Data too large/],
    fix: /heap/,
  },
  'no-intermediate': {
    verdict: 'failing certificate-untrusted',
    says: [/Example Issuing CA/, /intermediate/],
    fix: /full chain/,
  },
};

describe.concurrent('the words of the local cluster', () => {
  it.each(Object.entries(RIGHT))('of %s lead to their cause', async (name, right) => {
    const { status, cause, findings } = await judge(name);
    expect(`${status} ${cause.code}`).toBe(right.verdict);
    for (const said of right.says) expect(`${cause.title}. ${cause.evidence}`).toMatch(said);
    const fix = textOf(cause.fix);
    expect(fix).toMatch(right.fix);
    if (right.notFix !== undefined) expect(fix).not.toMatch(right.notFix);
    const all = JSON.stringify([cause, ...findings]);
    expect(all).not.toMatch(/gives no reason|no-eligible-gateway|skip_unavailable": false/);
  });
});
