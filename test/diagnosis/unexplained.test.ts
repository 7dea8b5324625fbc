import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assemble } from '../../lib/diagnosis/checkResult.ts';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import {
  active,
  answered,
  broken,
  deadEndpoint,
  facts,
  notAnswered,
  passive,
  probe,
  sniffed,
} from '../support/facts.ts';
import { lostIn } from './conservation.ts';

interface Corpus {
  readonly values: readonly unknown[];
  readonly cases: Readonly<
    Record<string, { facts: Readonly<Record<string, number>>; without?: readonly string[] }>
  >;
}

const file = join(import.meta.dirname, '../fixtures/verdicts/facts.json');
const corpus: Corpus = JSON.parse(readFileSync(file, 'utf8'), (_key, value) =>
  typeof value === 'object' && value !== null && '__map' in value ? new Map(value.__map) : value,
);

function factsOf({ facts: own, without = [] }: Corpus['cases'][string]): RegistrationFacts {
  const values = Object.entries(own).map(([key, index]) => [key, corpus.values[index]]);
  const base = Object.entries(facts()).filter(([key]) => !without.includes(key));
  const all = Object.fromEntries([...base, ...values]);
  return { ...all, now: new Date(all.now) };
}

it('no text of a failure is lost, whatever the verdict', () => {
  const lost = Object.entries(corpus.cases).flatMap(([name, given]) => {
    const all = factsOf(given);
    return lostIn(all, assemble(all, diagnose(all))).map((text) => `${name}: ${text}`);
  });
  expect(lost).toEqual([]);
});

it('what no cause has in its evidence is listed, with who saw it', () => {
  const expired = {
    node: 'local-1',
    path: 'old.crt',
    subject: 'CN=old',
    issuer: 'CN=ca',
    notAfter: '2020-01-01T00:00:00.000Z',
    hasPrivateKey: false,
  };
  const base = broken();
  const { failed } = notAnswered('timed-out', 'no answer from local-2');
  const { unexplained } = diagnose({
    ...base,
    local: { ...base.local, certificates: answered([expired, { ...expired, path: '' }]) },
    passive: [passive(), passive({ node: 'local-2', failed })],
    network: [probe(), probe('10.0.0.9:9300', { roles: ['gateway'], endpoints: [deadEndpoint()] })],
    sniff: [
      sniffed({ outcome: 'not-known', why: 'an odd frame' }),
      sniffed({ outcome: 'not-known' }),
    ],
    stats: notAnswered('missing', 'no such parameter'),
  });
  expect(unexplained).toEqual(
    expect.arrayContaining([
      'local-2: no answer from local-2',
      '10.0.0.1:9300: an odd frame',
      expect.stringMatching(/^probe of 10\.0\.0\.9:9300 \(.*\): connect/),
    ]),
  );
  expect(unexplained.join()).not.toContain('no such parameter');
});

it('a list without end is cut, and says so', () => {
  const error = 'nothing that is known';
  const nodes = Array.from({ length: 130 }, (_, index) =>
    passive({ node: `n${index}`, ...notAnswered('timed-out', `no answer from n${index}`) }),
  ).map(({ node, failed }) => ({ ...passive({ node }), failed }));
  const { unexplained } = diagnose(
    broken({ passive: nodes as never, active: [active({ outcome: 'unknown', error })] }),
  );
  expect(unexplained).toHaveLength(101);
  expect(unexplained.at(-1)).toMatch(/^\d+ more are not listed$/);
});

it('nothing is unexplained of a remote that works', () => {
  expect(diagnose(facts()).unexplained).toEqual([]);
});
