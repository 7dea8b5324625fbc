/** What the endpoint takes and answers. */
import * as z from 'zod';
import { instantSchema } from '../instant.ts';
import { clusterAlias, clusterName } from '../registry/fields.ts';
import { findingSchema } from '../result/finding.ts';
import { resultSchema, statusSchema } from '../result/result.ts';
import { incidentStateSchema } from '../state/incident/incident.ts';

const MAX_REMOTES = 50;
const REMOTES_REMEDY = `write 1 to ${MAX_REMOTES} cluster aliases, or leave remotes out to check all`;

export const checkRequestSchema = z
  .strictObject({
    cluster: clusterName.describe('Name of a local cluster of the registry'),
    remotes: z
      .array(clusterAlias, REMOTES_REMEDY)
      .min(1, REMOTES_REMEDY)
      .max(MAX_REMOTES, REMOTES_REMEDY)
      .optional()
      .describe('Cluster aliases to check; all of the cluster where left out'),
  })
  .meta({ id: 'CheckRequest' });

const checkResult = resultSchema.meta({ id: 'CheckResult' });
const finding = findingSchema.meta({ id: 'Finding' });
const state = incidentStateSchema.meta({ id: 'IncidentState' });
const isoTime = instantSchema;

export const checkResponseSchema = z.strictObject({
  cluster: z.string(),
  results: z.array(checkResult).describe('Worst first'),
});

const clusterSchema = z.strictObject({
  name: z.string(),
  status: statusSchema.describe('The worst of its remotes; unknown where none has been checked'),
  counts: z
    .strictObject({ failing: z.int(), degraded: z.int(), unknown: z.int(), healthy: z.int() })
    .describe('Remotes by status'),
});

export const clustersResponseSchema = z.strictObject({
  clusters: z.array(clusterSchema.meta({ id: 'Cluster' })).describe('Worst first'),
});

export const clusterResponseSchema = clusterSchema.extend({
  remotes: z
    .array(
      z.strictObject({
        alias: z.string(),
        status: statusSchema,
        cause: finding,
        state,
        checkedAt: isoTime,
        updatedAt: isoTime,
      }),
    )
    .describe('Worst first'),
});

const MAX_HOURS = 720;
const HOURS_REMEDY = `write a whole number of hours from 1 to ${MAX_HOURS}`;

export const historyQuerySchema = z.object({
  hours: z.coerce
    .number(HOURS_REMEDY)
    .int(HOURS_REMEDY)
    .min(1, HOURS_REMEDY)
    .max(MAX_HOURS, HOURS_REMEDY)
    .default(24)
    .describe(`How far back the history goes; outcomes are kept for ${MAX_HOURS / 24} days`)
    // Said again, since whatever can be coerced, null too, would be described.
    .meta({ type: 'integer', minimum: 1, maximum: MAX_HOURS, default: 24 }),
});

const historyEntry = z.strictObject({
  at: isoTime.describe('The first of these checks'),
  until: isoTime.describe('The last of them'),
  checks: z.int().describe('How many they are'),
  status: statusSchema,
  cause: z.string().describe('A code of the cause catalogue'),
  durationMs: z.number().describe('Of a check, on average'),
});

export const remoteResponseSchema = z.strictObject({
  cluster: z.string(),
  alias: z.string(),
  result: checkResult,
  evidenceAt: isoTime
    .optional()
    .describe(
      'When the details of the result were stored; they have not changed since, but for times and counts',
    ),
  state,
  updatedAt: isoTime,
  history: z
    .array(historyEntry.meta({ id: 'HistoryEntry' }))
    .describe('Checks in a row with the same outcome, of an hour at most; latest first'),
});

const MAX_REASON = 200;
const REASON_REMEDY = `write 1 to ${MAX_REASON} characters`;

export const acceptIdentityRequestSchema = z.strictObject({
  reason: z
    .string(REASON_REMEDY)
    .min(1, REASON_REMEDY)
    .max(MAX_REASON, REASON_REMEDY)
    .describe('Why what is seen now is right, for those who ask later'),
});

export const identityResponseSchema = z.strictObject({
  cluster: z.string(),
  alias: z.string(),
  identity: resultSchema.shape.rememberedIdentity
    .unwrap()
    .describe('What is remembered from now on'),
  resolvedIncident: z.string().optional().describe('Id of the incident that is over by that'),
});

export const healthResponseSchema = z.strictObject({
  status: z.enum(['ok', 'failing']),
  sweptAt: isoTime.optional().describe('When the latest sweep of all local clusters ended'),
  problems: z.array(z.string()).optional().describe('What is wrong with the checker itself'),
});
