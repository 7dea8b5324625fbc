import { expect, it } from 'vitest';
import { withoutIgnored } from '../../lib/diagnosis/ignored.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { degradedResult, failingResult, healthyResult } from '../support/results.ts';

const ALONE = { ...degradedResult, findings: healthyResult.findings };
const NOW = new Date('2026-11-24T12:00:00Z');

function ignoring(result: CheckResult, code: string, until = '2026-11-24'): CheckResult {
  return withoutIgnored(result, [{ code, reason: 'known', until }], NOW);
}

it('changes nothing if nothing of it is found, or after its last day', () => {
  expect(ignoring(healthyResult, 'half-open')).toBe(healthyResult);
  expect(ignoring(degradedResult, degradedResult.cause.code, '2026-11-23')).toBe(degradedResult);
});

it('makes an ignored cause a note, and the status that of the rest', () => {
  const { status, cause, ignored } = ignoring(ALONE, ALONE.cause.code);
  expect(status).toBe('healthy');
  expect(cause).toMatchObject({
    severity: 'note',
    evidence: `Ignored until 2026-11-24 (known): ${ALONE.cause.evidence}`,
  });
  expect(ignored).toEqual([{ code: ALONE.cause.code, reason: 'known', until: '2026-11-24' }]);
});

it('lets the next finding be the cause', () => {
  const { status, cause, findings } = ignoring(failingResult, failingResult.cause.code);
  expect({
    status,
    cause: cause.code,
    findings: findings.map(({ code, severity }) => `${severity} ${code}`),
  }).toMatchInlineSnapshot(`
    {
      "cause": "searches-skip-this-remote",
      "findings": [
        "note gateways-not-known",
        "note certificate-model-deprecated",
        "note connection-refused",
      ],
      "status": "degraded",
    }
  `);
});

it('leaves status and cause if only a finding is ignored', () => {
  const [first] = failingResult.findings;
  const { status, cause, findings } = ignoring(failingResult, first?.code ?? '');
  expect(status).toBe('failing');
  expect(cause).toBe(failingResult.cause);
  expect(findings.at(-1)).toMatchObject({ code: first?.code, severity: 'note' });
});

it('stays failing for another critical finding, and unknown for an unknown one', () => {
  const withOther = (severity: 'critical' | 'unknown'): CheckResult => ({
    ...failingResult,
    findings: [{ ...failingResult.cause, code: 'half-open', severity }],
  });
  const { code } = failingResult.cause;
  expect(ignoring(withOther('critical'), code)).toMatchObject({
    status: 'failing',
    cause: { code: 'half-open' },
  });
  expect(ignoring(withOther('unknown'), code)).toMatchObject({
    status: 'unknown',
    cause: { code: 'half-open' },
  });
});

it('keeps when something ends', () => {
  const expires = { at: '2026-12-01T00:00:00.000Z' as const, stepDays: 30, isVital: true };
  const expiring = { ...ALONE, cause: { ...ALONE.cause, expires } };
  expect(ignoring(expiring, expiring.cause.code).cause.expires).toEqual(expires);
});
