/**
 * Severity by consequence, since a cause alone does not say what it costs:
 *
 *     | skip_unavailable                          | false, or not known   | true                              |
 *     | no local node that was asked can reach it | critical (searches fail) | error (searches lack its data) |
 *     | some of them cannot                       | error                 | warning                           |
 *     | requests pass                             | warning               | warning                           |
 *
 * Where something expires and requests still pass: by the days that are left,
 *
 *     | what stops for certain | warning, from 7 days on error, on the last two days critical |
 *     | what may be in use     | warning, on the last two days and afterwards error           |
 *
 * Replication that has stopped is critical, and so is a remote that is failing though requests
 * pass, as it is another one than it should be.
 */

import { type ExpiringFinding, expiringIn } from '../../result/expiry.ts';
import type { CheckResult } from '../../result/result.ts';
import { isWorse } from './census.ts';
import type { IncidentSeverity, Summary } from './incident.ts';

type Judged = Pick<CheckResult, 'status' | 'skipUnavailable' | 'cause' | 'findings'>;

export function severityOf(
  result: Judged,
  { affected, asked }: NonNullable<Summary['localNodes']>,
): IncidentSeverity {
  const { status, skipUnavailable, cause } = result;
  if (status === 'healthy' || status === 'unknown') return cause.severity;
  if (replicationHasStopped(result)) return 'critical';
  const isSkipped = skipUnavailable === true;
  if (status === 'failing')
    return isSkipped && (affected > 0 || asked === 0) ? 'error' : 'critical';
  const severity = affected > 0 && !isSkipped ? 'error' : 'warning';
  return expiringIn(result)
    .map(({ expires }) => ofStep(expires))
    .reduce<IncidentSeverity>((worst, one) => (isWorse(one, worst) ? one : worst), severity);
}

function ofStep({ stepDays, isVital }: ExpiringFinding['expires']): IncidentSeverity {
  if (stepDays <= 1) return isVital ? 'critical' : 'error';
  return stepDays <= 7 && isVital ? 'error' : 'warning';
}

export function replicationHasStopped({
  cause,
  findings,
}: Pick<CheckResult, 'cause' | 'findings'>): boolean {
  return [cause, ...findings].some(({ code }) => code === 'replication-stopped');
}
