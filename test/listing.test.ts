import { expect, it } from 'vitest';
import { listing } from '../lib/listing.ts';

it('listing names the first 16, and says how many more there are', () => {
  const items = Array.from({ length: 18 }, (_, index) => `n${index}`);
  expect(listing(items.slice(0, 3))).toBe('n0, n1, n2');
  expect(listing(items.slice(0, 16))).toMatch(/, n15$/);
  expect(listing(items, '; ')).toMatch(/; n15; and 2 more$/);
});
