import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { deadline, whenAborted } from '../lib/deadline.ts';

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
