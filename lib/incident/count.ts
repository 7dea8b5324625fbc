/** What one more check adds to what is counted. */
import { type Expiring, type IncidentState, incidentSeveritySchema, type OpenIncident, type Summary } from './incident.ts';

export interface CountOptions {
  /** Of the check, an ISO time. */
  readonly at: string;
  /** The maintenance window that is open. */
  readonly maintenance: string | undefined;
}

/** Failing and degraded checks are bad; an unknown one counts neither as bad nor as healthy. */
export function isBad({ status }: Pick<Summary, 'status'>): boolean {
  return status === 'failing' || status === 'degraded';
}

export function isWorse(one: Summary['severity'], other: Summary['severity']): boolean {
  const { options } = incidentSeveritySchema;
  return options.indexOf(one) < options.indexOf(other);
}

/** Another thing than the one that was told, or a step nearer to its end. */
export function isNearer(one: Expiring | undefined, told: Expiring | undefined): boolean {
  return one !== undefined && (one.what !== told?.what || one.stepDays < told.stepDays);
}

export function counted(state: IncidentState, summary: Summary, { at, maintenance }: CountOptions): IncidentState {
  const { status, upgrading } = summary;
  const since = state.status === status ? (state.since ?? at) : at;
  const { incident, resolvedAt, successes, failures, badSince = at, goodSince = at, mutedBy } = state;
  const known = { status, since, incident, resolvedAt };
  if (status === 'unknown') return { ...state, ...known };
  if (status === 'healthy') return { ...known, failures: 0, successes: successes + 1, goodSince, upgrading: upgrading || undefined };
  return {
    ...known,
    failures: failures + 1,
    successes: 0,
    badSince,
    otherCause: otherCauseOf(state, summary),
    worse: incident && isWorse(summary.severity, incident.severity) ? (state.worse ?? 0) + 1 : undefined,
    nearer: incident && isNearer(summary.expiring, incident.expiring) ? (state.nearer ?? 0) + 1 : undefined,
    // A remote that fails does not tell its versions any more.
    upgrading: state.upgrading || upgrading || undefined,
    mutedBy: maintenance ?? mutedBy,
  };
}

function otherCauseOf({ incident, otherCause }: IncidentState, { cause }: Summary): IncidentState['otherCause'] {
  if (incident === undefined || incident.cause === cause) return undefined;
  return { cause, count: otherCause?.cause === cause ? otherCause.count + 1 : 1 };
}

/** Whether an acknowledgement silences the incident. */
export function isSilenced({ acknowledged }: OpenIncident, now: Date): boolean {
  return acknowledged !== undefined && Date.parse(acknowledged.until) > now.getTime();
}
