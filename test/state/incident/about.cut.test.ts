import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut } from '../../../lib/state/incident/about.ts';

describe('cut', () => {
  it('keeps a text that fits', () => {
    expect(cut('four', 4)).toBe('four');
  });

  it('marks a text that does not', () => {
    expect(cut('fives', 4)).toBe('fiv…');
  });

  it('does not cut a character in two', () => {
    expect(cut('ab😀cd', 4)).toBe('ab…');
    expect(cut('ab😀cd', 5)).toBe('ab😀…');
  });

  it('returns well-formed text of at most the length, for any input', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'ä', '😀', '\ud800', '\udc00'), maxLength: 24 }),
        fc.integer({ min: 1, max: 20 }),
        (text, length) => {
          const short = cut(text, length);
          expect(short.isWellFormed()).toBe(true);
          expect(short.length).toBeLessThanOrEqual(length);
        },
      ),
    );
  });
});
