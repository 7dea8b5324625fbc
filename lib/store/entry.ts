/** What stands of one remote, and what one more result makes of it. Pure. */
import * as z from 'zod';
import { type Instant, instantOf, instantSchema } from '../instant.ts';
import type { CheckResult } from '../result/result.ts';
import { memorySchema, remember } from '../state/baseline/baseline.ts';
import { addressesOf } from '../state/incident/acceptance.ts';
import { type DecideOptions, decide, decideRemoved } from '../state/incident/decide.ts';
import { hash } from '../state/incident/hash.ts';
import {
  type IncidentAction,
  type IncidentEvent,
  incidentActionSchema,
  incidentEventSchema,
  incidentSeveritySchema,
  incidentStateSchema,
  type Summary,
} from '../state/incident/incident.ts';
import { removedSummary } from '../state/incident/summary.ts';
import { addToRollups, openRollupsSchema } from '../state/uptime/rollups.ts';
import { addToStreak, LONGEST_STREAK_MS, streakSchema } from '../state/uptime/streak.ts';
import { currentOf, currentSchema } from './current.ts';

export const pastIncidentSchema = z.object({
  id: z.string(),
  openedAt: instantSchema,
  resolvedAt: instantSchema,
  /** The code of its last cause. */
  cause: z.string(),
  /** The worst that was sent of it. */
  severity: incidentSeveritySchema,
  /** Who did what, oldest first. */
  actions: z.array(incidentActionSchema).optional(),
});
export type PastIncident = z.infer<typeof pastIncidentSchema>;

/**
 * While so many events are unsent the incident rests: the check counts, and its consequences are
 * decided from a later one, when the alert topic accepts events again. So an entry stays small.
 */
export const MAX_UNSENT = 20;

export const entrySchema = z.object({
  /** `CANARY_ALIAS` for the checker itself, which has no more than state and events. */
  alias: z.string(),
  /** The run that was last to write; '' sorts before all. */
  run: instantSchema.or(z.literal('')).default(''),
  /** Time at which it was stored. */
  updatedAt: instantSchema.default('1970-01-01T00:00:00.000Z'),
  /** Of the latest check, beside its evidence. */
  current: currentSchema.optional(),
  state: incidentStateSchema.optional(),
  memory: memorySchema.optional(),
  /** The hour and the day that are not over yet. */
  rollups: openRollupsSchema.optional(),
  /** Checks in a row with the same outcome, up to now. */
  streak: streakSchema.optional(),
  /** Incidents that are over, latest first. */
  past: z.array(pastIncidentSchema).optional(),
  /** Events that the alert topic has not accepted yet, oldest first. */
  outbox: z.array(incidentEventSchema).default([]),
  /** Which remote it is: as `addressesOf` gives it, and as last seen with these addresses. */
  addresses: z.string().optional(),
  uuid: z.string().optional(),
  /** The evidence that was last written: what `contentOf` gives, and of which run. */
  evidence: z.object({ content: z.string(), run: instantSchema }).optional(),
});
export type Entry = z.infer<typeof entrySchema>;

export interface DecisionOptions {
  readonly summary: Summary;
  /**
   * The sweep that the result belongs to: of two runs the
   * later one counts, and each only once.
   */
  readonly run: Instant;
  readonly thresholds: DecideOptions['thresholds'];
  readonly now: Date;
  /** Name of the maintenance window that is open. */
  readonly maintenance?: string | undefined;
  /** True if the checker has lost its own network: what it saw does not count. */
  readonly isBlind?: boolean;
}

export interface Next {
  readonly entry: Entry;
  /** What was decided, which stands in the outbox of the entry, too. */
  readonly events: readonly IncidentEvent[];
}

/** Undefined if this run, or a later one, was stored already. */
export function nextEntry(
  before: Entry | undefined,
  result: CheckResult,
  options: DecisionOptions,
): Next | undefined {
  if (before !== undefined && isSuperseded(before, options.run)) return undefined;
  const { memory, addresses, uuid, rollups, streak, evidence } = before ?? {};
  const given = addressesOf(result) ?? addresses;
  const known = given === addresses ? uuid : undefined;
  return decided(before, options, {
    alias: result.alias,
    current: currentOf(result),
    memory: remember(memory, result),
    rollups: addToRollups(rollups, result, options.run),
    streak: addToStreak(streak, result, { phaseMs: phaseMsOf(result) }),
    addresses: given,
    uuid: result.remoteClusterUuid ?? known,
    evidence,
  });
}

/** Undefined if there is nothing new: all is as well as it was, or the run was stored already. */
export function nextCanary(before: Entry | undefined, options: DecisionOptions): Next | undefined {
  const { state } = before ?? {};
  const wasWell = (state?.failures ?? 0) === 0 && state?.incident === undefined;
  if (wasWell && options.summary.status === 'healthy') return undefined;
  if (before !== undefined && isSuperseded(before, options.run)) return undefined;
  return decided(before, options, { alias: options.summary.alias });
}

const DAY_MS = 86_400_000;

/** No run comes a day late: a stored one that is so far ahead is damage, or was a wrong clock. */
function isSuperseded({ run }: Entry, by: string): boolean {
  return run >= by && Date.parse(run) - Date.parse(by) <= DAY_MS;
}

type Content = Omit<Entry, 'run' | 'updatedAt' | 'state' | 'past' | 'outbox'>;

function decided(
  before: Entry | undefined,
  { summary, run, isBlind = false, ...options }: DecisionOptions,
  content: Content,
): Next {
  const { outbox = [], state, past = [] } = before ?? {};
  const rests = isBlind || outbox.length >= MAX_UNSENT;
  const known = { ...summary, remoteClusterUuid: content.uuid };
  const after = rests ? { state, events: [] } : decide(state, known, options);
  const entry = { ...content, run, updatedAt: instantOf(options.now), state, past, outbox };
  return { entry: withDecision(entry, after, options.now), events: after.events };
}

interface Decided {
  readonly state: Entry['state'];
  readonly events: readonly IncidentEvent[];
}

/** The entry with what was decided: state, unsent events, and incidents that are over by it. */
export function withDecision(entry: Entry, { state, events }: Decided, now: Date): Entry {
  const past = withResolved(entry, events, now);
  return { ...entry, state, outbox: [...entry.outbox, ...events], past };
}

/** Without its open incident; undefined if it has none, or if too many of its events wait. */
export function endedEntry(cluster: string, entry: Entry, now: Date): Next | undefined {
  const { alias, state, outbox } = entry;
  if (state?.incident === undefined || outbox.length >= MAX_UNSENT) return undefined;
  const decided = decideRemoved(state, removedSummary({ cluster, alias }, now), now);
  return { entry: withDecision(entry, decided, now), events: decided.events };
}

const PAST_DAYS = 30;
/** A remote that flaps shall not outgrow its entry. */
const MAX_PAST = 20;

/** Latest first. */
function withResolved(
  { past = [], state }: Entry,
  events: readonly IncidentEvent[],
  now: Date,
): PastIncident[] {
  const ended = events
    .filter(({ kind }) => kind === 'resolved')
    .map((event) => ({ ...pastOf(event), actions: state?.incident?.actions }));
  const isKept = ({ resolvedAt }: PastIncident) =>
    now.getTime() - Date.parse(resolvedAt) <= PAST_DAYS * DAY_MS;
  return [...ended, ...past].filter(isKept).slice(0, MAX_PAST);
}

/** More would let an entry outgrow its item; the latest count. */
const MAX_ACTIONS = 20;

/** The entry with what somebody did about its open incident, if it has one. */
export function withAction(entry: Entry, action: IncidentAction): Entry {
  const incident = entry.state?.incident;
  if (entry.state === undefined || incident === undefined) return entry;
  const actions = [...(incident.actions ?? []), action].slice(-MAX_ACTIONS);
  return { ...entry, state: { ...entry.state, incident: { ...incident, actions } } };
}

/** A resolved event has the cause and severity of before; if not, its own take their place. */
function pastOf({
  incidentId: id,
  openedAt,
  at: resolvedAt,
  summary,
  previousCause: cause = summary.cause,
  previousSeverity: severity = summary.severity,
}: IncidentEvent): PastIncident {
  return { id, openedAt, resolvedAt, cause, severity };
}

/** So that not all remotes write their evidence and their history in the same minute. */
export function phaseMsOf({ cluster, alias }: Pick<CheckResult, 'cluster' | 'alias'>): number {
  return Number.parseInt(hash(cluster, alias).slice(0, 8), 16) % LONGEST_STREAK_MS;
}
