/** The cases and the fixes that real clusters are tried with, held against the catalogue. */
import { expect, it } from 'vitest';
import { CAUSES } from '../../lib/diagnosis/causes.ts';
import { ALL_CODES, type CauseCode } from '../../lib/diagnosis/codes.ts';
import type { Step } from '../../lib/result/instructions.ts';
import { ALL_SCENES } from '../elasticsearch/cases/all.ts';
import { FIXES, NOT_APPLIED } from '../elasticsearch/cases/fixes.ts';
import { FORESEEN, NOT_RUN } from '../elasticsearch/cases/notRun.ts';
import { registration } from '../support/facts.ts';

/** What the cases of the matrix expect with each registry. */
const EXPECTED = ALL_SCENES.flatMap(({ cases }) =>
  cases.flatMap(({ seen, bare }) => (bare === undefined ? [seen] : [seen, bare])),
);

it('every cause is shown by real clusters, or has a reason why not', () => {
  const shown = new Set<string>([
    ...EXPECTED.flatMap(({ cause, findings = [] }) => [cause, ...findings]),
    ...FIXES.map(({ code }) => code),
    ...FORESEEN,
    ...NOTED,
  ]);
  expect(ALL_CODES.filter((code) => shown.has(code) === (NOT_RUN[code] !== undefined))).toEqual([]);
});

/** Notes that come with many cases, which name only those that they are about. */
const NOTED = [
  'license-expires-soon',
  'certificate-model-deprecated',
  'version-unsupported-for-replication',
  'upgrading',
];

it('real clusters show at least 55 causes of results', () => {
  const causes = new Set(EXPECTED.map(({ cause }) => cause));
  expect(causes.size).toBeGreaterThanOrEqual(55);
});

/** In any mode and security model, the fix changes something by a request. */
function changesSomething(code: CauseCode): boolean {
  const modes = (['sniff', 'proxy'] as const).flatMap((mode) =>
    (['api-key', 'certificate'] as const).map((securityModel) =>
      registration({ mode, securityModel }),
    ),
  );
  const steps = modes.flatMap((known): readonly Step[] =>
    CAUSES[code].fix({ cluster: 'c', alias: 'r', mode: known.mode, registration: known }),
  );
  return steps.some((step) => step.kind === 'request' && step.method !== 'GET');
}

it('has each fix that changes something by requests applied, or a reason', () => {
  const applied = new Set<string>([...FIXES.map(({ code }) => code), ...Object.keys(NOT_APPLIED)]);
  expect(ALL_CODES.filter((code) => changesSomething(code) && !applied.has(code))).toEqual([]);
  const both = FIXES.filter(({ code }) => NOT_APPLIED[code] !== undefined);
  expect(both.map(({ code }) => code)).toEqual([]);
});
