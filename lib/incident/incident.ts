/** What is remembered of one remote between checks, and what is told about it. */
import * as z from 'zod';
import { severitySchema } from '../result/finding.ts';
import { statusSchema } from '../result/status.ts';

/** What a message needs of a result: small, and complete without the store. */
export const summarySchema = z.object({
  cluster: z.string(),
  alias: z.string(),
  mode: z.string(),
  securityModel: z.string(),
  status: statusSchema,
  severity: severitySchema,
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
  /** How many local nodes are configured, how many of them answered a real cross-cluster request, and how many of those could not reach the remote. */
  localNodes: z.object({ affected: z.int(), asked: z.int(), configured: z.int() }).optional(),
  /** Searches with this remote of late; see `result/searches.ts`. */
  searches: z.object({ minutes: z.int(), answered: z.int(), skipped: z.int(), atLeast: z.boolean() }).optional(),
  remoteClusterUuid: z.string().optional(),
  checkedAt: z.iso.datetime(),
});

/** `changed`: the incident goes on with another cause. */
export const eventKindSchema = z.enum(['opened', 'changed', 'reminder', 'resolved']);

export const incidentEventSchema = z.object({
  /** Unique; the same for every attempt to tell the event. */
  id: z.string(),
  kind: eventKindSchema,
  /** The same for all events of one incident. */
  incidentId: z.string(),
  at: z.iso.datetime(),
  /** Since when the remote has been in trouble: the first bad check of those that opened the incident. */
  openedAt: z.iso.datetime(),
  /** The cause before, with `changed` and `resolved`. */
  previousCause: z.string().optional(),
  /** The worst severity that was told of the incident before, with all but `opened`: whoever was told of that is told of this. */
  previousSeverity: severitySchema.optional(),
  summary: summarySchema,
});

export const openIncidentSchema = z.object({
  id: z.string(),
  /** The time of the first bad check of those that opened it. */
  openedAt: z.iso.datetime(),
  cause: z.string(),
  /** The worst that was told of it. */
  severity: severitySchema,
  /** When anything about it was last told. */
  toldAt: z.iso.datetime(),
});

/** Unknown keys are dropped and missing ones get their defaults, so that items of other versions of the program are read. */
export const incidentStateSchema = z.object({
  /** Checks in a row that were bad, or good. */
  failures: z.int().default(0),
  successes: z.int().default(0),
  /** The first of the bad checks in a row. */
  badSince: z.iso.datetime().optional(),
  /** Of another cause than the open incident's, in a row. */
  otherCause: z.object({ cause: z.string(), count: z.int() }).optional(),
  status: statusSchema.default('unknown'),
  /** Since when the status has been the same. */
  since: z.iso.datetime().optional(),
  incident: openIncidentSchema.optional(),
});

export type Summary = z.infer<typeof summarySchema>;
export type EventKind = z.infer<typeof eventKindSchema>;
export type IncidentEvent = z.infer<typeof incidentEventSchema>;
export type OpenIncident = z.infer<typeof openIncidentSchema>;
export type IncidentState = z.infer<typeof incidentStateSchema>;
