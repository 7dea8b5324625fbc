import { expect, it } from 'vitest';
import { countOf, difference, reduced, sum } from '../../lib/result/witness.ts';

it('difference tells what changed', () => {
  expect(difference({ a: 3, b: 2, c: 1 }, { a: 1, b: 2, d: 4 })).toEqual({ a: 2, c: 1, d: -4 });
});

it('sum has every reason', () => {
  expect(sum({ a: 3 }, { a: 1, b: 2 })).toEqual({ a: 4, b: 2 });
});

it('reduced takes the same from each, and leaves nothing below', () => {
  expect(reduced({ a: 5, b: 2, c: 1 }, 2)).toEqual({ a: 3 });
  expect(reduced({ a: 5, b: 2 }, 0)).toEqual({ a: 5, b: 2 });
});

it('a name that every object has is counted like any other', () => {
  expect(countOf({ timeout: 1 }, 'constructor')).toBe(0);
  expect(sum({ constructor: 2 } as never, {})).toEqual({ constructor: 2 });
});
