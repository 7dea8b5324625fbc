/** docs/tested-with.md and the fixes on real clusters, held against the catalogue. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CAUSES } from '../../lib/diagnosis/causes.ts';
import { ALL_CODES, type CauseCode } from '../../lib/diagnosis/codes.ts';
import type { Step } from '../../lib/result/instructions.ts';
import { FIXES, NOT_APPLIED } from '../elasticsearch/cases/fixes.ts';
import { NOT_RUN } from '../elasticsearch/cases/notRun.ts';
import { registration } from '../support/facts.ts';

const PAGE = readFileSync(new URL('../../docs/tested-with.md', import.meta.url), 'utf8');
const SEEN = ['as the cause', 'beside another cause or health', 'in another test'];

/** Code → what the page says of it. */
const STANDING = new Map(
  [...PAGE.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|$/gm)].map(([, code = '', said = '']) => [
    code,
    said,
  ]),
);

it('says of each cause that real clusters showed it, or why not', () => {
  expect([...STANDING.keys()].toSorted()).toEqual(ALL_CODES.toSorted());
  const wrong = ALL_CODES.filter((code) => {
    const reason = NOT_RUN[code];
    const said = STANDING.get(code) ?? '';
    return reason === undefined
      ? !SEEN.includes(said)
      : said !== `not run on real Elasticsearch: ${reason}`;
  });
  expect(wrong).toEqual([]);
});

it('shows at least 55 causes of results', () => {
  const leading = [...STANDING.values()].filter((said) => said === 'as the cause');
  expect(leading.length).toBeGreaterThanOrEqual(55);
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
