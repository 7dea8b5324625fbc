import { expect, it } from 'vitest';
import { judge } from '../../lib/diagnosis/judgment.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import { resultSchema } from '../../lib/result/result.ts';
import { facts, notAnswered, registration } from '../support/facts.ts';

const redact = (text: string) => text.replaceAll('hunter2', '[redacted]');

function named(alias: string, overrides: Partial<RegistrationFacts> = {}): RegistrationFacts {
  return facts({ registration: registration({ alias }), ...overrides });
}

it.each([
  ['when it is looked at', { network: null }],
  [
    'when it is put together',
    { local: { ...facts().local, certificates: { ok: true, value: 7 } } },
  ],
])('judges the others if a remote cannot be judged %s', (_when, poison) => {
  const remotes = [named('archive'), named('orders', poison as never), named('zoo')];
  const results = judge({ remotes, redact });
  expect(results.map(({ alias, status, cause }) => `${alias} ${status} ${cause.code}`)).toEqual([
    'archive healthy healthy',
    'orders unknown check-failed',
    'zoo healthy healthy',
  ]);
  expect(results[1]?.cause.evidence).toMatch(/^The judgment of orders failed: TypeError: /);
  for (const result of results)
    expect(() => resultSchema.parse(JSON.parse(JSON.stringify(result)))).not.toThrow();
});

it('says in each result why nothing is remembered', () => {
  const { failed } = notAnswered('not-asked', 'Reading earlier results: No answer within 1 ms');
  const [result] = judge({ remotes: [named('archive', { notRecalled: failed })], redact });
  expect(result?.notSeen['earlier results']).toEqual(failed);
});
