import { expect, it } from 'vitest';
import type { HostRange } from '../../lib/addressRange.ts';
import {
  GATEWAYS_AT_MOST,
  targetsOf as planOf,
  type TargetOptions,
} from '../../lib/collect/targets.ts';
import type { NodeInfo } from '../../lib/facts/facts.ts';
import { SEEDS_AT_MOST } from '../../lib/facts/remoteNodes.ts';
import type { AddressProbe } from '../../lib/result/network.ts';
import {
  answered,
  deadEndpoint,
  endpoint,
  facts,
  localNode,
  node,
  notAnswered,
  probe,
  registration,
  remoteFacts,
  root,
  sniffed,
} from '../support/facts.ts';

const { local } = facts();
const input = { registration: registration(), local, tls: {} };
const byHttp = (...nodes: readonly NodeInfo[]) => ({
  sources: { remote: remoteFacts({ nodes: answered(nodes) }) },
});
const targetsOf = (options: TargetOptions) => planOf(options).targets;

it('targetsOf takes the seeds and the publish addresses of the remote nodes, each once', () => {
  const nodes = [node(), node({ id: 'n2', transportAddress: 'archive-2.example/10.0.0.2:9300' })];
  expect(
    targetsOf({ ...input, ...byHttp(...nodes) }).map(({ address, roles }) => ({ address, roles })),
  ).toEqual([
    { address: { host: '10.0.0.1', port: 9300 }, roles: ['seed', 'gateway'] },
    { address: { host: 'archive-2.example', port: 9300, ip: '10.0.0.2' }, roles: ['gateway'] },
  ]);
});

it('targetsOf takes the proxy address and the server name only, since publish addresses do not matter to a proxy', () => {
  const proxy = registration({
    mode: 'proxy',
    seeds: [],
    proxyAddress: 'proxy:9443',
    serverName: 'archive.example',
  });
  expect(targetsOf({ ...input, registration: proxy, ...byHttp(node()) })).toMatchObject([
    { address: { host: 'proxy', port: 9443 }, roles: ['proxy'], serverName: 'archive.example' },
  ]);
});

it('targetsOf finds nothing to probe where no address is registered', () => {
  const { proxyAddress: _none, ...unset } = registration({ mode: 'proxy', seeds: [] });
  expect(targetsOf({ ...input, registration: unset })).toEqual([]);
  expect(targetsOf({ ...input, registration: registration({ seeds: ['nonsense'] }) })).toEqual([]);
});

it.each([
  [true, 'tls'],
  [false, 'plain'],
])(
  'targetsOf: local nodes with TLS %s are expected to be answered in %s',
  (transportTls, expects) => {
    expect(targetsOf({ ...input, registration: registration({ transportTls }) })).toMatchObject([
      { expects },
    ]);
  },
);

it('targetsOf speaks in the voice of the oldest local node, to whom it is known to be understood', () => {
  const nodes = answered([
    node({ version: '9.5.3', transportVersion: 9_458_007 }),
    node({ version: '9.1.0', transportVersion: 9_112_003 }),
    node(),
  ]);
  const [target] = targetsOf({ ...input, local: { ...local, nodes } });
  expect(target?.localVoice).toMatchObject({ release: '9.1.0', transportVersion: 9_112_003 });
  const mayAsk = (transportVersion: number, release?: string) =>
    target?.localVoice?.mayAsk({ transportVersion, ...(release === undefined ? {} : { release }) });
  expect(mayAsk(9_458_007, '9.5.3')).toBe(true);
  expect(mayAsk(8_841_096, '8.19.21')).toBe(true);
  expect(mayAsk(7_172_999)).toBe(false);
  expect(mayAsk(99_999_999)).toBe(false);
});

it.each([
  ['nodes do not tell their transport version', { nodes: answered([node()]) }],
  ['the nodes could not be listed', { nodes: notAnswered('not-authorized') }],
])('targetsOf has no voice where %s', (_what, change) => {
  expect(targetsOf({ ...input, local: { ...local, ...change } })[0]).not.toHaveProperty(
    'localVoice',
  );
});

it('targetsOf goes by the rule where no local node answered with its minimum', () => {
  const nodesAsked = [localNode({ root: notAnswered('timed-out') })];
  const silent = targetsOf({ ...input, local: { ...local, nodesAsked } })[0]?.localVoice;
  const outspoken = targetsOf({
    ...input,
    local: {
      ...local,
      nodesAsked: [localNode({ root: answered(root({ minimumWireVersion: '9.4.0' })) })],
    },
  })[0]?.localVoice;
  expect(silent?.mayAsk({ transportVersion: 8_841_096, release: '8.19.21' })).toBe(true);
  expect(outspoken?.mayAsk({ transportVersion: 8_841_096, release: '8.19.21' })).toBe(false);
});

it('targetsOf takes nodes that publish the same name with different IPs for different nodes', () => {
  const nodes = [1, 2, 2].map((last, index) =>
    node({ id: `n${index}`, transportAddress: `archive.example/10.0.1.${last}:9300` }),
  );
  const addresses = targetsOf({ ...input, ...byHttp(...nodes) }).map(({ address }) => address);
  expect(addresses.slice(1)).toEqual([
    { host: 'archive.example', port: 9300, ip: '10.0.1.1' },
    { host: 'archive.example', port: 9300, ip: '10.0.1.2' },
  ]);
});

function manyNodes(count: number, overrides: Partial<NodeInfo> = {}): NodeInfo[] {
  return Array.from({ length: count }, (_, index) =>
    node({
      id: `n${index}`,
      name: `node-${index}`,
      transportAddress: `10.1.${index >> 8}.${index & 255}:9300`,
      ...overrides,
    }),
  );
}

it('targetsOf takes so many gateway nodes and seeds only, and says how many it skips', () => {
  const seeds = Array.from({ length: 200_000 }, (_, index) => `h${index}.example:9300`);
  const { targets, skipped } = planOf({
    ...input,
    registration: registration({ seeds }),
    ...byHttp(...manyNodes(500)),
  });
  const count = (role: 'seed' | 'gateway') =>
    targets.filter(({ roles }) => roles.includes(role)).length;
  expect([count('seed'), count('gateway')]).toEqual([SEEDS_AT_MOST, GATEWAYS_AT_MOST]);
  expect(skipped).toEqual({ seeds: 200_000 - SEEDS_AT_MOST, gateways: 500 - GATEWAYS_AT_MOST });
});

it("targetsOf takes the seed's own node first, then nodes that may be gateways", () => {
  const masters = manyNodes(100, { roles: ['master'] });
  const data = node({ id: 'data', transportAddress: '10.9.9.9:9300' });
  const own = node({ id: 'own', transportAddress: '10.9.9.8:9300' });
  const sniff = [sniffed({ node: { id: 'own', name: 'own' } }, [...masters, data, own])];
  const [first, second] = targetsOf({
    ...input,
    registration: registration({ seeds: [] }),
    sources: { sniff },
  });
  expect([first?.address.host, second?.address.host]).toEqual(['10.9.9.8', '10.9.9.9']);
});

it.each([
  [1, 32],
  [4, 32],
  [128, 1],
])('targetsOf of %d names walks to %d IPs of each', (count, ipsAtMost) => {
  const seeds = Array.from({ length: count }, (_, index) => `h${index}.example:9300`);
  expect(targetsOf({ ...input, registration: registration({ seeds }) })[0]).toMatchObject({
    ipsAtMost,
  });
});

it('targetsOf takes one IP of a name that a remote publishes', () => {
  const [, named] = targetsOf({
    ...input,
    ...byHttp(node({ transportAddress: 'archive.example:9300' })),
  });
  expect(named).toMatchObject({ ipsAtMost: 1, ranges: [] });
});

it.each<[string, AddressProbe[], HostRange[]]>([
  ['no seed is there', [probe()], []],
  [
    'a seed is configured with such an IP',
    [probe('127.0.0.1:1', { endpoints: [{ ...deadEndpoint(), ip: '127.0.0.1' }] })],
    ['loopback'],
  ],
  [
    'the name of a seed stands for such IPs, and something listens at one of them',
    [
      probe('archive.example:9300', {
        dns: { outcome: 'ok', durationMs: 1, evidence: { lookedUp: true, ips: [] } },
        endpoints: [endpoint({ ip: '169.254.1.1' }), { ...deadEndpoint(), ip: '127.0.0.1' }],
      }),
    ],
    ['link-local'],
  ],
])(
  'targetsOf lets publish addresses lead to the host of the checker where %s',
  (_what, configured, ranges) => {
    const nodes = [
      node({ transportAddress: '10.0.0.1:9301' }),
      node({ id: 'n2', transportAddress: '[::1]:9300' }),
    ];
    const [, ordinary, ofHost] = targetsOf({ ...input, configured, ...byHttp(...nodes) });
    expect(ordinary).not.toHaveProperty('ranges');
    expect(ofHost).toMatchObject({ ranges });
  },
);
