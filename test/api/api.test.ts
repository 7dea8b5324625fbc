import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clusterResponseSchema,
  clustersResponseSchema,
  identityResponseSchema,
  remoteResponseSchema,
} from '../../lib/api/schemas.ts';
import { STYLE_SOURCE } from '../../lib/report/page/style.ts';
import { minutesAgo, outcome, stored } from '../report/page/stored.ts';
import {
  degradedResult,
  failingResult,
  HOSTILE,
  healthyResult,
  hostileResult,
} from '../support/results.ts';
import { BEARER, caller, registry } from './app.ts';

describe('GET /healthz', () => {
  it('answers without a token', async () => {
    const answer = await caller({ token: () => expect.unreachable() })('/healthz', { headers: {} });
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });
});

describe('createApi', () => {
  it.each([
    '/',
    '/remotes/eu/orders',
    '/clusters',
    '/clusters/eu',
    '/clusters/eu/remotes/orders',
    '/metrics',
    '/openapi.json',
    '/nothing',
    '/healthz/',
  ])('refuses %s without a token', async (path) => {
    const answer = await caller({
      registry: () => expect.unreachable(),
      readRemote: () => expect.unreachable(),
    })(path, { headers: {} });
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      401,
      'application/problem+json',
    ]);
  });

  it.each([
    ['/', BEARER],
    ['/', {}],
    ['/clusters', BEARER],
    ['/nothing', BEARER],
    ['/healthz', {}],
  ])('sends %s with headers that keep it private and inert', async (path, headers) => {
    const answer = await caller()(path, { headers });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src ${STYLE_SOURCE}; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it.each([
    ['/clusters', 'POST', 'GET, HEAD'],
    ['/clusters/eu', 'DELETE', 'GET, HEAD'],
    ['/checks', 'GET', 'POST'],
    ['/', 'PUT', 'GET, HEAD'],
    ['/openapi.json', 'OPTIONS', 'GET, HEAD'],
    ['/healthz', 'POST', 'GET, HEAD'],
    ['/preflight', 'GET', 'POST'],
  ])('answers 405 to %s %s', async (path, method, allow) => {
    const answer = await caller()(path, { method });
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, allow]);
    expect(await answer.json()).toMatchObject({
      title: 'Method Not Allowed',
      detail: `${path} does not take ${method}`,
    });
  });

  it('answers HEAD like GET, without a body', async () => {
    const answer = await caller()('/clusters', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('answers 404 to paths that are none', async () => {
    const answer = await caller()('/nothing');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      404,
      'application/problem+json',
    ]);
    expect(await answer.json()).toMatchObject({
      status: 404,
      detail: 'There is nothing at /nothing',
    });
  });

  it('answers 500 and logs where a dependency fails', async () => {
    const logged: unknown[] = [];
    const throttled = new Error('ThrottlingException');
    const call = caller({
      readCluster: () => Promise.reject(throttled),
      logError: (error) => logged.push(error),
    });
    const answer = await call('/clusters');
    expect(await answer.json()).toMatchObject({
      status: 500,
      detail: 'The program failed; its log says why',
    });
    expect(logged).toEqual([throttled]);
  });

  it('never fails, whatever the path', async () => {
    const call = caller();
    const step = fc.oneof(
      fc.constantFrom(
        'clusters',
        'remotes',
        'eu',
        'checks',
        'archive',
        '..',
        '%',
        '%E0%A4%A',
        '%00',
        '__proto__',
        '*',
        '?hours=%ff',
        '//',
      ),
      fc.string(),
      fc.string().map(encodeURIComponent),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'),
        async (steps, method) => {
          const answer = await call(`/${steps.join('/')}`, { method });
          expect(answer.status).toBeLessThan(500);
        },
      ),
    );
  });
});

describe('GET /clusters', () => {
  it('counts by status, the worst cluster first, without what is ignored', async () => {
    const answer = await caller()('/clusters');
    expect(clustersResponseSchema.parse(await answer.json())).toEqual({
      clusters: [
        {
          name: 'eu',
          status: 'failing',
          counts: { failing: 1, degraded: 0, unknown: 1, healthy: 1 },
        },
        {
          name: 'us',
          status: 'degraded',
          counts: { failing: 0, degraded: 1, unknown: 0, healthy: 0 },
        },
        {
          name: 'apac',
          status: 'unknown',
          counts: { failing: 0, degraded: 0, unknown: 0, healthy: 0 },
        },
      ],
    });
  });
});

describe('GET /clusters/{name}', () => {
  it('lists its remotes with their causes, worst first', async () => {
    const { remotes, ...cluster } = clusterResponseSchema.parse(
      await (await caller()('/clusters/eu')).json(),
    );
    expect(cluster).toEqual({
      name: 'eu',
      status: 'failing',
      counts: { failing: 1, degraded: 0, unknown: 1, healthy: 1 },
    });
    expect(remotes.map(({ alias, status }) => [alias, status])).toEqual([
      ['orders', 'failing'],
      ['metrics', 'unknown'],
      ['archive', 'healthy'],
    ]);
    const { state, updatedAt } = stored(failingResult);
    const { status, cause, checkedAt } = failingResult;
    expect(remotes[0]).toEqual({ alias: 'orders', status, cause, state, checkedAt, updatedAt });
  });

  it('answers 404 for an unknown name', async () => {
    const answer = await caller()('/clusters/mars');
    expect(await answer.json()).toMatchObject({
      status: 404,
      detail: 'The registry has no cluster mars',
    });
  });
});

describe('GET /clusters/{name}/remotes/{alias}', () => {
  it('answers the whole result with its history, latest first', async () => {
    const answer = await caller()('/clusters/us/remotes/logs');
    const { state, updatedAt } = stored(degradedResult);
    expect(remoteResponseSchema.parse(await answer.json())).toEqual({
      cluster: 'us',
      alias: 'logs',
      result: degradedResult,
      state,
      updatedAt,
      history: [outcome(1), outcome(2)],
    });
  });

  it('has what is not over yet in the history, once, and nothing that was over before that time', async () => {
    const current = outcome(60, { until: minutesAgo(2), checks: 58 });
    const call = caller({
      readRemote: async () => stored(degradedResult, { streak: current }),
      history: async () => [
        outcome(90, { until: minutesAgo(62), checks: 28 }),
        outcome(60, { until: minutesAgo(3), checks: 57 }),
      ],
    });
    const historyOf = async (query: string) =>
      remoteResponseSchema.parse(await (await call(`/clusters/us/remotes/logs${query}`)).json())
        .history;
    expect(await historyOf('')).toEqual([
      current,
      outcome(90, { until: minutesAgo(62), checks: 28 }),
    ]);
    expect(await historyOf('?hours=1')).toEqual([current]);
  });

  it.each([
    ['', 24],
    ['?hours=1', 1],
    ['?hours=720', 720],
  ])('with %j goes back %d hours', async (query, hours) => {
    const ranges: unknown[] = [];
    const call = caller({
      history: async (range) => {
        ranges.push(range);
        return [];
      },
    });
    expect((await call(`/clusters/us/remotes/logs${query}`)).status).toBe(200);
    expect(ranges).toEqual([{ cluster: 'us', alias: 'logs', from: minutesAgo(hours * 60) }]);
  });

  it.each(['?hours=0', '?hours=721', '?hours=', '?hours=1.5', '?hours=x', '?hours=1&hours=2'])(
    'answers 400 to %s',
    async (query) => {
      const answer = await caller()(`/clusters/us/remotes/logs${query}`);
      expect(await answer.json()).toMatchObject({
        status: 400,
        detail: 'The query of the request cannot be used',
        errors: [
          { in: 'query', path: 'hours', detail: 'write a whole number of hours from 1 to 720' },
        ],
      });
    },
  );

  it('answers 404 for an unknown alias', async () => {
    const answer = await caller()('/clusters/us/remotes/mars');
    expect(await answer.json()).toMatchObject({
      status: 404,
      detail: 'There is no result of a remote cluster mars of cluster us',
    });
  });
});

describe('pages', () => {
  it('show all remotes at /, the worst cluster first', async () => {
    const answer = await caller()('/');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      200,
      'text/html; charset=UTF-8',
    ]);
    const text = await answer.text();
    expect([...text.matchAll(/href="(remotes[^"]*)" class/g)].map(([, link]) => link)).toEqual([
      'remotes/eu/orders',
      'remotes/us/logs',
      'remotes/eu/metrics',
      'remotes/eu/archive',
    ]);
    expect(text).toContain('No result yet of apac');
  });

  it('filter as their address says, and never fail for it', async () => {
    const text = await (await caller()('/?status=degraded&cluster=&alias=LOG&other=1')).text();
    expect(text).toContain('1 of 4 remote clusters pass the filter.');
    expect((await caller()('/?status=red&alias=%00%ff')).status).toBe(200);
  });

  it('update themselves in place, unless their reader has stopped that', async () => {
    for (const path of ['/', '/remotes/eu/orders']) {
      const answer = await caller()(path);
      expect(answer.headers.get('Refresh')).toBeNull();
      expect(await answer.text()).toContain('<body data-reload="60">');
      const still = await (await caller()(`${path}?reload=off`)).text();
      expect(still).toContain('does not update itself');
      expect(still).toContain('<body>');
    }
  });

  it('send forms nowhere but home, and run no script but their own', async () => {
    const policy = (await caller()('/')).headers.get('Content-Security-Policy');
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    );
  });

  it('of a remote ask for the hours of a day and the days of a month', async () => {
    const asked: unknown[] = [];
    const call = caller({
      rollups: async (range) => {
        asked.push(range);
        return [];
      },
    });
    expect((await call('/remotes/us/logs')).status).toBe(200);
    const id = { cluster: 'us', alias: 'logs' };
    expect(asked).toEqual([
      { ...id, period: 'hour', from: '2026-11-23T01:00:00.000Z' as const },
      { ...id, period: 'day', from: '2026-10-26T00:00:00.000Z' as const },
    ]);
  });

  it('lead from one remote to its own page', async () => {
    const call = caller();
    const [, link = ''] = /<a href="(remotes\/[^"]*)"/.exec(await (await call('/')).text()) ?? [];
    const answer = await call(`/${link}`);
    expect([link, answer.status]).toEqual(['remotes/eu/orders', 200]);
    expect(await answer.text()).toContain('<h1>orders from eu</h1>');
  });

  it('show what clusters call themselves as text, also on its own page', async () => {
    const [, , eu] = registry.clusters;
    const remote = stored(hostileResult, { cluster: 'eu', alias: HOSTILE });
    const hostile = { clusters: eu === undefined ? [] : [eu], defaults: registry.defaults };
    const call = caller({
      registry: async () => hostile,
      readCluster: async () => [remote],
      readRemote: async () => remote,
    });
    const overview = await (await call('/')).text();
    const [, link = ''] = /<a href="(remotes\/[^"]*)"/.exec(overview) ?? [];
    const own = await (await call(`/${link}`)).text();
    for (const page of [overview, own]) {
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(page).not.toContain('<script>');
    }
  });

  it('answer 404 for unknown names', async () => {
    expect((await caller()('/remotes/eu/mars')).status).toBe(404);
    expect((await caller()('/remotes/mars/archive')).status).toBe(404);
  });
});

describe('GET /openapi.json', () => {
  const readDocument = async () => JSON.parse(await (await caller()('/openapi.json')).text());

  it('is a valid document of OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(await readDocument())).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('describes every route but the pages, with the problems that it may answer', async () => {
    const { paths, components } = await readDocument();
    const statuses = Object.entries<Record<string, { responses: object }>>(paths).map(
      ([path, methods]) => [
        path,
        ...Object.entries(methods).map(
          ([method, { responses }]) => `${method} ${Object.keys(responses).join(' ')}`,
        ),
      ],
    );
    expect(statuses).toMatchInlineSnapshot(`
      [
        [
          "/healthz",
          "get 200 503",
        ],
        [
          "/clusters",
          "get 200 401 429 500",
        ],
        [
          "/clusters/{name}",
          "get 200 401 404 429 500",
        ],
        [
          "/clusters/{name}/remotes/{alias}",
          "get 200 400 401 404 429 500",
        ],
        [
          "/metrics",
          "get 200 401 429 500",
        ],
        [
          "/expiry",
          "get 200 401 429 500",
        ],
        [
          "/expiry.ics",
          "get 200 401 429 500",
        ],
        [
          "/incidents",
          "get 200 401 429 500",
        ],
        [
          "/incidents/{id}/acknowledgement",
          "post 200 400 401 403 404 413 415 429 500",
          "delete 200 401 403 404 429 500",
        ],
        [
          "/clusters/{name}/remotes/{alias}/identity/accept",
          "post 200 400 401 403 404 413 415 429 500",
        ],
        [
          "/preflight",
          "post 200 400 401 413 415 422 429 500",
        ],
        [
          "/checks",
          "post 200 400 401 403 404 413 415 429 500 502 504",
        ],
      ]
    `);
    expect(Object.keys(components.schemas)).toMatchInlineSnapshot(`
      [
        "Cluster",
        "Problem",
        "Finding",
        "IncidentState",
        "CheckResult",
        "HistoryEntry",
        "Calendar",
        "Incident",
        "AcknowledgeRequest",
        "Preflight",
        "PreflightRequest",
        "CheckRequest",
      ]
    `);
    expect(paths['/clusters/{name}/remotes/{alias}'].get.parameters).toMatchInlineSnapshot(`
      [
        {
          "description": "Name of a local cluster of the registry",
          "in": "path",
          "name": "name",
          "required": true,
          "schema": {
            "description": "Name of a local cluster of the registry",
            "type": "string",
          },
        },
        {
          "description": "Cluster alias",
          "in": "path",
          "name": "alias",
          "required": true,
          "schema": {
            "description": "Cluster alias",
            "type": "string",
          },
        },
        {
          "description": "How far back the history goes; outcomes are kept for 30 days",
          "in": "query",
          "name": "hours",
          "required": false,
          "schema": {
            "default": 24,
            "description": "How far back the history goes; outcomes are kept for 30 days",
            "maximum": 720,
            "minimum": 1,
            "type": "integer",
          },
        },
      ]
    `);
    expect(Object.keys(components.schemas.CheckResult.properties)).toEqual(
      expect.arrayContaining(Object.keys(healthyResult)),
    );
  });
});

describe('GET /local/{name}', () => {
  it('is the page of the nodes of a local cluster that the registry has', async () => {
    const answer = await caller()('/local/eu');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      200,
      'text/html; charset=UTF-8',
    ]);
    expect(await answer.text()).toContain('<h1>Local nodes of eu</h1>');
    expect((await caller()('/local/nowhere')).status).toBe(404);
  });
});

describe('GET /metrics', () => {
  it('answers the stored results in the text format of Prometheus, without what is ignored', async () => {
    const answer = await caller()('/metrics');
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const text = await answer.text();
    expect(text.match(/^remote_cluster_up\{.*$/gm)).toEqual([
      'remote_cluster_up{local_cluster="us",alias="logs"} 1',
      'remote_cluster_up{local_cluster="eu",alias="orders"} 0',
      'remote_cluster_up{local_cluster="eu",alias="archive"} 1',
    ]);
  });
});

describe('POST /clusters/{name}/remotes/{alias}/identity/accept', () => {
  const path = '/clusters/eu/remotes/orders/identity/accept';

  it('remembers the remote as it was seen last', async () => {
    const asked: unknown[] = [];
    const acceptIdentity = async (remote: object) => {
      asked.push(remote);
      return {
        identity: { clusterUuid: { uuid: 'new', since: '2026-11-24T00:00:00.000Z' as const } },
        resolvedIncident: 'i1',
      };
    };
    const answer = await caller({ acceptIdentity })(path, { json: { reason: 'rebuilt' } });
    expect(asked).toEqual([{ cluster: 'eu', alias: 'orders', reason: 'rebuilt' }]);
    expect([answer.status, identityResponseSchema.parse(await answer.json())]).toEqual([
      200,
      {
        cluster: 'eu',
        alias: 'orders',
        identity: { clusterUuid: { uuid: 'new', since: '2026-11-24T00:00:00.000Z' as const } },
        resolvedIncident: 'i1',
      },
    ]);
  });

  it('remembers nothing of a remote that has gone meanwhile', async () => {
    const answer = await caller({ acceptIdentity: async () => undefined })(path, {
      json: { reason: 'rebuilt' },
    });
    expect(await answer.json()).toMatchObject({ identity: {} });
  });

  it.each([
    ['no reason', { json: { reason: '' } }, 400],
    ['a reason without an end', { json: { reason: 'x'.repeat(201) } }, 400],
    ['something else', { json: { reason: 'x', uuid: 'y' } }, 400],
    [
      'a form, as a page of somebody else could send it',
      { method: 'POST', headers: { ...BEARER, 'Content-Type': 'text/plain' } },
      415,
    ],
  ])('refuses %s', async (_what, call, status) => {
    const answer = await caller({ acceptIdentity: () => expect.unreachable() })(path, call);
    expect(answer.status).toBe(status);
  });

  it.each([
    '/clusters/nowhere/remotes/orders/identity/accept',
    '/clusters/eu/remotes/nowhere/identity/accept',
  ])('knows no %s', async (unknown) => {
    const answer = await caller({ acceptIdentity: () => expect.unreachable() })(unknown, {
      json: { reason: 'x' },
    });
    expect(answer.status).toBe(404);
  });
});
