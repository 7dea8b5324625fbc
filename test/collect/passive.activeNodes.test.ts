import { expect, it } from 'vitest';
import { nodesToAsk } from '../../lib/collect/passive.ts';
import { notAnswered, passive } from '../support/facts.ts';

const without = {
  node: 'local-0',
  url: 'https://local-0:9200',
  durationMs: 1,
  failed: notAnswered('no-role').failed,
};

it.each([
  ['no node could be asked', [without], []],
  ['one node speaks for those that see the same', [passive(), passive(), passive()], [0]],
  ['a node without the role is passed over', [without, passive(), passive()], [1]],
  [
    'a node that is not connected is asked too',
    [passive(), passive({ connected: false }), passive()],
    [0, 1],
  ],
  [
    'a node with other credentials is asked too',
    [passive(), passive(), passive({ hasCredentials: true })],
    [0, 2],
  ],
])('nodesToAsk: %s', (_what, witnesses, indexes) => {
  expect(nodesToAsk(witnesses)).toEqual(indexes.map((index) => witnesses[index]));
});
