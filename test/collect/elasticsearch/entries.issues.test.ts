import { expect, test } from 'vitest';
import * as z from 'zod';
import { inWords } from '../../../lib/collect/elasticsearch/entries.ts';

function issuesOf(list: readonly unknown[]): string {
  const { error } = z.array(z.string()).safeParse(list);
  return error === undefined ? 'none' : inWords(error);
}

test('prints a few issues, and says how many more there are', () => {
  expect(issuesOf([1])).toBe('✖ Invalid input: expected string, received number\n  → at [0]');
  expect(issuesOf(Array(5).fill(1)).match(/→/g)).toHaveLength(5);
  const many = issuesOf(Array(100_000).fill(1));
  expect(many.match(/→/g)).toHaveLength(5);
  expect(many).toMatch(/\n✖ 99995 more of the kind$/);
});
