/** Open incidents, and who has acknowledged them. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { isWorse } from '../incident/count.ts';
import { type Acknowledgement, CANARY_ALIAS } from '../incident/incident.ts';
import type { StoredIncident } from '../store/types.ts';
import type { ApiDependencies } from './dependencies.ts';
import { acknowledgeRoute, type IncidentAnswer, incidentsRoute, untilProblem, withdrawRoute } from './incidentRoutes.ts';
import { problem } from './problem.ts';

export function addIncidents(app: OpenAPIHono, dependencies: ApiDependencies): void {
  app.openapi(incidentsRoute, async (context) => {
    const incidents = (await dependencies.openIncidents()).map(answerOf).sort(worstThenOldest);
    return context.json({ incidents }, 200);
  });
  app.openapi(acknowledgeRoute, async (context) => {
    const { until, by, why } = context.req.valid('json');
    const now = dependencies.now();
    const detail = untilProblem(until, now);
    if (detail !== undefined)
      throw problem(400, 'The body of the request cannot be used', { errors: [{ in: 'body', path: 'until', detail }] });
    const acknowledgement = { at: now.toISOString(), until: new Date(until).toISOString(), by, why };
    return context.json(await acknowledged(dependencies, context.req.valid('param').id, acknowledgement), 200);
  });
  app.openapi(withdrawRoute, async (context) =>
    context.json(await acknowledged(dependencies, context.req.valid('param').id, undefined), 200),
  );
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
  const subject = alias === CANARY_ALIAS ? { about: 'checker' as const, cluster } : { about: 'remote' as const, cluster, alias };
  return { ...subject, status, ...incident };
}

function worstThenOldest(a: IncidentAnswer, b: IncidentAnswer): number {
  if (a.severity !== b.severity) return isWorse(a.severity, b.severity) ? -1 : 1;
  return a.openedAt.localeCompare(b.openedAt);
}
