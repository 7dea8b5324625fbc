/** A local cluster that answers with canned words, and the check of it. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { collectCluster } from '../../lib/collect/cluster.ts';
import { notAsked } from '../../lib/collect/sniff/seed.ts';
import { judge as judgeAll } from '../../lib/diagnosis/judgment.ts';
import { parseRegistry } from '../../lib/registry/load.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { certificate, endpoint, probe, tlsEvidence, unseenEndpoint } from '../support/facts.ts';
import { lostIn } from './conservation.ts';

interface Canned {
  /** Of the local nodes. */
  readonly security?: boolean;
  /** Path prefix → body, or status and body. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Status and body of the answer to every request. */
  readonly everything?: readonly [number, unknown];
  /** Whether the header of Elasticsearch comes with the answers; true if absent. */
  readonly product?: boolean;
}

function defaults({ security = true }: Canned): Record<string, unknown> {
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
    const [status, body] = canned.everything ?? (isWithStatus(answer) ? answer : [200, answer]);
    const isText = typeof body === 'string';
    response.writeHead(status, {
      'content-type': isText ? 'text/html' : 'application/json',
      ...(canned.product === false ? {} : { 'x-elastic-product': 'Elasticsearch' }),
    });
    response.end(isText ? body : JSON.stringify(body));
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

const plain = endpoint({
  speaks: 'plain',
  tls: { outcome: 'not-measured', why: 'the peer speaks plain text' },
});

const SERVER_PORT = 9443;
const serverPort = endpoint({
  port: SERVER_PORT,
  ip: '127.0.0.1',
  tls: {
    outcome: 'ok',
    durationMs: 1,
    evidence: tlsEvidence({ clientCertificate: 'not-requested' }),
  },
});

/** The verdict on the remote of a fixture; 127.0.0.1:9300 and 127.0.0.1:9443 answer the probe. */
export async function judge(name: string): Promise<CheckResult> {
  const file = join(import.meta.dirname, '../fixtures/canned', `${name}.json`);
  const canned: Canned = JSON.parse(readFileSync(file, 'utf8'));
  const served = await serve(canned);
  const text = JSON.stringify({ clusters: [{ name: 'local', urls: [served.url], auth: 'none' }] });
  const registry = parseRegistry(text, { file: 'clusters.json' });
  const [cluster] = registry.clusters;
  if (cluster === undefined) throw new Error('The registry has no cluster');
  const usual = canned.security === false ? plain : { ...unseenEndpoint(), ip: '127.0.0.1' };
  const seen = name === 'no-intermediate' ? leafOnly : usual;
  const collected = await collectCluster(cluster, {
    vantage: 'test',
    defaults: registry.defaults,
    secrets: {},
    signal: new AbortController().signal,
    end: new AbortController().signal,
    isHurried: false,
    now: () => new Date('2026-11-24T00:00:00Z'),
    probe: async ({ roles, address: { port } }) =>
      port === SERVER_PORT
        ? probe('127.0.0.1:9443', { roles: [...roles], endpoints: [serverPort] })
        : probe('127.0.0.1:9300', { roles: [...roles], endpoints: [seen] }),
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
