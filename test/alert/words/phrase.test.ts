import { expect, it } from 'vitest';
import { counted, firstNames, separated } from '../../../lib/alert/words/phrase.ts';

it('firstNames says how many more there are', () => {
  expect(firstNames([], 2)).toEqual([]);
  expect(firstNames(['a', 'b'], 2)).toEqual([{ name: 'a' }, ', ', { name: 'b' }]);
  expect(firstNames(['a', 'b', 'c'], 1)).toEqual([{ name: 'a' }, ', ', '2 more']);
});

it('separated puts commas between phrases', () => {
  expect(separated([['a', { name: 'b' }], ['c']])).toEqual(['a', { name: 'b' }, ', ', 'c']);
});

it.each([
  [0, '0 minutes'],
  [1, '1 minute'],
  [2, '2 minutes'],
])('counted: %i → %s', (count, expected) => {
  expect(counted(count, 'minute')).toBe(expected);
});
