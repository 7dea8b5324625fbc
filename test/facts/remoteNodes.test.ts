import { expect, it } from 'vitest';
import { answeredSeeds, nodesByHttp, remoteNodesOf } from '../../lib/facts/remoteNodes.ts';
import {
  answered,
  node,
  notAnswered,
  refusedSniff,
  remoteFacts,
  sniffed,
} from '../support/facts.ts';

const byHttp = [
  node({ settings: { 'cluster.name': 'x' }, transportAddress: '10.9.9.9:9300' }),
  node({ id: 'n9', name: 'archive-9' }),
];
const remote = remoteFacts({ nodes: answered(byHttp) });
const unlisted = remoteFacts({ nodes: notAnswered('timed-out') });
const seed = sniffed({}, [node(), node({ id: 'n2', name: 'archive-2' })]);

it('remoteNodesOf takes what there is', () => {
  expect(remoteNodesOf({})).toEqual({ source: 'not-known', nodes: [], further: 0 });
  expect(remoteNodesOf({ remote: unlisted, sniff: [refusedSniff('key-expired')] })).toEqual({
    source: 'not-known',
    nodes: [],
    further: 0,
  });
  expect(remoteNodesOf({ remote })).toEqual({ source: 'remote-http', nodes: byHttp, further: 0 });
  expect(remoteNodesOf({ remote: unlisted, sniff: [seed] })).toEqual({
    source: 'transport',
    nodes: seed.nodes,
    further: 0,
  });
});

it('remoteNodesOf takes the word of the seed, its settings and further nodes from HTTP', () => {
  const { source, nodes } = remoteNodesOf({
    remote,
    sniff: [refusedSniff('other'), seed, sniffed()],
  });
  expect(source).toBe('both');
  expect(nodes).toEqual([
    node({ settings: { 'cluster.name': 'x' } }),
    node({ id: 'n2', name: 'archive-2' }),
    byHttp[1],
  ]);
});

it('answeredSeeds and nodesByHttp tell each source apart', () => {
  expect(answeredSeeds({ sniff: [refusedSniff('other'), seed] })).toEqual([seed]);
  expect(answeredSeeds({})).toEqual([]);
  expect(nodesByHttp({ remote })).toBe(byHttp);
  expect(nodesByHttp({ remote: unlisted })).toBeUndefined();
});

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => node({ id: `m${index}` }));

it('remoteNodesOf takes the first 1,000 nodes, the own node of a seed among them, and tells how many more there are', () => {
  const nodes = many(3_000);
  const own = sniffed({ node: { id: 'm2999', name: 'own' }, listed: 3_000 }, nodes);
  const taken = remoteNodesOf({ sniff: [own] });
  expect([taken.further, taken.nodes.length, taken.nodes[0]?.id, taken.nodes[1]?.id]).toEqual([
    2_000,
    1_000,
    'm2999',
    'm0',
  ]);
  const byHttpOnly = remoteNodesOf({ remote: remoteFacts({ nodes: answered(nodes) }) });
  expect([byHttpOnly.further, byHttpOnly.nodes.length]).toEqual([2_000, 1_000]);
});

it('remoteNodesOf counts the nodes that the seed listed and that were not kept', () => {
  expect(remoteNodesOf({ sniff: [sniffed({ listed: 7_000 }, many(1_000))] }).further).toBe(6_000);
});
