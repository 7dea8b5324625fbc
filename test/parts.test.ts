import { expect, it } from 'vitest';
import { partsOf, REMOTES_AT_MOST } from '../lib/parts.ts';

it.each([
  [0, []],
  [1, [1]],
  [REMOTES_AT_MOST, [REMOTES_AT_MOST]],
  [2 * REMOTES_AT_MOST + 1, [REMOTES_AT_MOST, REMOTES_AT_MOST, 1]],
])('partsOf makes of %d aliases parts of %j', (count, sizes) => {
  const aliases = Array.from({ length: count }, (_, index) => `remote-${index}`);
  const parts = partsOf(aliases);
  expect(parts.map(({ length }) => length)).toEqual(sizes);
  expect(parts.flat()).toEqual(aliases);
});
