/**
 * Decides when an incident opens, changes, needs a reminder, and ends. Pure: takes the remembered
 * state and one more result, and returns the next state.
 */
import { type Instant, instantOf } from '../../instant.ts';
import { counted, isBad, isSilenced, isSilentFor, isWorse } from './census.ts';
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
    /** Bad checks in a row that open an incident, change its cause, or raise its severity. */
    readonly failures: number;
    /** The same during an upgrade of one of the two clusters. */
    readonly failuresWhileUpgrading: number;
    /** Healthy checks in a row that end it. */
    readonly successes: number;
    /** Hours since the last event of an open incident. */
    readonly reminderHours: number;
    /** An incident flaps if it ends this many times within this many minutes. */
    readonly flappingTimes: number;
    readonly flappingMinutes: number;
    /** A flapping incident is resolved or permanent after this many minutes without a change. */
    readonly calmMinutes: number;
  };
  /**
   * Name of the open maintenance window. During a window no new incident is reported, but the end
   * of a reported incident is.
   */
  readonly maintenance?: string | undefined;
}

export interface Decision {
  readonly state: IncidentState;
  /** At most one. */
  readonly events: IncidentEvent[];
}

const MINUTE_MS = 60_000;

/** An unknown check may only remind of an open incident. The same arguments return the same ids. */
export function decide(
  state: IncidentState | undefined,
  summary: Summary,
  options: DecideOptions,
): Decision {
  const at = instantOf(options.now);
  const before = state ?? incidentStateSchema.parse({});
  const { maintenance, thresholds } = options;
  const windowMinutes = thresholds.flappingMinutes;
  const after = counted(before, summary, { at, maintenance, windowMinutes });
  const verdict = verdictOf(after, summary, options);
  if (verdict === undefined) return { state: after, events: [] };
  const incident = after.incident ?? newIncident(before, summary, at);
  const told = { ...verdict, summary, options, at };
  return { state: afterwards(after, incident, told), events: [eventOf(incident, after, told)] };
}

/** Ends the open incident of a remote that is no longer checked, and resets the state. */
export function decideRemoved({ incident }: IncidentState, summary: Summary, now: Date): Decision {
  const state = incidentStateSchema.parse({ since: instantOf(now) });
  if (incident === undefined) return { state, events: [] };
  const { events } = decideEnded(incident, summary, { now, state });
  return { state, events: events.map((event) => ({ ...event, removed: true })) };
}

/** Ends an incident for another reason than healthy checks, and returns the next state. */
export function decideEnded(
  incident: OpenIncident,
  summary: Summary,
  { now, state }: { readonly now: Date; readonly state: IncidentState },
): Decision {
  const told = { kind: 'resolved', summary, at: instantOf(now) } as const;
  return { state, events: [{ ...commonOf(incident, told), previousCause: incident.cause }] };
}

interface Verdict {
  readonly kind: EventKind;
  readonly change?: IncidentEvent['change'];
}

function verdictOf(
  after: IncidentState,
  summary: Summary,
  options: DecideOptions,
): Verdict | undefined {
  const { incident, failures } = after;
  const isMuted = options.maintenance !== undefined;
  if (incident === undefined) {
    const needed = failuresFor(after, options);
    const isDue = failures >= needed || isSilentFor(after, summary, needed);
    return isBad(summary) && !isMuted && isDue ? { kind: 'opened' } : undefined;
  }
  if (summary.status === 'healthy') return whenHealthy(after, incident, options);
  if (isMuted) return undefined;
  const change = isBad(summary) ? changeOf(after, incident, options) : undefined;
  if (change !== undefined) return { kind: 'changed', change };
  return isReminderDue(incident, options) ? { kind: 'reminder' } : undefined;
}

function failuresFor({ upgrading }: IncidentState, { thresholds }: DecideOptions): number {
  return upgrading
    ? Math.max(thresholds.failures, thresholds.failuresWhileUpgrading)
    : thresholds.failures;
}

function whenHealthy(
  after: IncidentState,
  { flappingSince }: OpenIncident,
  options: DecideOptions,
): Verdict | undefined {
  const { successes, goodSince } = after;
  const { thresholds, maintenance } = options;
  if (successes < thresholds.successes) return undefined;
  if (flappingSince !== undefined)
    return isCalm(goodSince, options) ? { kind: 'resolved' } : undefined;
  const isFlapping =
    maintenance === undefined &&
    resolvedLately(after, options).length + 1 >= thresholds.flappingTimes;
  return { kind: isFlapping ? 'flapping' : 'resolved' };
}

/**
 * A worse severity is always reported. A flapping incident has changed once it stays bad. Another
 * cause or an earlier expiration waits for the end of an acknowledgement.
 */
function changeOf(
  after: IncidentState,
  incident: OpenIncident,
  options: DecideOptions,
): IncidentEvent['change'] {
  const { failures, worse = 0, otherCause, nearer = 0, badSince } = after;
  const needed = failuresFor(after, options);
  if (worse >= needed) return 'severity';
  if (incident.flappingSince !== undefined)
    return failures >= needed && isCalm(badSince, options) ? 'steady' : undefined;
  if (isSilenced(incident, options.now)) return undefined;
  if (otherCause !== undefined && otherCause.count >= needed) return 'cause';
  return nearer >= needed ? 'expiry' : undefined;
}

/** For an expiration, the steps are the reminders until it is critical. */
function isReminderDue(incident: OpenIncident, { thresholds, now }: DecideOptions): boolean {
  if (incident.expiring?.isCause && incident.severity !== 'critical') return false;
  const isDue =
    now.getTime() - Date.parse(incident.toldAt) >= thresholds.reminderHours * 60 * MINUTE_MS;
  return isDue && !isSilenced(incident, now);
}

function isCalm(since: Instant | undefined, { thresholds, now }: DecideOptions): boolean {
  return now.getTime() - Date.parse(String(since)) >= thresholds.calmMinutes * MINUTE_MS;
}

function resolvedLately(
  { resolvedAt = [] }: IncidentState,
  { thresholds, now }: DecideOptions,
): Instant[] {
  return resolvedAt.filter(
    (at) => now.getTime() - Date.parse(at) <= thresholds.flappingMinutes * MINUTE_MS,
  );
}

function newIncident(
  before: IncidentState,
  { cluster, alias, cause, severity }: Summary,
  at: Instant,
): OpenIncident {
  const { badSince: openedAt = at } = before;
  return { id: hash(cluster, alias, openedAt), openedAt, cause, severity, toldAt: at };
}

interface Told extends Verdict {
  readonly summary: Summary;
  readonly options: DecideOptions;
  readonly at: Instant;
}

function afterwards(
  after: IncidentState,
  incident: OpenIncident,
  { kind, change, summary, options, at }: Told,
): IncidentState {
  const severity = isWorse(summary.severity, incident.severity)
    ? summary.severity
    : incident.severity;
  const told = { ...incident, severity, expiring: expiringOf(incident, summary), toldAt: at };
  if (kind === 'flapping')
    return { ...after, resolvedAt: undefined, incident: { ...told, flappingSince: at } };
  if (kind === 'resolved') {
    const wasFlapping = incident.flappingSince !== undefined;
    return {
      ...after,
      incident: undefined,
      silent: undefined,
      resolvedAt: wasFlapping ? undefined : [...resolvedLately(after, options), at],
    };
  }
  const going = { ...after, worse: undefined, nearer: undefined, incident: told };
  if (kind === 'reminder') return going;
  const { flappingSince, acknowledged, ...known } = told;
  // The acknowledgement applied to the earlier severity, not to the worse one.
  const kept =
    change === 'severity'
      ? { flappingSince }
      : change === 'steady'
        ? { acknowledged }
        : { flappingSince, acknowledged };
  return {
    ...going,
    otherCause: undefined,
    mutedBy: undefined,
    incident: { ...known, ...kept, cause: summary.cause },
  };
}

/** Keeps an expiration that this check did not see, but not as the cause of the incident. */
function expiringOf(
  { expiring }: OpenIncident,
  { expiring: now }: Summary,
): OpenIncident['expiring'] {
  if (now === undefined) return expiring && { ...expiring, isCause: false };
  const { what, stepDays, isCause } = now;
  return { what, stepDays, isCause };
}

function eventOf(
  incident: OpenIncident,
  { mutedBy }: IncidentState,
  { options, ...told }: Told,
): IncidentEvent {
  const { kind, change } = told;
  if (kind === 'opened') return { ...begunOf(incident, told), maintenance: mutedBy };
  const common = commonOf(incident, told);
  if (kind === 'reminder') return common;
  const { flappingTimes: times, flappingMinutes: withinMinutes, calmMinutes } = options.thresholds;
  const flapping = kind === 'flapping' ? { times, withinMinutes, calmMinutes } : undefined;
  return { ...common, change, previousCause: incident.cause, flapping };
}

type Begun = Pick<Told, 'kind' | 'summary' | 'at'>;

function begunOf(
  { id: incidentId, openedAt }: OpenIncident,
  { kind, summary, at }: Begun,
): IncidentEvent {
  return { id: hash(incidentId, kind, at), kind, incidentId, at, openedAt, summary };
}

function commonOf(incident: OpenIncident, begun: Begun): IncidentEvent {
  const { severity: previousSeverity, acknowledged } = incident;
  return { ...begunOf(incident, begun), previousSeverity, acknowledged };
}
