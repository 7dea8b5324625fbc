import { describe, expect, it } from 'vitest';
import {
  byInstant,
  foreignInstantSchema,
  type Instant,
  instantOf,
  instantSchema,
} from '../lib/instant.ts';

const EARLY: Instant = '2026-11-24T00:00:00.000Z';
const LATE: Instant = '2026-11-24T00:00:00.001Z';

it('instantOf has UTC and milliseconds', () => {
  expect(instantOf(new Date('2026-11-24T01:00:00+01:00'))).toBe(EARLY);
});

it('Instant does not take another precision, another offset, or a string', () => {
  const of = (at: Instant): Instant => at;
  // @ts-expect-error No milliseconds.
  expect(of('2026-11-24T00:00:00Z')).toBeTypeOf('string');
  // @ts-expect-error Not in UTC.
  expect(of('2026-11-24T00:00:00.000+01:00')).toBeTypeOf('string');
  // @ts-expect-error Nobody has looked at it.
  expect(of(String(EARLY))).toBe(EARLY);
});

describe('instantSchema', () => {
  it('leaves an instant as it is', () => {
    expect(instantSchema.parse(EARLY)).toBe(EARLY);
  });

  it.each(['2026-11-24T00:00:00Z', '2026-11-24T00:00:00.000+01:00', '2026-11-24', ''])(
    'refuses %j',
    (text) => {
      expect(instantSchema.safeParse(text).success).toBe(false);
    },
  );
});

describe('foreignInstantSchema', () => {
  it('adds the milliseconds', () => {
    expect(foreignInstantSchema.parse('2026-11-24T00:00:00Z')).toBe(EARLY);
  });

  it('refuses what is no time in UTC', () => {
    expect(foreignInstantSchema.safeParse('2026-11-24T00:00:00+01:00').success).toBe(false);
  });
});

it('byInstant has the earlier one first', () => {
  expect([LATE, EARLY, LATE].toSorted(byInstant)).toEqual([EARLY, LATE, LATE]);
});
