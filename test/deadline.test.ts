import { once } from 'node:events';
import { expect, it } from 'vitest';
import { deadline } from '../lib/deadline.ts';

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
