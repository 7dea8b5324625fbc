import { expect, it } from 'vitest';
import { hash } from '../../../lib/state/incident/hash.ts';

it('hash is short and the same for each call', () => {
  expect(hash('eu', 'archive')).toMatch(/^[\da-f]{16}$/);
  expect(hash('eu', 'archive')).toBe(hash('eu', 'archive'));
});

it('hash separates its parts', () => {
  expect(hash('a', 'bc')).not.toBe(hash('ab', 'c'));
});
