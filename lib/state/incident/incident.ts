/** What is remembered of one remote between checks, and what is told about it. */
import * as z from 'zod';
import { statusSchema } from '../../result/finding.ts';

/**
 * How urgent it is, by what becomes of those who use the remote; the worst first. `critical`,
 * `error` and `warning` are told; severity.ts says which is which.
 */
export const incidentSeveritySchema = z.enum([
  'critical',
  'error',
  'warning',
  'note',
  'unknown',
  'ok',
]);

/** The first of what expires soon, or has. */
export const expiringSchema = z.object({
  /** The same as long as it is the same thing with the same end. */
  what: z.string(),
  /**
   * Of the days before its end at which it is told again, the last that has been passed; negative
   * once it has expired.
   */
  stepDays: z.int(),
  /** Whether it is what the result is about, and not only seen besides. */
  isCause: z.boolean(),
});

/** What a message needs of a result: small, and complete without the store. */
export const summarySchema = z.object({
  cluster: z.string(),
  /** `CANARY_ALIAS` where it is about the checker itself. */
  alias: z.string(),
  mode: z.string(),
  securityModel: z.string(),
  status: statusSchema,
  severity: incidentSeveritySchema,
  cause: z.string(),
  title: z.string(),
  evidence: z.string(),
  meaning: z.string(),
  verify: z.string(),
  fix: z.string(),
  documentation: z.string(),
  /** Where the checker ran. */
  vantage: z.string(),
  skipUnavailable: z.boolean().optional(),
  /**
   * How many local nodes are configured, how many of them answered a real cross-cluster request,
   * and how many of those could not reach the remote.
   */
  localNodes: z.object({ affected: z.int(), asked: z.int(), configured: z.int() }).optional(),
  /** Searches with this remote of late; see `lib/result/searches.ts`. */
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
  /** One of the two clusters runs several versions at the moment. */
  upgrading: z.boolean().default(false),
  /** Followers no longer get operations from this remote. */
  replicationStopped: z.boolean().default(false),
  /** Gateway nodes and connections that gave no answer, whatever the verdict. */
  silent: z.array(z.string()).optional(),
  /** How many observations, apart in time, the summary stands for; a check is one. */
  observations: z.int().min(1).optional(),
  checkedAt: z.iso.datetime(),
});

/**
 * The alias that stands for the checker itself, which no remote can have. Its incidents are those
 * of the canary, one for each local cluster that is checked.
 */
export const CANARY_ALIAS = '@canary';

/**
 * An incident begins with `opened` and ends with `resolved`. In between: `changed`, with another
 * cause or worse than before; `flapping`, it is over once more and does not count as over until it
 * is calm; `reminder`.
 */
export const eventKindSchema = z.enum(['opened', 'changed', 'flapping', 'reminder', 'resolved']);

export const acknowledgementSchema = z.object({
  at: z.iso.datetime(),
  /** Nothing reminds of the incident before. */
  until: z.iso.datetime(),
  by: z.string(),
  why: z.string(),
});

export const incidentEventSchema = z.object({
  /** Unique; the same for every attempt to tell the event. */
  id: z.string(),
  kind: eventKindSchema,
  /** The same for all events of one incident. */
  incidentId: z.string(),
  at: z.iso.datetime(),
  /**
   * Since when the remote has been in trouble: the first bad check of those that opened the
   * incident.
   */
  openedAt: z.iso.datetime(),
  /** The cause before, with `changed`, `flapping` and `resolved`. */
  previousCause: z.string().optional(),
  /**
   * The worst severity that was told of the incident before, with all but `opened`: whoever was
   * told of that is told of this.
   */
  previousSeverity: incidentSeveritySchema.optional(),
  /**
   * What `changed` is about: another cause, a worse severity, that it does not come and go any more
   * but stays, or that something expires sooner than was told.
   */
  change: z.enum(['cause', 'severity', 'steady', 'expiry']).optional(),
  /** With `opened`: the maintenance window that has ended, during which it was not told. */
  maintenance: z.string().optional(),
  /**
   * With `flapping`: so many times it was over within so many minutes; it is over at last once it
   * is calm for so long.
   */
  flapping: z
    .object({ times: z.int(), withinMinutes: z.number(), calmMinutes: z.number() })
    .optional(),
  /** The last acknowledgement of the incident, which may have run out. */
  acknowledged: acknowledgementSchema.optional(),
  /**
   * With `resolved`: the remote is not registered or not checked any more, so that nothing more
   * will be heard of it.
   */
  removed: z.boolean().optional(),
  summary: summarySchema,
});

export const openIncidentSchema = z.object({
  id: z.string(),
  /** The time of the first bad check of those that opened it. */
  openedAt: z.iso.datetime(),
  cause: z.string(),
  /** The worst that was told of it. */
  severity: incidentSeveritySchema,
  /** When anything about it was last told. */
  toldAt: z.iso.datetime(),
  /** What expires, as last told. */
  expiring: expiringSchema.optional(),
  /** Since it was told to be flapping. */
  flappingSince: z.iso.datetime().optional(),
  acknowledged: acknowledgementSchema.optional(),
});

/**
 * Unknown keys are dropped and missing ones get their defaults, so that items of other versions of
 * the program are read.
 */
export const incidentStateSchema = z.object({
  /** Checks in a row that were bad, or good. */
  failures: z.int().default(0),
  successes: z.int().default(0),
  /** The first of the bad checks in a row, and of the good ones. */
  badSince: z.iso.datetime().optional(),
  goodSince: z.iso.datetime().optional(),
  /** What was silent, by its name: how often within the window, and when last. */
  silent: z.record(z.string(), z.object({ count: z.int(), at: z.iso.datetime() })).optional(),
  /** Of another cause than the open incident's, in a row. */
  otherCause: z.object({ cause: z.string(), count: z.int() }).optional(),
  /** Bad checks in a row that were worse than what was told. */
  worse: z.int().optional(),
  /** Bad checks in a row in which something expired sooner than was told. */
  nearer: z.int().optional(),
  /** One of the two clusters ran several versions when that could last be seen. */
  upgrading: z.boolean().optional(),
  /** When incidents were over lately, the oldest first. */
  resolvedAt: z.array(z.iso.datetime()).optional(),
  /** The maintenance window that kept an incident from being opened. */
  mutedBy: z.string().optional(),
  status: statusSchema.default('unknown'),
  /** Since when the status has been the same. */
  since: z.iso.datetime().optional(),
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
