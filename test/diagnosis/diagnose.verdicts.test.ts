/**
 * The verdicts for facts that were collected earlier: recordings of real clusters, and the facts of
 * the tests. `npx vitest -u` rewrites `verdicts.txt`; read its diff as a change of judgement.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import { RANKED_RULES } from '../../lib/diagnosis/order.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import type { Finding } from '../../lib/result/finding.ts';
import { facts } from '../support/facts.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/verdicts');

/** Facts as they differ from `facts()`: key → index of its value, and the keys that are absent. */
interface Case {
  readonly facts: Readonly<Record<string, number>>;
  readonly without?: readonly string[];
}

interface Corpus {
  readonly values: readonly unknown[];
  readonly cases: Readonly<Record<string, Case>>;
}

/** JSON has no maps: they are stored as `{ __map: entries }`. */
function revived(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('__map' in value)) return value;
  return new Map(value.__map as [string, number][]);
}

const corpus: Corpus = JSON.parse(readFileSync(join(FIXTURES, 'facts.json'), 'utf8'), revived);

function factsOf({ facts: own, without = [] }: Case): RegistrationFacts {
  const values = Object.entries(own).map(([key, index]) => [key, corpus.values[index]]);
  const base = Object.entries(facts()).filter(([key]) => !without.includes(key));
  const all = Object.fromEntries([...base, ...values]);
  return { ...all, now: new Date(all.now) } as RegistrationFacts;
}

function line({ code, severity, subject, evidence }: Finding): string {
  return `  ${severity} ${code}${subject === undefined ? '' : ` [${subject}]`}: ${evidence}\n`;
}

function verdict(name: string, given: Case): string {
  const { status, cause, findings } = diagnose(factsOf(given));
  return `${name}\n  ${status}\n${[cause, ...findings].map(line).join('')}`;
}

it('every verdict is as it was', async () => {
  const all = Object.entries(corpus.cases).map(([name, given]) => verdict(name, given));
  await expect(all.join('\n')).toMatchFileSnapshot(join(FIXTURES, 'verdicts.txt'));
});

it('the order of rules is as it was', async () => {
  const order = RANKED_RULES.map(({ code }) => `${code}\n`).join('');
  await expect(order).toMatchFileSnapshot(join(FIXTURES, 'order.txt'));
});
