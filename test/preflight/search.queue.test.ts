import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createQueue } from '../../lib/preflight/search.ts';
import {
  compareCosts,
  costOfLosses,
  costOfSteps,
  NOTHING,
  sum,
} from '../../lib/preflight/verdicts.ts';

it('createQueue returns the cheapest first, equals in their order, then undefined', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 60 }), (steps) => {
      const queue = createQueue<string>();
      for (const [index, count] of steps.entries())
        queue.add(`${count} ${index}`, costOfSteps(count));
      const taken = steps.map(() => queue.take());
      const sorted = steps
        .map((count, index) => ({ count, index }))
        .toSorted((a, b) => a.count - b.count || a.index - b.index);
      expect(taken).toEqual(sorted.map(({ count, index }) => `${count} ${index}`));
      expect(queue.take()).toBeUndefined();
    }),
  );
});

it('compareCosts ranks losses by severity, and any loss above any number of steps', () => {
  const loss = (
    kind: 'wire' | 'search' | 'replication',
    certainty: 'certain' | 'maybe',
    forGood: boolean,
  ) => costOfLosses([{ kind, certainty, why: '' }], { forGood });
  const ranked = [
    loss('wire', 'certain', true),
    loss('wire', 'certain', false),
    loss('replication', 'certain', true),
    loss('replication', 'certain', false),
    loss('search', 'certain', true),
    loss('search', 'certain', false),
    loss('wire', 'maybe', true),
    loss('wire', 'maybe', false),
    costOfSteps(1000),
    costOfSteps(1, 2),
    costOfSteps(1),
    NOTHING,
  ];
  expect(ranked.toSorted((a, b) => compareCosts(b, a))).toEqual(ranked);
  expect(compareCosts(sum(costOfSteps(1), costOfSteps(2)), costOfSteps(3))).toBe(0);
});
