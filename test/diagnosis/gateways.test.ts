import { expect, it } from 'vitest';
import { gatewaysOf, publishAddresses } from '../../lib/diagnosis/gateways.ts';
import { deadEndpoint, endpoint, failedTls, failedTransport, node, probe, registration, unseenEndpoint } from '../support/facts.ts';

const LEFT_OUT = { outcome: 'not-measured', why: 'it was left out' } as const;
const input = { registration: registration(), nodes: [node()], localVersions: ['9.5.3'], network: [probe()] };
const one = (change: Partial<typeof input>) => gatewaysOf({ ...input, ...change }).nodes[0];

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
])('gatewaysOf: with cluster.remote.node.attr = gateway, a node with %j is eligible: %s', (attributes, eligible) => {
  expect(one({ registration: registration({ nodeAttribute: 'gateway' }), nodes: [node({ attributes })] })).toMatchObject({ eligible });
});

it('gatewaysOf says which refusal it was', () => {
  const nodes = [node({ version: '8.14.3' }), node({ roles: ['master'] })];
  expect(gatewaysOf({ ...input, nodes }).nodes.map(({ reason }) => reason)).toEqual([
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
  expect(one({ registration: withKey, nodes: [server] })).toMatchObject({ eligible: true, publishAddress: '10.0.0.1:9443' });
});

it.each([
  ['the handshake was answered', probe(), 'yes'],
  ['the certificate was shown and a client certificate asked for', probe(undefined, { endpoints: [unseenEndpoint()] }), 'yes'],
  ['the connection was refused', probe(undefined, { endpoints: [deadEndpoint()] }), 'no'],
  ['the handshake failed', probe(undefined, { endpoints: [failedTransport('closed')] }), 'no'],
  ['TLS failed', probe(undefined, { endpoints: [failedTls('alert')] }), 'no'],
  [
    'the name does not resolve',
    probe(undefined, { dns: { outcome: 'failed', durationMs: 1, failure: 'name-not-resolved', message: 'ENOTFOUND' }, endpoints: [] }),
    'no',
  ],
  ['one of two IPs answers', probe(undefined, { endpoints: [deadEndpoint(), endpoint()] }), 'yes'],
  ['only TCP was measured', probe(undefined, { endpoints: [endpoint({ tls: LEFT_OUT, transport: LEFT_OUT })] }), 'yes'],
  [
    "the checker's client certificate was rejected",
    probe(undefined, { endpoints: [deadEndpoint(), failedTls('client-certificate-rejected')] }),
    'unknown',
  ],
  [
    'time ran out before TCP',
    probe(undefined, { endpoints: [endpoint({ tcp: LEFT_OUT, tls: LEFT_OUT, transport: LEFT_OUT })] }),
    'unknown',
  ],
  ['time ran out before DNS', probe(undefined, { dns: LEFT_OUT, endpoints: [] }), 'unknown'],
  ['nothing was probed', probe('10.9.9.9:9300'), 'unknown'],
])('gatewaysOf: reachable when %s: %s', (_what, probed, reachable) => {
  expect(one({ network: [probed] })).toMatchObject({ reachable });
});

it('gatewaysOf matches publish addresses with names by what was probed', () => {
  const named = node({ transportAddress: 'archive-1.example/10.0.0.1:9300' });
  expect(one({ nodes: [named], network: [probe('archive-1.example:9300')] })).toMatchObject({ reachable: 'yes' });
});

it('gatewaysOf says what to configure where the nodes are not known, and that they do not matter to a proxy', () => {
  expect(gatewaysOf({ ...input, nodes: undefined })).toMatchObject({
    source: 'not-known',
    hint: expect.stringContaining('remotes.archive.remote'),
    nodes: [],
  });
  expect(gatewaysOf({ ...input, registration: registration({ mode: 'proxy' }) })).toEqual({ source: 'not-applicable', nodes: [] });
});

it('publishAddresses leaves out nodes without an address for the model', () => {
  const nodes = [node(), node({ remoteClusterServerAddress: '[::1]:9443' })];
  expect(publishAddresses(nodes, 'api-key')).toEqual([{ node: nodes[1], address: { host: '::1', port: 9443 } }]);
  expect(publishAddresses(nodes, 'certificate')).toHaveLength(2);
});
