/** Fixes over the corpus of verdicts: no placeholder for what the facts say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAddress } from '../../lib/address.ts';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import { textOf } from '../../lib/result/instructions.ts';
import { facts } from '../support/facts.ts';

const FILE = join(import.meta.dirname, '../fixtures/verdicts/facts.json');

interface Corpus {
  readonly values: readonly unknown[];
  readonly cases: Readonly<
    Record<string, { facts: Readonly<Record<string, number>>; without?: readonly string[] }>
  >;
}

function revived(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('__map' in value)) return value;
  return new Map(value.__map as [string, number][]);
}

const { cases, values }: Corpus = JSON.parse(readFileSync(FILE, 'utf8'), revived);

function factsOf(name: string): RegistrationFacts {
  const { facts: own = {}, without = [] } = cases[name] ?? {};
  const base = Object.entries(facts()).filter(([key]) => !without.includes(key));
  const given = Object.entries(own).map(([key, index]) => [key, values[index]]);
  const all = Object.fromEntries([...base, ...given]);
  return { ...all, now: new Date(all.now) } as RegistrationFacts;
}

/** Placeholders that stand for an address of the registration, as it is or with another port. */
const OF_ADDRESS = /<address>|<host> <port>|<host>:\d+|-connect <|getent \w+ </;

function placeholdersIn(given: RegistrationFacts): string[] {
  const { seeds, proxyAddress = '' } = given.registration;
  if (![proxyAddress, ...seeds].some((one) => parseAddress(one) !== undefined)) return [];
  const { cause, findings } = diagnose(given);
  return [cause, ...findings].flatMap(({ code, verify, fix }) => {
    const found = OF_ADDRESS.exec(textOf([...verify, ...fix]));
    return found === null ? [] : [`${code}: ${found[0]}`];
  });
}

it('no fix asks for an address that the registration has', () => {
  const names = Object.keys(cases);
  expect(names.length).toBeGreaterThan(800);
  const found = names.flatMap((name) => placeholdersIn(factsOf(name)));
  expect([...new Set(found)]).toEqual([]);
});
