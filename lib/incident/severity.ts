/**
 * Severity by consequence, since a cause alone does not say what it costs:
 *
 *     | skip_unavailable                          | false, or not known   | true                              |
 *     | no local node that was asked can reach it | critical (searches fail) | error (searches lack its data) |
 *     | some of them cannot                       | error                 | warning                           |
 *     | requests pass                             | warning               | warning                           |
 *
 * Replication that has stopped is critical, and so is a remote that is failing though requests pass, as it is another one than it should be.
 */
import type { CheckResult } from '../result/result.ts';
import type { IncidentSeverity, Summary } from './incident.ts';

type Judged = Pick<CheckResult, 'status' | 'skipUnavailable' | 'cause' | 'findings'>;

export function severityOf(result: Judged, { affected, asked }: NonNullable<Summary['localNodes']>): IncidentSeverity {
  const { status, skipUnavailable, cause } = result;
  if (status === 'healthy' || status === 'unknown') return cause.severity;
  if (replicationHasStopped(result)) return 'critical';
  const isSkipped = skipUnavailable === true;
  if (status === 'failing') return isSkipped && (affected > 0 || asked === 0) ? 'error' : 'critical';
  return affected > 0 && !isSkipped ? 'error' : 'warning';
}

export function replicationHasStopped({ cause, findings }: Pick<CheckResult, 'cause' | 'findings'>): boolean {
  return [cause, ...findings].some(({ code }) => code === 'replication-stopped');
}
