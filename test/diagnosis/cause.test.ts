import { expect, it } from 'vitest';
import { type Cause, prose } from '../../lib/diagnosis/cause.ts';

it('a cause without a rule does not compile', () => {
  // @ts-expect-error a tier is missing
  const none: Cause['when'] = {};
  // @ts-expect-error a rule is missing
  const empty: Cause['when'] = { wire: [] };
  // @ts-expect-error there is no such tier
  const other: Cause['when'] = { guessed: () => undefined };
  expect([none, empty, other]).toHaveLength(3);
});

it('prose is one paragraph, and keeps the spaces of its values', () => {
  expect(prose`
    Fix ${'a  b'} on
    ${'c'}.`).toBe('Fix a  b on c.');
});
