/** What expires, from what was last seen: `GET /expiry`, and `GET /expiry.ics` to subscribe to. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import { nextExpiries } from '../memory/expiries.ts';
import { calendarOf } from '../report/expiry/expiries.ts';
import { expiryFeed, FEED_CONTENT_TYPE } from '../report/expiry/feed.ts';
import { type Calendar, calendarSchema } from '../result/expiry.ts';
import type { ApiDependencies } from './dependencies.ts';
import { readOverviews } from './readResults.ts';
import { ALWAYS, json, SECURITY } from './routes.ts';

export const expiryRoute = createRoute({
  method: 'get',
  path: '/expiry',
  summary: 'What expires, the soonest first',
  description: 'What a cluster or an address showed last is kept while it does not answer.',
  security: SECURITY,
  responses: { 200: json(calendarSchema.meta({ id: 'Calendar' }), 'Certificates, API keys and licences'), ...ALWAYS },
});

export const feedRoute = createRoute({
  method: 'get',
  path: '/expiry.ics',
  summary: 'What expires, as a calendar to subscribe to',
  security: SECURITY,
  responses: { 200: { description: 'RFC 5545', content: { 'text/calendar': { schema: z.string() } } }, ...ALWAYS },
});

export function addExpiry(app: OpenAPIHono, dependencies: ApiDependencies): void {
  app.openapi(expiryRoute, async (context) => context.json(await readCalendar(dependencies), 200));
  app.openapi(feedRoute, async (context) =>
    context.body(expiryFeed(await readCalendar(dependencies)), 200, { 'Content-Type': FEED_CONTENT_TYPE }),
  );
}

async function readCalendar(dependencies: ApiDependencies): Promise<Calendar> {
  const [{ defaults }, overviews] = await Promise.all([dependencies.registry(), readOverviews(dependencies)]);
  const remotes = overviews.flatMap((overview) =>
    overview.remotes.map(({ cluster, alias, result, expiries = nextExpiries(undefined, result) }) => ({ cluster, alias, expiries })),
  );
  return calendarOf(remotes, { now: dependencies.now(), warningDays: defaults.expiryWarningDays });
}
