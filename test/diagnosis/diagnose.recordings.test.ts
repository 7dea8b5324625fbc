/**
 * What real clusters answered in each failure, together with what the wire shows in that failure,
 * must lead to its cause.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectCluster } from '../../lib/collect/cluster.ts';
import { notAsked } from '../../lib/collect/sniff/seed.ts';
import { judge } from '../../lib/diagnosis/judgment.ts';
import { parseRegistry } from '../../lib/registry/load.ts';
import type { AddressProbe, Endpoint } from '../../lib/result/network.ts';
import {
  certificate,
  deadEndpoint,
  endpoint,
  failedTls,
  failedTransport,
  probe,
  tlsEvidence,
  unseenEndpoint,
} from '../support/facts.ts';
import { lostIn } from './conservation.ts';

const RECORDINGS = join(import.meta.dirname, '../fixtures/recordings');

interface Recorded {
  readonly status: number | null;
  readonly body?: unknown;
}

function recorded(scenario: string, name: string): Recorded | undefined {
  const file = join(RECORDINGS, scenario, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** What Elasticsearch says to a request for an API that it does not have. */
const NOT_RECORDED: Recorded = {
  status: 400,
  body: { error: 'no handler found for uri and method [GET]', status: 400 },
};

/**
 * Answers as the local cluster did; the files of a healthy cluster where the scenario has none of
 * its own.
 */
async function replay(scenario: string, prefix: string, variant: string) {
  const of = (name: string, ...others: string[]) =>
    [name, ...others]
      .map(
        (each) =>
          recorded(scenario, `${prefix}${variant}${each}`) ??
          recorded(scenario, `${prefix}${each}`),
      )
      .find((file) => file !== undefined);
  const resolved =
    variant === '' ? of('resolve-timeout', 'resolve', 'resolve-10s-client-limit') : of('resolve');
  const healthy = (name: string) => recorded('a-sniff-certificate', name);
  const routes: readonly (readonly [RegExp, Recorded | undefined])[] = [
    [
      /^\/_remote\/info/,
      lists(of('remote-info'), resolved) ? of('remote-info') : remoteInfoOf(prefix, resolved),
    ],
    [/^\/_resolve\/cluster/, resolved],
    [/_search/, of('search')],
    [
      /^\/_cluster\/settings/,
      of('settings') ?? { status: 200, body: { persistent: {}, transient: {} } },
    ],
    [/^\/_cluster\/stats/, of('stats')],
    [/^\/_nodes/, of('nodes') ?? healthy('nodes')],
    [/^\/_ssl/, healthy('ssl-certificates')],
    [/^\/$/, of('root') ?? healthy('root')],
  ];
  const server = createServer(({ url = '' }, response) => {
    const answer = routes.find(([path]) => path.test(url))?.[1] ?? NOT_RECORDED;
    if (answer.status === null) return;
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'x-elastic-product': 'Elasticsearch',
    });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.closeAllConnections() };
}

function lists(remoteInfo: Recorded | undefined, resolved: Recorded | undefined): boolean {
  const aliases = Object.keys(resolved?.status === 200 ? (resolved.body ?? {}) : {});
  return (
    remoteInfo !== undefined &&
    (remoteInfo.status !== 200 ||
      aliases.every((alias) => Object.hasOwn(remoteInfo.body ?? {}, alias)))
  );
}

/** Where `_remote/info` was not recorded: the alias of the active answer, not connected. */
function remoteInfoOf(prefix: string, resolved: Recorded | undefined): Recorded {
  const mode = prefix.includes('proxy')
    ? { mode: 'proxy', proxy_address: '127.0.0.1:9443', server_name: '' }
    : { mode: 'sniff', seeds: ['127.0.0.1:9443'] };
  const limits = prefix.includes('proxy')
    ? { num_proxy_sockets_connected: 0, max_proxy_socket_connections: 18 }
    : { num_nodes_connected: 0, max_connections_per_cluster: 3 };
  const entry = {
    connected: false,
    ...mode,
    ...limits,
    initial_connect_timeout: '30s',
    skip_unavailable: false,
  };
  return {
    status: 200,
    body: Object.fromEntries(Object.keys(resolved?.body ?? {}).map((alias) => [alias, entry])),
  };
}

async function verdictsOf(
  scenario: string,
  prefix: string,
  options: { endpoints: readonly Endpoint[]; dns?: AddressProbe['dns']; variant?: string },
) {
  const { endpoints, dns, variant = '' } = options;
  const replayed = await replay(scenario, prefix, variant);
  const registry = parseRegistry(
    JSON.stringify({ clusters: [{ name: 'local', urls: [replayed.url], auth: 'none' }] }),
    {
      file: 'clusters.json',
    },
  );
  const [cluster] = registry.clusters;
  if (cluster === undefined) throw new Error('The registry has no cluster');
  const collected = await collectCluster(cluster, {
    vantage: 'test',
    defaults: {
      ...registry.defaults,
      timeouts: { ...registry.defaults.timeouts, httpSeconds: 2, resolveSeconds: 2 },
    },
    secrets: {},
    signal: new AbortController().signal,
    end: new AbortController().signal,
    isHurried: false,
    now: () => new Date('2026-11-24T00:00:00Z'),
    probe: async ({ roles }) =>
      probe('127.0.0.1:9300', {
        roles: [...roles],
        endpoints: [...endpoints],
        ...(dns === undefined ? {} : { dns }),
      }),
    whenPlaced: (work) => work(),
    sniff: async ({ seed, credentials: { as } }) => notAsked(seed, as, 'replayed'),
    wants: () => true,
    activeRetryMs: 0,
    recall: async () => new Map(),
    onProgress: () => undefined,
  });
  replayed.close();
  const results = judge(collected);
  expect(results.flatMap((one, index) => lostIn(collected.remotes[index], one))).toEqual([]);
  return results.map(({ status, cause }) => `${status} ${cause.code}`);
}

function tlsOf(evidence: Parameters<typeof tlsEvidence>[0]): Endpoint {
  return endpoint({
    tls: {
      outcome: 'ok',
      durationMs: 1,
      evidence: tlsEvidence({ clientCertificate: 'requested', ...evidence }),
    },
    transport: { outcome: 'not-measured', why: 'no client certificate' },
  });
}

const serverPort = endpoint({
  tls: {
    outcome: 'ok',
    durationMs: 1,
    evidence: tlsEvidence({ clientCertificate: 'not-requested' }),
  },
});
const expired = tlsOf({
  trust: 'not-judged',
  chain: [certificate({ notAfter: '2021-01-01T00:00:00.000Z' })],
});
const expiredServer = endpoint({
  tls: {
    outcome: 'ok',
    durationMs: 1,
    evidence: tlsEvidence({
      clientCertificate: 'not-requested',
      chain: [certificate({ notAfter: '2021-01-01T00:00:00.000Z' })],
    }),
  },
});
const untrusted = tlsOf({ trust: 'untrusted', trustError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
const otherName = tlsOf({ trust: 'not-judged', nameMatches: false });
const old = endpoint({
  speaks: 'plain',
  transport: { outcome: 'ok', durationMs: 1, evidence: { transportVersion: 7_172_999 } },
});
const release = (text: string) =>
  endpoint({
    speaks: 'plain',
    transport: {
      outcome: 'ok',
      durationMs: 1,
      evidence: { transportVersion: 9_458_007, release: text },
    },
  });
const unresolved = {
  outcome: 'failed',
  durationMs: 1,
  failure: 'name-not-resolved',
  message: 'getaddrinfo ENOTFOUND no-such-host.invalid',
} as const;

/** [scenario, files' prefix, what the wire shows, the cause] */
const BROKEN: readonly (readonly [string, string, readonly Endpoint[], string])[] = [
  ...(['sniff-', 'proxy-'] as const).flatMap((mode) => [
    ['e-key-to-transport-port', mode, [unseenEndpoint()], 'api-key-on-transport-port'] as const,
    [
      'f-no-key-to-remote-server-port',
      mode,
      [serverPort],
      'no-api-key-on-remote-server-port',
    ] as const,
    ['g-wrong-api-key', mode, [serverPort], 'api-key-invalid'] as const,
    ['g-wrong-api-key-secret', mode, [serverPort], 'api-key-invalid'] as const,
    ['h-rest-api-key', mode, [serverPort], 'api-key-wrong-type'] as const,
    ['k-port-closed', mode, [deadEndpoint()], 'connection-refused'] as const,
    ['k-remote-stopped', mode, [deadEndpoint()], 'connection-refused'] as const,
    ['l-seed-is-http-port', mode, [failedTransport('elasticsearch-http')], 'http-port'] as const,
    ['m-silent-port', mode, [failedTls('timed-out')], 'silent-peer'] as const,
    [
      'n-remote-certificate-expired',
      `certificate-${mode}`,
      [expired],
      'certificate-expired',
    ] as const,
    [
      'n-remote-certificate-expired',
      `api-key-${mode}`,
      [expiredServer],
      'certificate-expired',
    ] as const,
    [
      'o-remote-certificate-unknown-ca',
      `certificate-${mode}`,
      [untrusted],
      'certificate-untrusted',
    ] as const,
    [
      'p-hostname-not-in-certificate',
      `certificate-${mode}`,
      [otherName],
      'certificate-name-mismatch',
    ] as const,
  ]),
  ['g-key-of-another-cluster', 'sniff-', [serverPort], 'api-key-invalid'],
  ['i-expired-api-key', 'sniff-', [serverPort], 'api-key-invalid'],
  ['j-invalidated-api-key', 'sniff-', [serverPort], 'api-key-invalid'],
  ['j-invalidated-api-key', 'while-connected-2-after-', [serverPort], 'not-connected'],
  ['t-versions-9.5.3-to-7.17.29', 'sniff-', [old], 'version-incompatible'],
  ['t-versions-9.5.3-to-8.14.3', 'sniff-', [release('8.14.3')], 'version-incompatible'],
  ['t-versions-9.0.8-to-8.14.3', 'sniff-', [release('8.14.3')], 'version-incompatible'],
  ['t-versions-8.14.3-to-9.5.3', 'sniff-', [release('9.5.3')], 'version-incompatible'],
  ['t-versions-7.17.29-to-9.5.3', 'sniff-', [release('9.5.3')], 'version-incompatible'],
  ['w-half-open-sniff', 'frozen-', [failedTls('timed-out')], 'half-open'],
  ['w-half-open-proxy', 'certificate-frozen-', [failedTls('timed-out')], 'half-open'],
  ['w-half-open-proxy', 'api-key-frozen-', [failedTls('timed-out')], 'half-open'],
];

describe.concurrent('recorded failures, with skip_unavailable true: Elasticsearch gives hardly a reason', () => {
  it.each(BROKEN)('%s %s', async (scenario, prefix, endpoints, cause) => {
    expect((await verdictsOf(scenario, prefix, { endpoints }))[0]).toBe(`failing ${cause}`);
  });

  it.each(['sniff-', 'proxy-'])('k-unknown-host %s', async (prefix) => {
    expect(await verdictsOf('k-unknown-host', prefix, { endpoints: [], dns: unresolved })).toEqual([
      'failing name-not-resolved',
    ]);
  });
});

/** With a sound wire as seen from here: the reason is Elasticsearch's alone. */
const TOLD: readonly (readonly [string, string, string])[] = [
  ...(['sniff-', 'proxy-'] as const).flatMap((mode) => [
    ['f-no-key-to-remote-server-port', mode, 'no-api-key-on-remote-server-port'] as const,
    ['g-wrong-api-key', mode, 'api-key-invalid'] as const,
    ['g-key-of-another-cluster', mode, 'api-key-invalid'] as const,
    ['h-rest-api-key', mode, 'api-key-wrong-type'] as const,
    ['i-expired-api-key', mode, 'api-key-expired'] as const,
    ['j-invalidated-api-key', mode, 'api-key-invalidated'] as const,
    ['k-port-closed', mode, 'connection-refused'] as const,
    ['k-unknown-host', mode, 'name-not-resolved'] as const,
    ['l-seed-is-http-port', mode, 'http-port'] as const,
    ['n-remote-certificate-expired', `certificate-${mode}`, 'certificate-expired'] as const,
    ['o-remote-certificate-unknown-ca', `certificate-${mode}`, 'certificate-untrusted'] as const,
    ['p-hostname-not-in-certificate', `certificate-${mode}`, 'certificate-name-mismatch'] as const,
  ]),
  ['q-publish-address-unreachable', 'certificate-sniff-', 'gateways-unreachable'],
  ['q-publish-address-unreachable', 'api-key-sniff-', 'gateways-unreachable'],
  ['r-dedicated-masters', 'only-master-left-', 'no-gateway-connected'],
];

describe.concurrent('recorded failures, with skip_unavailable false: a search tells the reason', () => {
  it.each(TOLD)('%s %s', async (scenario, prefix, cause) => {
    const given = { endpoints: [unseenEndpoint()], variant: 'skip-unavailable-false-' };
    expect(
      await verdictsOf(
        scenario,
        prefix,
        cause.startsWith('no-api-key') || cause.startsWith('api-key')
          ? { ...given, endpoints: [serverPort] }
          : given,
      ),
    ).toContain(`failing ${cause}`);
  });
});

const WORKING: readonly (readonly [string, string, string])[] = [
  ['a-sniff-certificate', '', 'healthy healthy'],
  ['b-proxy-certificate', '', 'healthy healthy'],
  ['c-sniff-api-key', '', 'healthy healthy'],
  ['d-proxy-api-key', '', 'healthy healthy'],
  ['r-dedicated-masters', 'master-seed-with-data-nodes-', 'healthy healthy'],
  ['s-node-attribute', 'matching-node-', 'healthy healthy'],
  ['t-versions-8.19.21-to-9.5.3', 'sniff-', 'healthy healthy'],
  ['t-versions-9.5.3-to-8.19.21', 'sniff-', 'degraded version-unsupported-for-search'],
  ['t-versions-8.14.3-to-7.17.29', 'sniff-', 'degraded version-unsupported-for-search'],
  ['t-versions-7.17.29-to-8.19.21', 'sniff-', 'healthy healthy'],
  ['u-no-remote-cluster-client-role', 'node-without-role-', 'unknown local-node-without-role'],
  [
    'u-no-remote-cluster-client-role',
    'plain-node-without-role-',
    'unknown local-node-without-role',
  ],
];

describe.concurrent('recorded answers that say nothing against the remote', () => {
  it.each(WORKING)('%s %s: %s', async (scenario, prefix, expected) => {
    const wire = scenario.includes('to-7.17')
      ? old
      : scenario.includes('key')
        ? serverPort
        : scenario.startsWith('t-')
          ? release(scenario.replace(/.*-to-/, ''))
          : unseenEndpoint();
    expect(await verdictsOf(scenario, prefix, { endpoints: [wire] })).toEqual([expected]);
  });
});
