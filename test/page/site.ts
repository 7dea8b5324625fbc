/**
 * The endpoint as a browser sees it, with remotes of every kind, a month behind them, and one that
 * calls itself hostile names.
 */
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { createApi } from '../../lib/api/api.ts';
import { instantOf } from '../../lib/instant.ts';
import { htmlReport } from '../../lib/report/page/htmlReport.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import type { Period } from '../../lib/state/uptime/rollups.ts';
import type { StoredRemote } from '../../lib/store/remotes.ts';
import { BEARER, dependencies } from '../api/app.ts';
import { outcome, stored } from '../report/page/stored.ts';
import { NOW } from '../support/facts.ts';
import {
  degradedResult,
  failingResult,
  HOSTILE,
  healthyResult,
  hostileResult,
  report,
  unknownResult,
} from '../support/results.ts';

const ORIGIN = 'https://checker.test';
const HOSTILE_ALIAS = 'hostile';
const PAST = {
  id: 'p1',
  openedAt: '2026-11-20T00:00:00.000Z' as const,
  resolvedAt: '2026-11-20T01:00:00.000Z' as const,
  cause: HOSTILE,
  severity: 'critical',
} as const;
const RESULTS = [failingResult, degradedResult, unknownResult, healthyResult];

/** In `eu` and `us`, the clusters of the registry. */
function manyRemotes(cluster: string): StoredRemote[] {
  return Array.from({ length: 250 }, (_, index) => {
    const result = RESULTS[index % 23] ?? healthyResult;
    return stored(result, { cluster, alias: `remote-${index}` });
  });
}

function fewRemotes(cluster: string): StoredRemote[] {
  const hostile = stored(hostileResult, { cluster: 'eu', alias: HOSTILE });
  return [...RESULTS.map((result) => stored(result, { pastIncidents: [PAST] })), hostile].filter(
    (remote) => remote.cluster === cluster,
  );
}

const HOUR_MS = 3_600_000;

function rollups(period: Period) {
  const lengthMs = period === 'hour' ? HOUR_MS : 24 * HOUR_MS;
  return Array.from({ length: 20 }, (_, index) => ({
    from: instantOf(new Date(NOW.getTime() - (index + 2) * lengthMs)),
    failing: index % 7,
    degraded: index % 5 === 0 ? 3 : 0,
    unknown: 0,
    healthy: 50,
    requests: { count: 50, totalMs: 50 * (12 + index), minMs: 5, maxMs: 40 + index },
  }));
}

/** Names as they stand in the address. */
export const PAGES = {
  overview: '/',
  'filtered overview': '/?status=failing&cluster=eu',
  'overview of 500': '/many',
  'page of a failing remote': '/remotes/eu/orders',
  'page of a degraded remote': '/remotes/us/logs',
  'page of a healthy remote': '/remotes/eu/archive',
  'page of a hostile remote': `/remotes/eu/${HOSTILE_ALIAS}`,
  'what expires': '/expiry',
  'report as one file': '/report.html',
} as const;

const few = app(fewRemotes);
const many = app(manyRemotes);

function app(remotesOf: (cluster: string) => StoredRemote[]) {
  return createApi(
    dependencies({
      readCluster: async (cluster) => remotesOf(cluster),
      readRemote: async (cluster, alias) =>
        remotesOf(cluster).find(
          (remote) => remote.alias === (alias === HOSTILE_ALIAS ? HOSTILE : alias),
        ),
      history: async () => [
        outcome(1),
        outcome(2, { status: 'failing', cause: HOSTILE }),
        outcome(3),
      ],
      rollups: async ({ period }) => rollups(period),
    }),
  );
}

/** The text that is sent for a path, with its headers. */
export async function answer(path: string): Promise<Response> {
  if (path === PAGES['report as one file'])
    return new Response(htmlReport(report(all()), { now: NOW }), {
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    });
  if (path === PAGES['overview of 500']) return many.request('/', { headers: BEARER });
  return few.request(path, {
    headers: { ...BEARER, Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
  });
}

function all(): CheckResult[] {
  return [failingResult, degradedResult, hostileResult];
}

export interface Visit {
  readonly width?: number;
  readonly dark?: boolean;
  readonly javaScriptEnabled?: boolean;
}

export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  /**
   * What the browser complained of, such as a broken content security policy, and what it asked of
   * others.
   */
  readonly complaints: readonly string[];
}

/** Opens a path. Whatever is not the site's own cannot be reached. */
export async function visit(
  browser: Browser,
  path: string,
  { width = 1400, dark = false, javaScriptEnabled = true }: Visit = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled,
    baseURL: ORIGIN,
  });
  const complaints: string[] = [];
  await context.route('**/*', (route) => respond(route, complaints));
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`dialog ${dialog.message()}`));
  await page.goto(path);
  return { page, complaints, [Symbol.asyncDispose]: () => close(context) };
}

async function respond(route: Route, complaints: string[]): Promise<void> {
  const { origin, pathname, search } = new URL(route.request().url());
  if (origin !== ORIGIN) {
    complaints.push(`asked for ${route.request().url()}`);
    return route.abort();
  }
  const response = await answer(`${pathname}${search}`);
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  });
}

async function close(context: BrowserContext): Promise<void> {
  await context.close();
}
