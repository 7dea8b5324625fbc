import { describe, expect, it } from 'vitest';
import type { NodeInfo } from '../../lib/facts/facts.ts';
import { type GatewayInput, gatewaysOf, publishAddresses } from '../../lib/facts/gateways.ts';
import {
  answered,
  deadEndpoint,
  endpoint,
  failedTls,
  failedTransport,
  node,
  probe,
  refusedSniff,
  registration,
  remoteFacts,
  sniffed,
  sniffWitness,
  unseenEndpoint,
} from '../support/facts.ts';

const LEFT_OUT = { outcome: 'not-measured', why: 'it was left out' } as const;
const input = { registration: registration(), localVersions: ['9.5.3'], network: [probe()] };
const byHttp = (nodes: readonly NodeInfo[]) => ({
  remote: remoteFacts({ nodes: answered(nodes) }),
});
const one = ({
  nodes = [node()],
  ...change
}: Partial<typeof input> & { nodes?: readonly NodeInfo[] }) =>
  gatewaysOf({ ...input, ...byHttp(nodes), ...change }).nodes[0];

it.each([
  [['master'], false],
  [['master', 'remote_cluster_client', 'ml'], false],
  [['master', 'data_hot'], true],
  [['master', 'ingest'], true],
  [['data'], true],
  [[], true],
])('gatewaysOf: a node with the roles %j is eligible: %s', (roles, eligible) => {
  expect(one({ nodes: [node({ roles })] })).toMatchObject({ eligible });
});

it.each([
  [{ gateway: 'true' }, true],
  [{ gateway: 'false' }, false],
  [{}, false],
])(
  'gatewaysOf: with cluster.remote.node.attr = gateway, a node with %j is eligible: %s',
  (attributes, eligible) => {
    expect(
      one({
        registration: registration({ nodeAttribute: 'gateway' }),
        nodes: [node({ attributes })],
      }),
    ).toMatchObject({ eligible });
  },
);

it('gatewaysOf says which refusal it was', () => {
  const nodes = [node({ version: '8.14.3' }), node({ roles: ['master'] })];
  expect(gatewaysOf({ ...input, ...byHttp(nodes) }).nodes.map(({ reason }) => reason)).toEqual([
    'version 8.14.3 is not compatible with the local cluster (9.5.3)',
    'dedicated master',
  ]);
});

it('gatewaysOf does not call a version compatible where that is not known', () => {
  expect(one({ localVersions: [] })).toMatchObject({
    eligible: true,
    reason: 'not a dedicated master; whether its version is compatible is not known',
  });
});

it('gatewaysOf takes the remote cluster server and its address in the API key model', () => {
  const withKey = registration({ securityModel: 'api-key' });
  expect(one({ registration: withKey })).toMatchObject({
    eligible: false,
    reason: 'has no remote cluster server enabled',
    reachable: 'unknown',
  });
  const server = node({ remoteClusterServerAddress: '10.0.0.1:9443' });
  expect(one({ registration: withKey, nodes: [server] })).toMatchObject({
    eligible: true,
    publishAddress: '10.0.0.1:9443',
  });
});

it.each([
  ['the handshake was answered', probe(), 'yes'],
  [
    'the certificate was shown and a client certificate asked for',
    probe(undefined, { endpoints: [unseenEndpoint()] }),
    'yes',
  ],
  ['the connection was refused', probe(undefined, { endpoints: [deadEndpoint()] }), 'no'],
  ['the handshake failed', probe(undefined, { endpoints: [failedTransport('closed')] }), 'no'],
  ['TLS failed', probe(undefined, { endpoints: [failedTls('alert')] }), 'no'],
  [
    'the name does not resolve',
    probe(undefined, {
      dns: { outcome: 'failed', durationMs: 1, failure: 'name-not-resolved', message: 'ENOTFOUND' },
      endpoints: [],
    }),
    'no',
  ],
  ['one of two IPs answers', probe(undefined, { endpoints: [deadEndpoint(), endpoint()] }), 'yes'],
  [
    'only TCP was measured',
    probe(undefined, { endpoints: [endpoint({ tls: LEFT_OUT, transport: LEFT_OUT })] }),
    'yes',
  ],
  [
    "the checker's client certificate was rejected",
    probe(undefined, { endpoints: [deadEndpoint(), failedTls('client-certificate-rejected')] }),
    'unknown',
  ],
  [
    'time ran out before TCP',
    probe(undefined, {
      endpoints: [endpoint({ tcp: LEFT_OUT, tls: LEFT_OUT, transport: LEFT_OUT })],
    }),
    'unknown',
  ],
  ['time ran out before DNS', probe(undefined, { dns: LEFT_OUT, endpoints: [] }), 'unknown'],
  ['nothing was probed', probe('10.9.9.9:9300'), 'unknown'],
])('gatewaysOf: reachable when %s: %s', (_what, probed, reachable) => {
  expect(one({ network: [probed] })).toMatchObject({ reachable });
});

it('gatewaysOf matches publish addresses with names by what was probed', () => {
  const named = node({ transportAddress: 'archive-1.example/10.0.0.1:9300' });
  expect(
    one({ nodes: [named], network: [probe('archive-1.example/10.0.0.1:9300')] }),
  ).toMatchObject({ reachable: 'yes' });
});

it('gatewaysOf says what to configure where the nodes are not known, and that they do not matter to a proxy', () => {
  expect(gatewaysOf(input)).toMatchObject({
    source: 'not-known',
    hint: "The gateway nodes are not known: give remotes.archive.sniffAsNode (with a node certificate as transportTls) or remotes.archive.remote (the remote's own HTTP addresses: urls and auth) in the registry to have them listed and probed",
    nodes: [],
  });
  expect(gatewaysOf({ ...input, registration: registration({ mode: 'proxy' }) })).toEqual({
    source: 'not-applicable',
    nodes: [],
  });
});

it.each([
  ['api-key', 'remotes.archive.crossClusterApiKey'],
  ['none', 'give remotes.archive.remote'],
] as const)('gatewaysOf says in the model %s to give %s', (securityModel, hint) => {
  expect(gatewaysOf({ ...input, registration: registration({ securityModel }) }).hint).toContain(
    hint,
  );
});

it('gatewaysOf says why no seed listed the nodes, where one was asked', () => {
  const withKey = registration({ securityModel: 'api-key' });
  const http =
    "give remotes.archive.remote (the remote's own HTTP addresses: urls and auth) in the registry to have them listed and probed";
  expect(
    gatewaysOf({ ...input, registration: withKey, sniff: [refusedSniff('key-expired')] }).hint,
  ).toBe(
    `The gateway nodes are not known, since no seed listed them (10.0.0.1:9300: the words for key-expired): ${http}`,
  );
  const silent = {
    witness: sniffWitness({ as: 'nobody', outcome: 'not-known', why: 'No answer' }),
  };
  expect(
    gatewaysOf({ ...input, registration: registration({ securityModel: 'none' }), sniff: [silent] })
      .hint,
  ).toContain('(10.0.0.1:9300: No answer)');
  expect(gatewaysOf({ ...input, registration: withKey, sniff: [silent] }).hint).toContain(
    'give remotes.archive.crossClusterApiKey',
  );
});

describe('gatewaysOf, of the nodes that a seed lists,', () => {
  const at = (id: string, more: Partial<NodeInfo> = {}) =>
    node({ id, name: id, transportAddress: `10.0.0.${id}:9300`, ...more });
  const network = (...dead: readonly string[]) =>
    ['1', '2', '3', '4', '5'].map((id) =>
      probe(`10.0.0.${id}:9300`, dead.includes(id) ? { endpoints: [deadEndpoint()] } : {}),
    );
  const five = ['1', '2', '3', '4', '5'].map((id) => at(id));
  const listedBy = (own: string, seed = 'a:1', nodes = five) =>
    sniffed({ seed, node: { id: own, name: own } }, nodes);
  const chosen = (change: Partial<GatewayInput>) => {
    const { seed, source, nodes } = gatewaysOf({ ...input, network: network(), ...change });
    return [source, seed, ...nodes.filter((entry) => entry.chosen).map(({ name }) => name)];
  };

  it('chooses the own node of the seed and the first others, up to connections_per_cluster', () => {
    expect(chosen({ sniff: [listedBy('4')] })).toEqual(['transport', 'a:1', '1', '2', '4']);
    const one = registration({ connectionsPerCluster: 1 });
    expect(chosen({ sniff: [listedBy('4')], registration: one })).toEqual([
      'transport',
      'a:1',
      '4',
    ]);
  });

  it('leaves out those that cannot be reached or may not be gateways', () => {
    const nodes = [at('1'), at('2', { roles: ['master'] }), at('3'), at('4')];
    expect(chosen({ sniff: [listedBy('1', 'a:1', nodes)], network: network('3') })).toEqual([
      'transport',
      'a:1',
      '1',
      '4',
    ]);
  });

  it('goes on to the next seed where the own node of one cannot be reached', () => {
    const sniff = [listedBy('1', 'a:1'), listedBy('2', 'b:1')];
    expect(chosen({ sniff, network: network('1') })).toEqual(['transport', 'b:1', '2', '3', '4']);
    expect(chosen({ sniff, network: network('1', '2') })).toEqual(['transport', undefined]);
  });

  it('stays with a seed whose own node may be no gateway', () => {
    const nodes = [at('1', { roles: ['master'] }), at('2'), at('3')];
    expect(chosen({ sniff: [listedBy('1', 'a:1', nodes)], network: network('1') })).toEqual([
      'transport',
      'a:1',
      '2',
      '3',
    ]);
  });

  it('goes by the seed where the HTTP port lists nodes too, and by the HTTP port alone where no seed does', () => {
    const remote = remoteFacts({ nodes: answered([at('5'), at('6')]) });
    expect(chosen({ sniff: [listedBy('1')], remote })).toEqual(['both', 'a:1', '1', '2', '3']);
    expect(chosen({ sniff: [refusedSniff('key-expired')], remote })).toEqual([
      'remote-http',
      undefined,
      '5',
      '6',
    ]);
  });
});

it('publishAddresses leaves out nodes without an address for the model', () => {
  const nodes = [node(), node({ id: 'n2', remoteClusterServerAddress: '[::1]:9443' })];
  const withKey = registration({ securityModel: 'api-key' });
  expect(publishAddresses({ ...input, ...byHttp(nodes), registration: withKey })).toEqual([
    { node: nodes[1], address: { host: '::1', port: 9443 } },
  ]);
  expect(publishAddresses({ ...input, ...byHttp(nodes) })).toHaveLength(2);
});

it('gatewaysOf tells nodes apart that publish the same name with different IPs', () => {
  const nodes = ['10.0.0.1', '10.0.0.2'].map((ip) =>
    node({ id: ip, transportAddress: `archive.example/${ip}:9300` }),
  );
  const network = [
    probe('archive.example/10.0.0.1:9300'),
    probe('archive.example/10.0.0.2:9300', { endpoints: [deadEndpoint()] }),
  ];
  expect(
    gatewaysOf({ ...input, ...byHttp(nodes), network }).nodes.map(({ reachable }) => reachable),
  ).toEqual(['yes', 'no']);
});

it('gatewaysOf judges thousands of nodes, versions and addresses, each once', () => {
  const count = 10_000;
  const versions = Array.from({ length: count }, (_, index) => `9.${index % 1000}.${index % 7}`);
  const nodes = versions.map((version, index) =>
    node({ id: `n${index}`, version, transportAddress: `10.1.${index >> 8}.${index & 255}:9300` }),
  );
  const network = nodes.map(({ transportAddress = '' }) => probe(transportAddress));
  const endless = registration({ connectionsPerCluster: 1_000_000 });
  const sniff = [sniffed({ node: { id: 'n9999', name: 'own' } }, nodes)];
  const gateways = gatewaysOf({ registration: endless, localVersions: versions, network, sniff });
  expect(gateways.nodes).toHaveLength(1_000);
  expect(gateways.nodes[0]).toMatchObject({
    reachable: 'yes',
    chosen: true,
    reason: expect.stringContaining('not known'),
  });
});
