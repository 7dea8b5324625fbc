import { describe, expect, test } from 'vitest';
import {
  DEFAULT_TIMEOUTS,
  elapsedMs,
  type Failed,
  type Probe,
  runProbe,
  type Seen,
} from '../../../lib/collect/probe/step.ts';
import { abortOf } from '../../../lib/deadline.ts';

type Run = Probe<string, number, Seen<number> & { extra?: string }, 'bad'>['run'];

const options = {
  timeouts: { dnsMs: 5, connectMs: 60_000, tlsMs: 60_000, handshakeMs: 60_000 },
  signal: new AbortController().signal,
};

function probe(run: Run): Probe<string, number, Seen<number> & { extra?: string }, 'bad'> {
  return { limit: 'connectMs', failureOf: () => 'bad', run };
}

describe('runProbe', () => {
  test('gives the evidence and what is handed over with it', async () => {
    const ran = await runProbe(
      probe(async (input) => ({ evidence: input.length, extra: 'socket' })),
      'abc',
      options,
    );
    expect(ran).toEqual({
      step: { outcome: 'ok', durationMs: expect.any(Number), evidence: 3 },
      output: { evidence: 3, extra: 'socket' },
    });
  });

  test('keeps the evidence of a failure', async () => {
    const failed: Failed<'bad', number> = { failure: 'bad', message: 'no', evidence: 1 };
    const { step, output } = await runProbe(
      probe(async () => failed),
      '',
      options,
    );
    expect(step).toEqual({ outcome: 'failed', durationMs: expect.any(Number), ...failed });
    expect(output).toBeUndefined();
  });

  test.each([
    [
      'at once',
      () => {
        throw new Error('no');
      },
    ],
    [
      'later',
      async () => {
        throw new Error('no');
      },
    ],
  ])('turns what is thrown %s into a failure', async (_when, run) => {
    const { step } = await runProbe(probe(run), '', options);
    expect(step).toEqual({
      outcome: 'failed',
      durationMs: expect.any(Number),
      failure: 'bad',
      message: 'no',
    });
  });

  test('limits each probe by its own time', async () => {
    const slow = { ...probe((_input, signal) => abortOf(signal)), limit: 'dnsMs' } as const;
    expect((await runProbe(slow, '', options)).step).toMatchObject({
      failure: 'timed-out',
      message: 'No answer within 5 ms',
    });
  });

  test("ends at the caller's deadline", async () => {
    const deadline = new AbortController();
    const running = runProbe(
      probe((_input, signal) => abortOf(signal)),
      '',
      { ...options, signal: deadline.signal },
    );
    deadline.abort();
    expect((await running).step).toMatchObject({
      failure: 'timed-out',
      message: 'Deadline reached before the step ended',
    });
  });
});

test('elapsedMs counts to a tenth of a millisecond', () => {
  const elapsed = elapsedMs(performance.now() - 12.3456);
  expect(elapsed).toBeGreaterThanOrEqual(12.3);
  expect(elapsed * 10).toBeCloseTo(Math.round(elapsed * 10), 6);
});

test('DEFAULT_TIMEOUTS bound every step', () => {
  expect(DEFAULT_TIMEOUTS).toEqual({
    dnsMs: 2_000,
    connectMs: 3_000,
    tlsMs: 3_000,
    handshakeMs: 3_000,
  });
});
