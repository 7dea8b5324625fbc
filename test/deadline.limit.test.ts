import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { abortOf, TimedOut, withLimit } from '../lib/deadline.ts';

const LONG_MS = 60_000;

describe('withLimit', () => {
  test('gives what the work gives and forgets the deadline', async () => {
    const deadline = new AbortController();
    const limited = await withLimit(LONG_MS, deadline.signal, async (signal) => signal);
    deadline.abort();
    expect(limited.aborted).toBe(false);
  });

  test('passes on what the work throws', async () => {
    const work = async () => {
      throw new Error('broken');
    };
    await expect(withLimit(LONG_MS, new AbortController().signal, work)).rejects.toThrow('broken');
  });

  test('ends work that takes too long', async () => {
    const work = withLimit(5, new AbortController().signal, abortOf);
    await expect(work).rejects.toEqual(new TimedOut('No answer within 5 ms'));
  });

  test('ends work at the deadline', async () => {
    const deadline = new AbortController();
    const work = withLimit(LONG_MS, deadline.signal, abortOf);
    deadline.abort();
    await expect(work).rejects.toEqual(new TimedOut('Deadline reached before the step ended'));
  });

  test('does not start work after the deadline', async () => {
    let started = false;
    const work = withLimit(LONG_MS, AbortSignal.abort(), async () => {
      started = true;
    });
    await expect(work).rejects.toBeInstanceOf(TimedOut);
    expect(started).toBe(false);
  });

  test('leaves the signal of finished work alone', async () => {
    const signal = await withLimit(1, new AbortController().signal, async (limited) => limited);
    await sleep(10);
    expect(signal.aborted).toBe(false);
  });
});
