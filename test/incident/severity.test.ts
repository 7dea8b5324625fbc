import { describe, expect, it } from 'vitest';
import { severityOf } from '../../lib/incident/severity.ts';
import type { Finding } from '../../lib/result/finding.ts';
import type { CheckResult, Status } from '../../lib/result/result.ts';
import { degradedResult, failingResult, healthyResult, unknownResult } from '../support/results.ts';

const ALL = { affected: 2, asked: 2, configured: 2 };
const SOME = { affected: 1, asked: 2, configured: 2 };
const NONE = { affected: 0, asked: 2, configured: 2 };
const NOBODY = { affected: 0, asked: 0, configured: 2 };

function judged(status: Status, skipUnavailable: boolean | undefined, findings: readonly Finding[] = []): CheckResult {
  const { skipUnavailable: _own, ...rest } = failingResult;
  return { ...rest, ...(skipUnavailable === undefined ? {} : { skipUnavailable }), status, findings: [...findings] };
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
  ] as const)('of a remote that is %s, with skip_unavailable %s and %o, is %s', (status, skipUnavailable, localNodes, severity) => {
    expect(severityOf(judged(status, skipUnavailable), localNodes)).toBe(severity);
  });

  it('is critical once replication has stopped, be it the cause or not', () => {
    const stopped = { ...failingResult.cause, code: 'replication-stopped' };
    expect(severityOf(judged('degraded', true, [stopped]), NONE)).toBe('critical');
    expect(severityOf({ ...judged('degraded', true), cause: stopped }, NONE)).toBe('critical');
  });

  it('is that of the cause where nothing is told of it', () => {
    expect(severityOf(healthyResult, NONE)).toBe('ok');
    expect(severityOf(unknownResult, NOBODY)).toBe('unknown');
    expect(severityOf(degradedResult, NONE)).toBe('warning');
  });
});
