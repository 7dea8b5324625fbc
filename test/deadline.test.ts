import { once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DeadlineError, deadline, endsOf, whenAborted, within } from '../lib/deadline.ts';

it('deadline aborts by itself', async () => {
  const signal = deadline(1);
  if (!signal.aborted) await once(signal, 'abort');
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
});

it('deadline aborts with its parent', () => {
  const parent = new AbortController();
  const signal = deadline(60_000, parent.signal);
  expect(signal.aborted).toBe(false);
  parent.abort(new Error('enough'));
  expect(signal.reason).toEqual(new Error('enough'));
});

describe('whenAborted', () => {
  it('calls all that still wait, each once', () => {
    const controller = new AbortController();
    const called: string[] = [];
    whenAborted(controller.signal, () => called.push('first'));
    const forget = whenAborted(controller.signal, () => called.push('second'));
    whenAborted(controller.signal, () => called.push('third'));
    forget();
    controller.abort();
    expect(called).toEqual(['first', 'third']);
  });

  it('calls nobody for a signal that has aborted already', () => {
    const called: string[] = [];
    whenAborted(AbortSignal.abort(), () => called.push('late'));
    expect(called).toEqual([]);
  });
});

describe('within', () => {
  const never = () => new Promise<never>(() => undefined);

  it('gives what the work gives, and throws what it throws', async () => {
    const end = new AbortController().signal;
    expect(await within({ end, limitMs: 60_000 }, async () => 'done')).toBe('done');
    expect(await within({ end }, () => 'at once')).toBe('at once');
    await expect(within({ end }, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    const work = () => {
      throw new Error('broken at once');
    };
    await expect(within({ end }, work)).rejects.toThrow('broken at once');
  });

  it('gives up at its own limit, and at the end', async () => {
    const controller = new AbortController();
    const limited = within({ end: controller.signal, limitMs: 1 }, never);
    await expect(limited).rejects.toThrow(new DeadlineError('No answer within 1 ms'));
    const waiting = within({ end: controller.signal }, never);
    controller.abort();
    await expect(waiting).rejects.toThrow(
      new DeadlineError('No answer until the deadline of the check'),
    );
  });

  it('takes after the end only what is there already', async () => {
    const end = AbortSignal.abort();
    expect(await within({ end }, async () => 'known')).toBe('known');
    await expect(within({ end }, never)).rejects.toBeInstanceOf(DeadlineError);
    const work = () => {
      throw new Error('broken at once');
    };
    await expect(within({ end }, work)).rejects.toThrow('broken at once');
    await nextTurn();
  });
});

describe('endsOf', () => {
  it.each([
    ['its time is over', () => endsOf(1)],
    ['its parent aborts', () => endsOf(60_000, AbortSignal.timeout(1))],
    ['its parent has aborted', () => endsOf(60_000, AbortSignal.abort())],
  ])('asks work to end, then gives it up, when %s', async (_when, begin) => {
    const { signal, end } = begin();
    expect(end.aborted).toBe(false);
    await once(end, 'abort');
    expect(signal.aborted).toBe(true);
  });

  it('ends nothing once it is cleared', async () => {
    const parent = new AbortController();
    const { end, clear } = endsOf(1, parent.signal);
    clear();
    parent.abort();
    await sleep(600);
    expect(end.aborted).toBe(false);
  });
});
