/** Open incidents, and who has acknowledged them. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { byInstant, instantOf, instantSchema } from '../instant.ts';
import { incidentPage } from '../report/page/incidentPage.ts';
import type { Html } from '../report/page/layout.ts';
import { statusSchema } from '../result/result.ts';
import { isWorse } from '../state/incident/census.ts';
import {
  type Acknowledgement,
  acknowledgementSchema,
  CANARY_ALIAS,
  incidentSeveritySchema,
} from '../state/incident/incident.ts';
import type { StoredIncident } from '../store/incidents.ts';
import { isBrowser } from './browser.ts';
import type { ApiDependencies } from './dependencies.ts';
import { formTokens } from './formRoutes.ts';
import { problem } from './problem.ts';
import { ALWAYS, FORBIDDEN, json, limitBody, problemOf, SECURITY } from './routes.ts';
import { readOverviews, reloads } from './storedRemotes.ts';

export function addIncidents(app: OpenAPIHono, dependencies: ApiDependencies): void {
  app.openapi(incidentsRoute, async (context) => {
    context.header('Vary', 'Accept', { append: true });
    if (isBrowser(context)) return context.html(await incidentsAsPage(context, dependencies), 200);
    const incidents = (await dependencies.openIncidents()).map(answerOf).sort(worstThenOldest);
    return context.json({ incidents }, 200);
  });
  app.openapi(acknowledgeRoute, async (context) => {
    const { until, by, why } = context.req.valid('json');
    const now = dependencies.now();
    const detail = untilProblem(until, now);
    if (detail !== undefined)
      throw problem(400, 'The body of the request cannot be used', {
        errors: [{ in: 'body', path: 'until', detail }],
      });
    const acknowledgement = {
      at: instantOf(now),
      until: instantOf(new Date(until)),
      by,
      why,
    };
    return context.json(
      await acknowledged(dependencies, context.req.valid('param').id, acknowledgement),
      200,
    );
  });
  app.openapi(withdrawRoute, async (context) =>
    context.json(await acknowledged(dependencies, context.req.valid('param').id, undefined), 200),
  );
}

async function incidentsAsPage(context: Context, dependencies: ApiDependencies): Promise<Html> {
  const [open, overviews] = await Promise.all([
    dependencies.openIncidents(),
    readOverviews(dependencies),
  ]);
  return incidentPage({
    open,
    remotes: overviews.flatMap(({ remotes }) => remotes),
    now: dependencies.now(),
    tokens: formTokens(context),
    isReloading: reloads(context),
  });
}

async function acknowledged(
  { acknowledge }: ApiDependencies,
  id: string,
  acknowledgement: Acknowledgement | undefined,
): Promise<IncidentAnswer> {
  const found = await acknowledge(id, acknowledgement);
  if (found === undefined) throw problem(404, `No incident ${id} is open`);
  return answerOf(found);
}

function answerOf({ cluster, alias, state: { status }, incident }: StoredIncident): IncidentAnswer {
  const subject =
    alias === CANARY_ALIAS
      ? { about: 'checker' as const, cluster }
      : { about: 'remote' as const, cluster, alias };
  return { ...subject, status, ...incident };
}

function worstThenOldest(a: IncidentAnswer, b: IncidentAnswer): number {
  if (a.severity !== b.severity) return isWorse(a.severity, b.severity) ? -1 : 1;
  return byInstant(a.openedAt, b.openedAt);
}

/** Incidents as data: what OpenAPI says of their routes. */

const isoTime = instantSchema;

const incidentSchema = z
  .strictObject({
    id: z.string(),
    about: z
      .enum(['remote', 'checker'])
      .describe('checker: it lost its own network, as the check of the cluster saw it'),
    cluster: z.string(),
    alias: z.string().optional().describe('Cluster alias; none where it is about the checker'),
    status: statusSchema.describe('What the latest check found'),
    cause: z.string().describe('A code of the cause catalogue'),
    severity: incidentSeveritySchema.describe('The worst that was told of it'),
    openedAt: isoTime.describe('The first bad check'),
    toldAt: isoTime.describe('When anything about it was last told'),
    flappingSince: isoTime.optional(),
    acknowledged: acknowledgementSchema.optional(),
  })
  .meta({ id: 'Incident' });

export type IncidentAnswer = z.infer<typeof incidentSchema>;

const MAX_DAYS = 30;
const UNTIL_REMEDY = `write a time with its offset from UTC, in the future and within ${MAX_DAYS} days, such as 2026-12-01T22:00:00Z`;
const BY_REMEDY = 'write who acknowledges it, with at most 100 characters';
const WHY_REMEDY = 'write why, with at most 500 characters';

export const acknowledgeRequestSchema = z
  .strictObject({
    until: z.iso
      .datetime({ offset: true, error: UNTIL_REMEDY })
      .describe('Nothing reminds of it before'),
    by: z.string(BY_REMEDY).trim().min(1, BY_REMEDY).max(100, BY_REMEDY).describe('Who'),
    why: z
      .string(WHY_REMEDY)
      .trim()
      .min(1, WHY_REMEDY)
      .max(500, WHY_REMEDY)
      .describe('What is being done, or why nothing is'),
  })
  .meta({ id: 'AcknowledgeRequest' });

/** What is wrong with the time, if it is. */
export function untilProblem(until: string, now: Date): string | undefined {
  const days = (Date.parse(until) - now.getTime()) / 86_400_000;
  return days > 0 && days <= MAX_DAYS ? undefined : UNTIL_REMEDY;
}

const param = z.object({ id: z.string().describe('Id of an open incident') });
const ANSWERS = {
  200: json(incidentSchema, 'The incident'),
  ...ALWAYS,
  ...FORBIDDEN,
  404: problemOf('No such incident is open'),
};

const answers = json(
  z.strictObject({ incidents: z.array(incidentSchema).describe('Worst first') }),
  'The incidents; as a page if the client shows pages',
);

export const incidentsRoute = createRoute({
  method: 'get',
  path: '/incidents',
  summary: 'All open incidents',
  security: SECURITY,
  responses: {
    200: { ...answers, content: { ...answers.content, 'text/html': { schema: z.string() } } },
    ...ALWAYS,
  },
});

export const acknowledgeRoute = createRoute({
  method: 'post',
  path: '/incidents/{id}/acknowledgement',
  summary: 'Acknowledge an incident',
  description:
    'Nothing reminds of it until then. What gets worse, and that it is over, is told all the same.',
  security: SECURITY,
  middleware: limitBody,
  request: {
    params: param,
    body: { required: true, content: { 'application/json': { schema: acknowledgeRequestSchema } } },
  },
  responses: {
    ...ANSWERS,
    400: problemOf('The body cannot be used'),
    413: problemOf('The body is too large'),
    415: problemOf('The body is not JSON'),
  },
});

export const withdrawRoute = createRoute({
  method: 'delete',
  path: '/incidents/{id}/acknowledgement',
  summary: 'Take an acknowledgement back',
  security: SECURITY,
  request: { params: param },
  responses: ANSWERS,
});
