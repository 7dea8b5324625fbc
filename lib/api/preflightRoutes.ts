/** What an upgrade would break, from the latest results: `POST /preflight`. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import { preflight } from '../preflight/upgrade.ts';
import { preflightSchema } from '../result/preflight.ts';
import type { ApiDependencies } from './dependencies.ts';
import { problem } from './problem.ts';
import { ALWAYS, json, limitBody, problemOf, SECURITY } from './routes.ts';
import { readOverviews } from './storedRemotes.ts';

const MAX_NAME_LENGTH = 255;

const requestSchema = z
  .strictObject({
    cluster: z
      .string()
      .min(1)
      .max(MAX_NAME_LENGTH)
      .describe('The cluster to be upgraded: name of a local cluster, or alias of a remote'),
    to: z
      .string()
      .regex(/^\d{1,3}\.\d{1,3}\.\d{1,3}$/, 'write a whole release, such as 9.5.0')
      .describe('The release to go to'),
    replication: z
      .enum(['all', 'none'])
      .optional()
      .describe(
        'Whether indices are followed over all pairs, or none; as the checks saw it where left out',
      ),
  })
  .meta({ id: 'PreflightRequest' });

export const preflightRoute = createRoute({
  method: 'post',
  path: '/preflight',
  summary: 'What an upgrade breaks, and the order that breaks nothing',
  description:
    'Drawn from the latest results of all clusters of the registry; nothing is asked of the clusters.',
  security: SECURITY,
  middleware: limitBody,
  request: { body: { required: true, content: { 'application/json': { schema: requestSchema } } } },
  responses: {
    200: json(preflightSchema.meta({ id: 'Preflight' }), 'The pairs, and the order of upgrades'),
    400: problemOf('The body cannot be used'),
    ...ALWAYS,
    413: problemOf('The body is too large'),
    415: problemOf('The body is not JSON'),
    422: problemOf('No such cluster was seen, or it cannot go to that release'),
  },
});

export function addPreflight(app: OpenAPIHono, dependencies: ApiDependencies): void {
  app.openapi(preflightRoute, async (context) => {
    const overviews = await readOverviews(dependencies);
    const results = overviews.flatMap(({ remotes }) => remotes.map(({ result }) => result));
    const answer = preflight(results, context.req.valid('json'));
    if (!answer.ok) throw problem(422, answer.problem);
    return context.json(answer.preflight, 200);
  });
}
