import { expect, test } from 'vitest';
import { createMemo } from '../../../lib/collect/probe/secureContext.ts';

test('makes each value once, even an undefined one, and forgets all where there are more than its limit', () => {
  const memo = createMemo<string | undefined>(2);
  const made: string[] = [];
  const of = (key: string, value: string | undefined) =>
    memo(key, () => {
      made.push(key);
      return value;
    });
  expect([of('a', 'A'), of('b', undefined), of('a', 'A'), of('b', undefined)]).toEqual([
    'A',
    undefined,
    'A',
    undefined,
  ]);
  expect(made).toEqual(['a', 'b']);
  expect([of('c', 'C'), of('a', 'A'), of('c', 'C')]).toEqual(['C', 'A', 'C']);
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});
