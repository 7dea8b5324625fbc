/** When an incident opens, changes, is worth a reminder and is over. Pure: what is remembered and one more result give what to remember next. */
import { type Severity, severitySchema } from '../result/finding.ts';
import { hash } from './hash.ts';
import {
  type EventKind,
  type IncidentEvent,
  type IncidentState,
  incidentStateSchema,
  type OpenIncident,
  type Summary,
} from './incident.ts';

export interface DecideOptions {
  readonly now: Date;
  readonly thresholds: {
    /** Bad checks in a row that open an incident, or give it another cause. */
    readonly failures: number;
    /** Healthy checks in a row that end it. */
    readonly successes: number;
    /** Since anything was last told of an open incident. */
    readonly reminderHours: number;
  };
}

export interface Decision {
  readonly state: IncidentState;
  /** At most one. */
  readonly events: IncidentEvent[];
}

const HOUR_MS = 3_600_000;

/**
 * Failing and degraded checks are bad. An unknown one counts neither as bad nor as healthy: it may remind of an open incident, and nothing else.
 * The same arguments give the same ids.
 */
export function decide(state: IncidentState | undefined, summary: Summary, options: DecideOptions): Decision {
  const at = options.now.toISOString();
  const before = state ?? incidentStateSchema.parse({});
  const counted = count(before, summary, at);
  const kind = kindOf(counted, summary, options);
  if (kind === undefined) return { state: counted, events: [] };
  const incident = counted.incident ?? newIncident(before, summary, at);
  const told = { kind, summary, at };
  return { state: afterwards(counted, incident, told), events: [eventOf(incident, told)] };
}

function count(state: IncidentState, summary: Summary, at: string): IncidentState {
  const { failures, successes, incident, badSince = at } = state;
  const { status } = summary;
  const since = state.status === status ? (state.since ?? at) : at;
  if (status === 'unknown') return { ...state, status, since };
  if (status === 'healthy') return { failures: 0, successes: successes + 1, status, since, incident };
  return { failures: failures + 1, successes: 0, badSince, otherCause: otherCauseOf(state, summary), status, since, incident };
}

function otherCauseOf({ incident, otherCause }: IncidentState, { cause }: Summary): IncidentState['otherCause'] {
  if (incident === undefined || incident.cause === cause) return undefined;
  return { cause, count: otherCause?.cause === cause ? otherCause.count + 1 : 1 };
}

function kindOf(counted: IncidentState, { status }: Summary, { thresholds, now }: DecideOptions): EventKind | undefined {
  const { incident, failures, successes, otherCause } = counted;
  const isBad = status === 'failing' || status === 'degraded';
  if (incident === undefined) return isBad && failures >= thresholds.failures ? 'opened' : undefined;
  if (status === 'healthy') return successes >= thresholds.successes ? 'resolved' : undefined;
  if (isBad && otherCause !== undefined && otherCause.count >= thresholds.failures) return 'changed';
  return now.getTime() - Date.parse(incident.toldAt) >= thresholds.reminderHours * HOUR_MS ? 'reminder' : undefined;
}

function newIncident(before: IncidentState, { cluster, alias, cause, severity }: Summary, at: string): OpenIncident {
  const { badSince: openedAt = at } = before;
  return { id: hash(cluster, alias, openedAt), openedAt, cause, severity, toldAt: at };
}

interface Told {
  readonly kind: EventKind;
  readonly summary: Summary;
  readonly at: string;
}

function afterwards(counted: IncidentState, incident: OpenIncident, { kind, summary, at }: Told): IncidentState {
  if (kind === 'resolved') return { ...counted, incident: undefined };
  const severity = worst(incident.severity, summary.severity);
  const told = { ...incident, severity, toldAt: at };
  if (kind === 'reminder') return { ...counted, incident: told };
  return { ...counted, otherCause: undefined, incident: { ...told, cause: summary.cause } };
}

/** The schema names them from the worst on. */
function worst(one: Severity, other: Severity): Severity {
  const { options } = severitySchema;
  return options.indexOf(one) < options.indexOf(other) ? one : other;
}

function eventOf({ id: incidentId, openedAt, cause, severity }: OpenIncident, { kind, summary, at }: Told): IncidentEvent {
  const event = { id: hash(incidentId, kind, at), kind, incidentId, at, openedAt, summary };
  if (kind === 'opened') return event;
  return { ...event, previousSeverity: severity, ...(kind === 'reminder' ? {} : { previousCause: cause }) };
}
