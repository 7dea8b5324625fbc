import { expect, it } from 'vitest';
import { listNodes } from '../../../lib/collect/sniff/nodeList.ts';
import type { Talk } from '../../../lib/collect/sniff/talk.ts';
import type { DiscoveryNode } from '../../../lib/collect/transport/discoveryNode.ts';

/** 8.14.3, whose cluster state is not read: it is asked for the list of nodes. */
const VERSION = 8_636_001;

function node(name: string, address: DiscoveryNode['address']): DiscoveryNode {
  return { name, id: `id-${name}`, address, attributes: {}, roles: ['data'], release: '8.14.3' };
}

function talkOf(nodes: readonly DiscoveryNode[]): Talk {
  return { ask: async <T>() => nodes as T, roundTrips: () => 1 };
}

it('listNodes tells a publish address as Elasticsearch writes it, with the name where there is one', async () => {
  const nodes = [
    node('bare', { host: '10.0.0.1', ip: '10.0.0.1', port: 9300 }),
    node('named', { host: 'archive-2.example', ip: '10.0.0.2', port: 9300 }),
    node('v6', { host: 'archive-3.example', ip: '::1', port: 9300 }),
  ];
  const listed = await listNodes(talkOf(nodes), {
    version: VERSION,
    headers: new Map(),
    portKind: 'transport',
  });
  expect(listed.nodes.map(({ transportAddress }) => transportAddress)).toEqual([
    '10.0.0.1:9300',
    'archive-2.example/10.0.0.2:9300',
    'archive-3.example/[::1]:9300',
  ]);
});
