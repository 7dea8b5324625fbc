/** The HTTP endpoint. It takes names, never hosts, and holds no credentials of Elasticsearch. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { worstFirst } from '../report/page/overview.ts';
import { CONTENT_TYPE, prometheus } from '../report/prometheus.ts';
import { SCHEMA_VERSION } from '../result/result.ts';
import { authenticate } from './authenticate.ts';
import { addAssets, addHeaders, problemFor } from './browser.ts';
import { checkRunner } from './checkRoutes.ts';
import type { ApiDependencies } from './dependencies.ts';
import { addExpiry } from './expiryRoutes.ts';
import { addForms } from './formRoutes.ts';
import { addIncidents } from './incidentRoutes.ts';
import { addPages } from './pageRoutes.ts';
import { addPreflight } from './preflightRoutes.ts';
import { answerError, problem, refuseInvalid } from './problem.ts';
import {
  acceptIdentityRoute,
  checkRoute,
  clusterRoute,
  clustersRoute,
  healthRoute,
  metricsRoute,
  remoteRoute,
} from './routes.ts';
import { knownRemote, readOverview, readOverviews, readRemoteAndHistory } from './storedRemotes.ts';

/** The app: answers every request, with problem details where it cannot. */
export function createApi(dependencies: ApiDependencies): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: refuseInvalid });
  app.onError((error, context) => problemFor(context, answerError(error, dependencies.logError)));
  app.notFound((context) => {
    const nothing = problem(404, `There is nothing at ${context.req.path}`);
    return problemFor(context, nothing.getResponse());
  });
  addHeaders(app);
  addAssets(app);
  addHealth(app, dependencies);
  app.use(authenticate(dependencies));
  addDocument(app);
  addPages(app, dependencies);
  addResults(app, dependencies);
  addMetrics(app, dependencies);
  addExpiry(app, dependencies);
  addIncidents(app, dependencies);
  addIdentity(app, dependencies);
  addForms(app, dependencies);
  addPreflight(app, dependencies);
  const runCheck = checkRunner(dependencies);
  app.openapi(checkRoute, async (context) => {
    const request = context.req.valid('json');
    return context.json({ cluster: request.cluster, results: await runCheck(request) }, 200);
  });
  refuseOtherMethods(app);
  return app;
}

/** Says to everybody that something is wrong, and to those with a token what. */
function addHealth(app: OpenAPIHono, { health }: ApiDependencies): void {
  app.openapi(healthRoute, (context) => {
    const { sweptAt, problems = [] } = health?.() ?? {};
    if (problems.length === 0) return context.json({ status: 'ok', sweptAt } as const, 200);
    const summaries = problems.map(({ summary }) => summary);
    return context.json({ status: 'failing', sweptAt, problems: summaries } as const, 503);
  });
}

function addDocument(app: OpenAPIHono): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'basic', {
    type: 'http',
    scheme: 'basic',
    description: 'Any user; the token is the password',
  });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'remote-cluster-checker', version: String(SCHEMA_VERSION) },
  });
}

function addResults(app: OpenAPIHono, dependencies: ApiDependencies): void {
  app.openapi(clustersRoute, async (context) => {
    const clusters = worstFirst(await readOverviews(dependencies));
    return context.json(
      { clusters: clusters.map(({ name, status, counts }) => ({ name, status, counts })) },
      200,
    );
  });
  app.openapi(clusterRoute, async (context) => {
    const { name, status, counts, remotes } = await readOverview(
      dependencies,
      context.req.valid('param').name,
    );
    const shown = remotes.map(({ alias, result, state, updatedAt }) => {
      const { status, cause, checkedAt } = result;
      return { alias, status, cause, state, checkedAt, updatedAt };
    });
    return context.json({ name, status, counts, remotes: shown }, 200);
  });
  app.openapi(remoteRoute, async (context) => {
    const { name, alias } = context.req.valid('param');
    const { remote, history } = await readRemoteAndHistory(dependencies, {
      name,
      alias,
      hours: context.req.valid('query').hours,
    });
    const { result, evidenceAt, state, updatedAt } = remote;
    return context.json(
      { cluster: name, alias, result, evidenceAt, state, updatedAt, history },
      200,
    );
  });
}

function addMetrics(app: OpenAPIHono, dependencies: ApiDependencies): void {
  app.openapi(metricsRoute, async (context) => {
    const clusters = await readOverviews(dependencies);
    const remotes = clusters.flatMap((cluster) => cluster.remotes);
    const results = remotes.map(({ result }) => result);
    const measured = new Map(remotes.map(({ result, current }) => [result, current]));
    const text = prometheus({ results }, (result) => measured.get(result));
    return context.text(text, 200, { 'Content-Type': CONTENT_TYPE });
  });
}

function addIdentity(app: OpenAPIHono, dependencies: ApiDependencies): void {
  app.openapi(acceptIdentityRoute, async (context) => {
    const { name: cluster, alias } = context.req.valid('param');
    await knownRemote(dependencies, { name: cluster, alias });
    const accepted = (await dependencies.acceptIdentity({
      cluster,
      alias,
      ...context.req.valid('json'),
    })) ?? { identity: {} };
    return context.json({ cluster, alias, ...accepted }, 200);
  });
}

/** Paths that exist answer other methods with 405, where hono would answer 404. */
function refuseOtherMethods(app: OpenAPIHono): void {
  const routes = app.routes.filter(({ method }) => method !== 'ALL');
  for (const [path, group] of Map.groupBy(routes, (route) => route.path)) {
    const methods = new Set(
      group.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
    );
    app.all(path, ({ req }) => {
      throw problem(405, `${req.path} does not take ${req.method}`, {
        headers: { Allow: [...methods].join(', ') },
      });
    });
  }
}
