import { expect, it } from 'vitest';
import { DeadlineError } from '../../lib/deadline.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { failureOf, SecretError, unanswered } from '../../lib/facts/failures.ts';

const what = 'Asking archive';

it.each<[unknown, object]>([
  [
    new SecretError('auth.apiKey', 'auth.apiKey of cluster eu: it is missing'),
    {
      code: 'secret-unreadable',
      subject: 'auth.apiKey',
      evidence: 'auth.apiKey of cluster eu: it is missing',
    },
  ],
  [
    new ConfigurationError('CA cannot be used'),
    { code: 'access-unusable', evidence: 'Asking archive: CA cannot be used' },
  ],
  [
    new DeadlineError('No answer within 1 ms'),
    { code: 'deadline-passed', evidence: 'Asking archive: No answer within 1 ms' },
  ],
  [
    new RangeError('Maximum call stack size exceeded'),
    {
      code: 'check-failed',
      evidence: 'Asking archive failed: RangeError: Maximum call stack size exceeded',
    },
  ],
  ['a text', { code: 'check-failed', evidence: 'Asking archive failed: a text' }],
])('turns %s into a failure', (thrown, failure) => {
  expect(failureOf(thrown, { what })).toEqual(failure);
});

it('a failure holds no credentials, and not all of a message without limit', () => {
  const redact = (text: string) => text.replaceAll('hunter2', '[redacted]');
  const { evidence } = failureOf(new Error(`hunter2 ${'x'.repeat(10_000)}`), { what, redact });
  expect(evidence).toMatch(/^Asking archive failed: Error: \[redacted\] x{489}… \(cut\)$/);
});

it.each([
  ['check-failed', 'nonsense'],
  ['deadline-passed', 'not-asked'],
] as const)('a question that ends with %s has the answer %s', (code, kind) => {
  expect(unanswered({ code, evidence: 'why' })).toEqual({
    ok: false,
    failed: { kind, message: 'why', reasons: [], durationMs: 0 },
  });
});
