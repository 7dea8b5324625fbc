import { expect, it } from 'vitest';
import { failuresOf } from '../../lib/result/searches.ts';

const recent = {
  minutes: 12,
  answered: 0,
  skipped: 0,
  failed: { timeout: 1, remotes_unavailable: 3 },
  atLeast: true,
};

it('failuresOf names the most frequent reason first, and says where there may have been more', () => {
  expect(failuresOf(recent)).toBe(
    'at least 4 cross-cluster searches of the local cluster failed in the last 12 minutes (3 remotes_unavailable, 1 timeout)',
  );
  expect(failuresOf({ ...recent, failed: {} })).toBeUndefined();
});
