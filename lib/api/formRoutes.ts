/**
 * What the forms of the pages post to. A browser sends its credentials with a form of any site, so
 * a form counts only if it comes from a page of this one, and carries the token of that page.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { instantOf } from '../instant.ts';
import { acceptPath, actionPath, type FormTokens, HOURS } from '../report/page/incidentForms.ts';
import { presentedToken } from './authenticate.ts';
import type { ApiDependencies } from './dependencies.ts';
import { problem } from './problem.ts';
import { limitBody } from './routes.ts';
import { knownRemote } from './storedRemotes.ts';

const HOUR_MS = 3_600_000;

const person = {
  token: z.string(),
  by: z.string().trim().min(1, 'write your name').max(100, 'write at most 100 characters'),
  why: z.string().trim().min(1, 'write a reason').max(500, 'write at most 500 characters'),
};
const personForm = z.object(person);
const acknowledgeForm = z.object({
  ...person,
  hours: z.enum(Object.keys(HOURS) as [string, ...string[]], 'choose one of the times'),
});

export function addForms(app: OpenAPIHono, dependencies: ApiDependencies): void {
  app.post('/incidents/:id/acknowledge', limitBody, async (context) => {
    const { by, why, hours } = await formOf(
      context,
      acknowledgeForm,
      incidentPath(context, 'acknowledge'),
    );
    const now = dependencies.now();
    const until = instantOf(new Date(now.getTime() + Number(hours) * HOUR_MS));
    const id = context.req.param('id');
    const found = await dependencies.acknowledge(id, { at: instantOf(now), until, by, why });
    return afterIncident(context, found === undefined ? undefined : id);
  });
  app.post('/incidents/:id/unacknowledge', limitBody, async (context) => {
    const path = incidentPath(context, 'unacknowledge');
    const { by, why } = await formOf(context, personForm, path);
    const id = context.req.param('id');
    const found = await dependencies.acknowledge(id, undefined, { by, why });
    return afterIncident(context, found === undefined ? undefined : id);
  });
  app.post('/remotes/:name/:alias/accept-identity', limitBody, async (context) => {
    const { name, alias } = context.req.param();
    const path = acceptPath({ cluster: name, alias });
    const { by, why: reason } = await formOf(context, personForm, path);
    await knownRemote(dependencies, { name, alias });
    await dependencies.acceptIdentity({ cluster: name, alias, reason, by });
    return context.redirect(`../${encodeURIComponent(alias)}`, 303);
  });
}

function incidentPath({ req }: Context, action: 'acknowledge' | 'unacknowledge'): string {
  return actionPath(req.param('id') ?? '', action);
}

/** Back to the page, which then shows what was done. */
function afterIncident(context: Context, id: string | undefined): Response {
  if (id === undefined) throw problem(404, 'This incident is not open any more');
  return context.redirect(`../../incidents#i-${encodeURIComponent(id)}`, 303);
}

async function formOf<S extends z.ZodType<{ readonly token: string }>>(
  context: Context,
  schema: S,
  path: string,
): Promise<z.infer<S>> {
  refuseOtherSites(context);
  const { success, data, error } = schema.safeParse(await context.req.parseBody());
  if (!success) {
    const errors = error.issues.map(({ path, message }) => ({
      in: 'body',
      path: path.join('.'),
      detail: message,
    }));
    throw problem(400, 'The form cannot be used', { errors });
  }
  const expected = formTokens(context)(path);
  if (!isEqual(data.token, expected))
    throw problem(
      403,
      'The form is of another page or another sign-in. Go back, load the page again, and send it once more',
    );
  return data;
}

/** Browsers say where a request comes from. Clients that do not say it are no browsers. */
function refuseOtherSites({ req }: Context): void {
  const site = req.header('Sec-Fetch-Site');
  const origin = req.header('Origin');
  const isOwn =
    site !== undefined
      ? site === 'same-origin'
      : origin === undefined || URL.parse(origin)?.host === new URL(req.url).host;
  if (!isOwn) throw problem(403, 'This form was sent from another site');
}

/**
 * Only who knows the token that a browser presents can make the token of its form, and each form
 * has its own.
 */
export function formTokens({ req }: Context): FormTokens {
  const key = presentedToken(req.header('Authorization') ?? '');
  return (path) => createHmac('sha256', key).update(`form ${path}`).digest('base64url');
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
