/** The remembered state of one remote between checks, and the events about it. */
import * as z from 'zod';
import { instantSchema } from '../../instant.ts';
import { statusSchema } from '../../result/finding.ts';
import { stepSchema } from '../../result/instructions.ts';

/**
 * Urgency by the impact on users of the remote, worst first. `critical`, `error`, and `warning`
 * cause alerts. See severity.ts.
 */
export const incidentSeveritySchema = z.enum([
  'critical',
  'error',
  'warning',
  'note',
  'unknown',
  'ok',
]);

/** The item that expires first, or has expired. */
export const expiringSchema = z.object({
  /** Identifies the item and its expiration time. */
  what: z.string(),
  /**
   * The last reminder step that has passed, in days before the expiration. Negative after the
   * expiration.
   */
  stepDays: z.int(),
  /** True if it is the cause of the result, not an additional finding. */
  isCause: z.boolean(),
});

/** The part of a result that a message needs: small, and complete without the store. */
export const summarySchema = z.object({
  cluster: z.string(),
  /** `CANARY_ALIAS` if it is about the checker itself. */
  alias: z.string(),
  mode: z.string(),
  securityModel: z.string(),
  status: statusSchema,
  severity: incidentSeveritySchema,
  cause: z.string(),
  title: z.string(),
  evidence: z.string(),
  /** Lines: what failed and stands in no evidence. The last one says how many are left out. */
  unexplained: z.string().optional(),
  meaning: z.string(),
  verify: z.array(stepSchema),
  fix: z.array(stepSchema),
  documentation: z.string(),
  /** Location of the checker. */
  vantage: z.string(),
  skipUnavailable: z.boolean().optional(),
  /**
   * Numbers of local nodes: configured, with an answer to a real cross-cluster request, and unable
   * to reach the remote.
   */
  localNodes: z.object({ affected: z.int(), asked: z.int(), configured: z.int() }).optional(),
  /** Recent searches with this remote. See `lib/result/searches.ts`. */
  searches: z
    .object({
      minutes: z.int(),
      answered: z.int(),
      skipped: z.int(),
      failed: z.record(z.string(), z.int()).default({}),
      atLeast: z.boolean(),
    })
    .optional(),
  remoteClusterUuid: z.string().optional(),
  expiring: expiringSchema.extend({ evidence: z.string() }).optional(),
  /** One of the two clusters currently runs several versions. */
  upgrading: z.boolean().default(false),
  /** Followers no longer receive operations from this remote. */
  replicationStopped: z.boolean().default(false),
  /** Gateway nodes and connections that gave no answer, whatever the verdict. */
  silent: z.array(z.string()).optional(),
  /** How many observations, apart in time, the summary stands for; a check is one. */
  observations: z.int().min(1).optional(),
  checkedAt: instantSchema,
});

/**
 * Alias for the checker itself. No remote can have it. Its incidents are canary failures, one for
 * each local cluster.
 */
export const CANARY_ALIAS = '@canary';

/**
 * An incident begins with `opened` and ends with `resolved`. In between: `changed` means a new
 * cause or a worse severity, and `reminder` means no change. `flapping` means that the incident
 * ended again but counts as open until it is stable.
 */
export const eventKindSchema = z.enum(['opened', 'changed', 'flapping', 'reminder', 'resolved']);

export const acknowledgementSchema = z.object({
  at: instantSchema,
  /** No reminder is sent before this time. */
  until: instantSchema,
  by: z.string(),
  why: z.string(),
});

export const incidentEventSchema = z.object({
  /** Unique, and the same for each delivery attempt. */
  id: z.string(),
  kind: eventKindSchema,
  /** The same for all events of one incident. */
  incidentId: z.string(),
  at: instantSchema,
  /** Start of the problem: the first of the bad checks that opened the incident. */
  openedAt: instantSchema,
  /** Previous cause, for `changed`, `flapping`, and `resolved`. */
  previousCause: z.string().optional(),
  /**
   * Worst severity reported so far, for all kinds except `opened`. Everyone who received that alert
   * also receives this one.
   */
  previousSeverity: incidentSeveritySchema.optional(),
  /**
   * The kind of change: another cause, a worse severity, a flapping incident that now stays bad, or
   * an earlier expiration.
   */
  change: z.enum(['cause', 'severity', 'steady', 'expiry']).optional(),
  /** For `opened`: the maintenance window that suppressed the incident and has ended. */
  maintenance: z.string().optional(),
  /**
   * For `flapping`: the number of ends within a number of minutes. It is resolved after it stays
   * calm for `calmMinutes`.
   */
  flapping: z
    .object({ times: z.int(), withinMinutes: z.number(), calmMinutes: z.number() })
    .optional(),
  /** The last acknowledgement of the incident. It may have expired. */
  acknowledged: acknowledgementSchema.optional(),
  /**
   * For `resolved`: the remote is no longer registered or no longer checked. No further events
   * follow.
   */
  removed: z.boolean().optional(),
  summary: summarySchema,
});

export const openIncidentSchema = z.object({
  id: z.string(),
  /** Time of the first of the bad checks that opened the incident. */
  openedAt: instantSchema,
  cause: z.string(),
  /** Worst severity reported so far. */
  severity: incidentSeveritySchema,
  /** Time of the last event. */
  toldAt: instantSchema,
  /** The expiration in the last event. */
  expiring: expiringSchema.optional(),
  /** Time of the `flapping` event. */
  flappingSince: instantSchema.optional(),
  acknowledged: acknowledgementSchema.optional(),
});

/**
 * Drops unknown keys and fills in missing ones, so that other versions of the checker can read the
 * item.
 */
export const incidentStateSchema = z.object({
  /** Bad or good checks in a row. */
  failures: z.int().default(0),
  successes: z.int().default(0),
  /** The first of the bad checks in a row, and the first of the good ones. */
  badSince: instantSchema.optional(),
  goodSince: instantSchema.optional(),
  /** What was silent, by its name: how often within the window, and when last. */
  silent: z.record(z.string(), z.object({ count: z.int(), at: instantSchema })).optional(),
  /** Of another cause than the open incident's, in a row. */
  otherCause: z.object({ cause: z.string(), count: z.int() }).optional(),
  /** Bad checks in a row with a worse severity than reported. */
  worse: z.int().optional(),
  /** Bad checks in a row with an earlier expiration than reported. */
  nearer: z.int().optional(),
  /** One of the two clusters ran several versions at the last check that could read them. */
  upgrading: z.boolean().optional(),
  /** Recent ends of incidents, oldest first. */
  resolvedAt: z.array(instantSchema).optional(),
  /** The maintenance window that prevented an incident from opening. */
  mutedBy: z.string().optional(),
  status: statusSchema.default('unknown'),
  /** Time since which the status is the same. */
  since: instantSchema.optional(),
  incident: openIncidentSchema.optional(),
});

export type IncidentSeverity = z.infer<typeof incidentSeveritySchema>;
export type Expiring = z.infer<typeof expiringSchema>;
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;
export type Summary = z.infer<typeof summarySchema>;
export type EventKind = z.infer<typeof eventKindSchema>;
export type IncidentEvent = z.infer<typeof incidentEventSchema>;
export type OpenIncident = z.infer<typeof openIncidentSchema>;
export type IncidentState = z.infer<typeof incidentStateSchema>;
