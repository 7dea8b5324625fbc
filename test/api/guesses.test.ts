import { describe, expect, it } from 'vitest';
import { createGuesses } from '../../lib/api/guesses.ts';

function guessesAt() {
  const clock = { ms: 1_000_000 };
  return { clock, guesses: createGuesses(() => new Date(clock.ms)) };
}

describe('createGuesses', () => {
  it('has an address wait from its tenth guess on until its tenth last is a minute old', () => {
    const { clock, guesses } = guessesAt();
    for (let guess = 0; guess < 10; guess += 1) {
      expect(guesses.waitSeconds('a')).toBeUndefined();
      guesses.count('a');
      clock.ms += 1000;
    }
    expect(guesses.waitSeconds('a')).toBe(50);
    expect(guesses.waitSeconds('b')).toBeUndefined();
    clock.ms += 49_999;
    expect(guesses.waitSeconds('a')).toBe(1);
    clock.ms += 1;
    expect(guesses.waitSeconds('a')).toBeUndefined();
    guesses.count('a');
    expect(guesses.waitSeconds('a')).toBe(1);
  });

  it('forgets the address that has not guessed for the longest time, if there are too many', () => {
    const { guesses } = guessesAt();
    const guess = (address: string) => Array.from({ length: 10 }, () => guesses.count(address));
    guess('first');
    guess('second');
    guesses.count('first');
    for (let index = 0; index < 9999; index += 1) guesses.count(`${index}`);
    expect(guesses.waitSeconds('second')).toBeUndefined();
    expect(guesses.waitSeconds('first')).toBe(60);
  });
});
