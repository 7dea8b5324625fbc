import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { broken, facts, refusedActive } from '../../support/facts.ts';

it('says nothing of small requests if all of them were answered', () => {
  const { cause } = diagnose(
    facts({
      large: {
        outcome: 'lost',
        node: 'local-1',
        bytes: 3000,
        small: { asked: 3, answered: 3 },
        large: { asked: 3, answered: 0 },
      },
    }),
  );
  expect(cause.code).toBe('large-answers-lost');
  expect(cause.evidence).toMatch(/none of 4 whose answer has more than 3000 bytes$/);
});

it('names each node that gives no text', () => {
  const { cause } = diagnose(
    broken({ active: [refusedActive(), { ...refusedActive(), node: 'local-2' }] }),
  );
  expect(cause.evidence).toContain(
    'local-1: not-connected, without a text; local-2: not-connected, without a text',
  );
});
