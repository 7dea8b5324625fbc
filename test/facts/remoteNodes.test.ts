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
  expect(remoteNodesOf({})).toEqual({ source: 'not-known', nodes: [] });
  expect(remoteNodesOf({ remote: unlisted, sniff: [refusedSniff('key-expired')] })).toEqual({
    source: 'not-known',
    nodes: [],
  });
  expect(remoteNodesOf({ remote })).toEqual({ source: 'remote-http', nodes: byHttp });
  expect(remoteNodesOf({ remote: unlisted, sniff: [seed] })).toEqual({
    source: 'transport',
    nodes: seed.nodes,
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
