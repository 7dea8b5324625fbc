/**
 * Severity by consequence, because a cause alone does not show its impact:
 *
 * | skip_unavailable | false or unknown | true |
 * | no asked local node reaches it | critical (searches fail) | error (searches lack its data) |
 * | some asked nodes do not | error | warning |
 * | requests pass | warning | warning |
 *
 * If something expires and requests still pass, the remaining days decide:
 *
 * | certainly in use | warning, error from 7 days, critical in the last 2 days |
 * | may be in use | warning, error in the last 2 days and after the expiration |
 *
 * Stopped replication is critical. So is a failing remote whose requests pass, because it is not
 * the expected cluster.
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
