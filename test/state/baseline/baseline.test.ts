import { expect, it } from 'vitest';
import { memorySchema, remember } from '../../../lib/state/baseline/baseline.ts';
import { healthyResult } from '../../support/results.ts';

const searches = {
  answered: 5,
  skipped: 1,
  nodes: { answered: 1, failed: 0 },
  own: { answered: 0, skipped: 0 },
  failed: {},
};

it('remember keeps its content if a result has no data', () => {
  const memory = remember(undefined, { ...healthyResult, searches });
  expect(memory.searches?.counters).toEqual({ answered: 5, skipped: 1, failed: {}, nodes: 1 });
  const blind = {
    ...healthyResult,
    witnesses: { ...healthyResult.witnesses, network: [] },
    remoteClusterUuid: undefined,
  };
  expect(remember(memory, { ...blind, checkedAt: '2026-11-25T00:00:00.000Z' })).toEqual(memory);
});

it('an unreadable part from another version of the checker is reset', () => {
  expect(
    memorySchema.parse({ searches: { at: 'yesterday' }, identity: 'somebody', mood: 1 }),
  ).toEqual({});
});
