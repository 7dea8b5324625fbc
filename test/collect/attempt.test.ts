import { expect, it } from 'vitest';
import { attempt } from '../../lib/collect/attempt.ts';

const options = { what: 'Asking archive', end: new AbortController().signal };

it('gives the value', async () => {
  expect(await attempt(options, async () => 'answer')).toEqual({ ok: true, value: 'answer' });
});

it('turns what is thrown into a failure', async () => {
  expect(await attempt(options, () => Promise.reject(new RangeError('too deep')))).toEqual({
    ok: false,
    failure: { code: 'check-failed', evidence: 'Asking archive failed: RangeError: too deep' },
  });
});
