import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lib/result/finding.ts';
import type { CheckResult, Status } from '../../../lib/result/result.ts';
import { severityOf } from '../../../lib/state/incident/severity.ts';
import { failingResult, healthyResult, unknownResult } from '../../support/results.ts';

const ALL = { affected: 2, asked: 2, configured: 2 };
const SOME = { affected: 1, asked: 2, configured: 2 };
const NONE = { affected: 0, asked: 2, configured: 2 };
const NOBODY = { affected: 0, asked: 0, configured: 2 };

function judged(
  status: Status,
  skipUnavailable: boolean | undefined,
  findings: readonly Finding[] = [],
): CheckResult {
  const { skipUnavailable: _own, ...rest } = failingResult;
  return {
    ...rest,
    ...(skipUnavailable === undefined ? {} : { skipUnavailable }),
    status,
    findings: [...findings],
  };
}

describe('severityOf', () => {
  it.each([
    ['failing', false, ALL, 'critical'],
    ['failing', undefined, ALL, 'critical'],
    ['failing', true, ALL, 'error'],
    ['failing', false, NOBODY, 'critical'],
    ['failing', undefined, NOBODY, 'critical'],
    ['failing', true, NOBODY, 'error'],
    ['failing', true, NONE, 'critical'],
    ['degraded', false, SOME, 'error'],
    ['degraded', undefined, SOME, 'error'],
    ['degraded', true, SOME, 'warning'],
    ['degraded', false, NONE, 'warning'],
    ['degraded', true, NONE, 'warning'],
    ['degraded', undefined, NOBODY, 'warning'],
  ] as const)(
    'of a remote that is %s, with skip_unavailable %s and %o, is %s',
    (status, skipUnavailable, localNodes, severity) => {
      expect(severityOf(judged(status, skipUnavailable), localNodes)).toBe(severity);
    },
  );

  it('is critical once replication has stopped, be it the cause or not', () => {
    const stopped = { ...failingResult.cause, code: 'replication-stopped' };
    expect(severityOf(judged('degraded', true, [stopped]), NONE)).toBe('critical');
    expect(severityOf({ ...judged('degraded', true), cause: stopped }, NONE)).toBe('critical');
  });

  it.each([
    [30, true, 'warning'],
    [14, true, 'warning'],
    [7, true, 'error'],
    [1, true, 'critical'],
    [0, true, 'critical'],
    [7, false, 'warning'],
    [1, false, 'error'],
    [-1, false, 'error'],
  ] as const)('of an expiration at %d days, vital: %s, is %s', (stepDays, isVital, severity) => {
    const at = '2026-12-01T00:00:00.000Z';
    const finding: Finding = {
      ...failingResult.cause,
      severity: 'warning',
      expires: { at, stepDays, isVital },
    };
    expect(severityOf(judged('degraded', true, [finding]), NONE)).toBe(severity);
    expect(severityOf({ ...judged('degraded', true), cause: finding }, NONE)).toBe(severity);
    expect(severityOf(judged('degraded', true, [{ ...finding, severity: 'note' }]), NONE)).toBe(
      'warning',
    );
    expect(
      severityOf(judged('failing', true, [finding]), ALL),
      'a remote that fails is judged by that',
    ).toBe('error');
  });

  it('is the worse of both if nodes cannot reach it and something expires', () => {
    const finding: Finding = {
      ...failingResult.cause,
      expires: { at: '2026-12-01T00:00:00.000Z', stepDays: 30, isVital: true },
    };
    expect(severityOf(judged('degraded', false, [finding]), SOME)).toBe('error');
  });

  it('is that of the cause if there is no rule', () => {
    expect(severityOf(healthyResult, NONE)).toBe('ok');
    expect(severityOf(unknownResult, NOBODY)).toBe('unknown');
  });
});
