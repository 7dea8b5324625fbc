/**
 * When an incident opens, changes, is worth a reminder and is over. Pure: what is remembered and
 * one more result give what to remember next.
 */
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
    /** Bad checks in a row that open an incident, or give it another cause or a worse severity. */
    readonly failures: number;
    /** The same while one of the two clusters is being upgraded. */
    readonly failuresWhileUpgrading: number;
    /** Healthy checks in a row that end it. */
    readonly successes: number;
    /** Since anything was last told of an open incident. */
    readonly reminderHours: number;
    /** So many times over within so many minutes is flapping. */
    readonly flappingTimes: number;
    readonly flappingMinutes: number;
    /** What flaps is over, or is there to stay, once it has been the same for so long. */
    readonly calmMinutes: number;
  };
  /**
   * Name of the maintenance window that is open: nothing new is told, and what was told and is over
   * is.
   */
  readonly maintenance?: string | undefined;
}

export interface Decision {
  readonly state: IncidentState;
  /** At most one. */
  readonly events: IncidentEvent[];
}

const MINUTE_MS = 60_000;

/**
 * An unknown check may remind of an open incident, and nothing else. The same arguments give the
 * same ids.
 */
export function decide(
  state: IncidentState | undefined,
  summary: Summary,
  options: DecideOptions,
): Decision {
  const at = options.now.toISOString();
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

/**
 * The remote is not checked any more: an open incident is over, and whatever comes later begins
 * anew.
 */
export function decideRemoved({ incident }: IncidentState, summary: Summary, now: Date): Decision {
  const state = incidentStateSchema.parse({ since: now.toISOString() });
  if (incident === undefined) return { state, events: [] };
  const { events } = decideEnded(incident, summary, { now, state });
  return { state, events: events.map((event) => ({ ...event, removed: true })) };
}

/**
 * An incident that is over for another reason than healthy checks, and what is remembered from then
 * on.
 */
export function decideEnded(
  incident: OpenIncident,
  summary: Summary,
  { now, state }: { readonly now: Date; readonly state: IncidentState },
): Decision {
  const told = { kind: 'resolved', summary, at: now.toISOString() } as const;
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
 * What is worse is always told. What flaps has changed once it stays; another cause, or a nearer
 * end, can wait for the end of an acknowledgement.
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

/** Of what expires the steps remind, until it is critical. */
function isReminderDue(incident: OpenIncident, { thresholds, now }: DecideOptions): boolean {
  if (incident.expiring?.isCause && incident.severity !== 'critical') return false;
  const isDue =
    now.getTime() - Date.parse(incident.toldAt) >= thresholds.reminderHours * 60 * MINUTE_MS;
  return isDue && !isSilenced(incident, now);
}

function isCalm(since: string | undefined, { thresholds, now }: DecideOptions): boolean {
  return now.getTime() - Date.parse(String(since)) >= thresholds.calmMinutes * MINUTE_MS;
}

function resolvedLately(
  { resolvedAt = [] }: IncidentState,
  { thresholds, now }: DecideOptions,
): string[] {
  return resolvedAt.filter(
    (at) => now.getTime() - Date.parse(at) <= thresholds.flappingMinutes * MINUTE_MS,
  );
}

function newIncident(
  before: IncidentState,
  { cluster, alias, cause, severity }: Summary,
  at: string,
): OpenIncident {
  const { badSince: openedAt = at } = before;
  return { id: hash(cluster, alias, openedAt), openedAt, cause, severity, toldAt: at };
}

interface Told extends Verdict {
  readonly summary: Summary;
  readonly options: DecideOptions;
  readonly at: string;
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
  // Somebody acknowledged what it was, not what it has become.
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

/** What is not seen now is not forgotten, but is not what the incident is about. */
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
