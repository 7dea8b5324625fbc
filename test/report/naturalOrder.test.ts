import { expect, it } from 'vitest';
import { natural } from '../../lib/report/naturalOrder.ts';

it('natural sorts numbers in names as numbers', () => {
  expect(['node-10', 'node-2', 'Node-1'].toSorted(natural)).toEqual([
    'Node-1',
    'node-2',
    'node-10',
  ]);
});
