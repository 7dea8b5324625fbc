/** The pages about remote and local clusters. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import pLimit from 'p-limit';
import { filterOf, passes } from '../report/page/filter.ts';
import { type HoursOf, MOST_HISTORIES } from '../report/page/historyBars.ts';
import { localClusterPage, localClustersPage } from '../report/page/localClusterPage.ts';
import { remotePage } from '../report/page/remotePage.ts';
import { inHistory, statusPage } from '../report/page/statusPage.ts';
import { slotsFrom } from '../report/page/uptime.ts';
import type { Rollup } from '../state/uptime/rollups.ts';
import type { StoredRemote } from '../store/remotes.ts';
import type { ApiDependencies } from './dependencies.ts';
import { formTokens } from './formRoutes.ts';
import {
  readOverview,
  readOverviews,
  readPastRollups,
  readRemoteAndHistory,
  reloads,
} from './storedRemotes.ts';

/** Single checks; further back the hours and days are counted together. */
const PAGE_HOURS = 3;

export function addPages(app: OpenAPIHono, dependencies: ApiDependencies): void {
  addOverview(app, dependencies);
  app.get('/local', async (context) =>
    context.html(localClustersPage(await readOverviews(dependencies))),
  );
  app.get('/local/:name', async (context) =>
    context.html(
      localClusterPage(
        await readOverview(dependencies, context.req.param('name')),
        dependencies.now(),
      ),
    ),
  );
  app.get('/remotes/:name/:alias', async (context) => {
    const { name, alias } = context.req.param();
    const { remote, history } = await readRemoteAndHistory(dependencies, {
      name,
      alias,
      hours: PAGE_HOURS,
    });
    const rollups = await readPastRollups(dependencies, { cluster: name, alias });
    const { expiryWarningDays: warningDays } = (await dependencies.registry()).defaults;
    const options = {
      hours: PAGE_HOURS,
      now: dependencies.now(),
      warningDays,
      isReloading: reloads(context),
      url: originOf(context),
      tokens: formTokens(context),
    };
    return context.html(remotePage(remote, { history, rollups, ...options }));
  });
}

function addOverview(app: OpenAPIHono, dependencies: ApiDependencies): void {
  const readHours = hoursReader(dependencies);
  app.get('/', async (context) => {
    const filter = filterOf(context.req.query());
    const clusters = await readOverviews(dependencies);
    const { vantage } = await dependencies.registry();
    const remotes = clusters.flatMap((cluster) => cluster.remotes);
    const shown = remotes.filter((remote) => passes(filter, remote));
    return context.html(
      statusPage(clusters, {
        filter,
        now: dependencies.now(),
        isReloading: reloads(context),
        url: originOf(context),
        vantage: vantage ?? dependencies.vantage,
        hoursOf: await readHours(inHistory(shown).slice(0, MOST_HISTORIES)),
        problems: dependencies.health?.().problems,
      }),
    );
  });
}

/** Remotes whose hours are read at the same time. */
const CONCURRENCY = 16;
const MOST_REMEMBERED = 2000;

/**
 * Hours that are over do not change, so each remote costs a query an hour. The hour that the
 * standing counts tells which ones are over.
 */
function hoursReader({
  rollups,
  now,
}: ApiDependencies): (remotes: readonly StoredRemote[]) => Promise<HoursOf> {
  const known = new Map<string, { readonly open: string; readonly hours: readonly Rollup[] }>();
  const read = async ({ cluster, alias, rollups: counted }: StoredRemote) => {
    const key = JSON.stringify([cluster, alias]);
    const open = counted?.hour.from ?? now().toISOString();
    const before = known.get(key);
    if (before?.open === open) return;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const from = slotsFrom('hour', now());
    const hours = await rollups({ cluster, alias, period: 'hour', from });
    known.set(key, { open, hours });
  };
  return async (remotes) => {
    await pLimit(CONCURRENCY).map(remotes, read);
    return ({ cluster, alias }) => known.get(JSON.stringify([cluster, alias]))?.hours ?? [];
  };
}

/** As the browser asked for it. */
function originOf({ req }: Context): string {
  return new URL(req.url).origin;
}
