import { expect, it } from 'vitest';
import { TIERS } from '../../lib/diagnosis/cause.ts';
import { CAUSES } from '../../lib/diagnosis/causes.ts';
import { isCauseCode } from '../../lib/diagnosis/codes.ts';
import { ORDER, RANKED_RULES, SAID_BETTER_BY } from '../../lib/diagnosis/order.ts';

it.each(TIERS)('the tier %s has each code once', (tier) => {
  expect(new Set(ORDER[tier]).size).toBe(ORDER[tier].length);
});

it('RANKED_RULES has every rule of every cause once', () => {
  const all = Object.values(CAUSES).flatMap(({ when }) =>
    'namedBy' in when ? [] : Object.values(when).flat(),
  );
  expect(RANKED_RULES).toHaveLength(all.length);
  expect(new Set(RANKED_RULES.map(({ when }) => when))).toEqual(new Set(all));
});

it('SAID_BETTER_BY has no cause that is said better itself', () => {
  const better = new Set(Object.values(SAID_BETTER_BY).flat());
  expect(
    Object.keys(SAID_BETTER_BY).filter((code) => isCauseCode(code) && better.has(code)),
  ).toEqual([]);
});
