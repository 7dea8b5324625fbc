/**
 * What expires, from what was last seen: `GET /expiry`, as JSON or as a page, and `GET /expiry.ics`
 * to subscribe to.
 */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import * as z from 'zod';
import { calendarOfStored } from '../report/expiries.ts';
import { expiryPage } from '../report/page/expiryPage.ts';
import { type Calendar, calendarSchema } from '../result/expiry.ts';
import type { ApiDependencies } from './dependencies.ts';
import { ALWAYS, json, SECURITY } from './routes.ts';
import { readOverviews, reloads } from './storedRemotes.ts';

const [JSON_TYPE, PAGE_TYPE, FEED_TYPE] = [
  'application/json',
  'text/html',
  'text/calendar; charset=utf-8',
];

const answers = json(
  calendarSchema.meta({ id: 'Calendar' }),
  'Certificates, API keys and licenses; as a page where the client would rather have one',
);

export const expiryRoute = createRoute({
  method: 'get',
  path: '/expiry',
  summary: 'What expires, the soonest first',
  description: 'What a cluster or an address showed last is kept while it does not answer.',
  security: SECURITY,
  responses: {
    200: { ...answers, content: { ...answers.content, 'text/html': { schema: z.string() } } },
    ...ALWAYS,
  },
});

export const feedRoute = createRoute({
  method: 'get',
  path: '/expiry.ics',
  summary: 'What expires, as a calendar to subscribe to',
  security: SECURITY,
  responses: {
    200: { description: 'RFC 5545', content: { 'text/calendar': { schema: z.string() } } },
    ...ALWAYS,
  },
});

export function addExpiry(app: OpenAPIHono, dependencies: ApiDependencies): void {
  app.openapi(expiryRoute, async (context) => {
    const calendar = await readCalendar(dependencies);
    context.header('Vary', 'Accept');
    const accepted = accepts(context, {
      header: 'Accept',
      supports: [JSON_TYPE, PAGE_TYPE],
      default: JSON_TYPE,
    });
    return accepted === PAGE_TYPE
      ? context.html(expiryPage(calendar, { isReloading: reloads(context) }), 200)
      : context.json(calendar, 200);
  });
  app.openapi(feedRoute, async (context) => {
    // Its library is read only where it is used.
    const { expiryFeed } = await import('../report/calendar.ts');
    return context.body(expiryFeed(await readCalendar(dependencies)), 200, {
      'Content-Type': FEED_TYPE,
    });
  });
}

async function readCalendar(dependencies: ApiDependencies): Promise<Calendar> {
  const [{ defaults }, overviews] = await Promise.all([
    dependencies.registry(),
    readOverviews(dependencies),
  ]);
  const remotes = overviews.flatMap((overview) => overview.remotes);
  return calendarOfStored(remotes, {
    now: dependencies.now(),
    warningDays: defaults.expiryWarningDays,
  });
}
