import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createApi } from '../../lib/api/api.ts';
import type { ApiDependencies } from '../../lib/api/dependencies.ts';
import { checkResponseSchema } from '../../lib/api/schemas.ts';
import { NOW } from '../support/facts.ts';
import { failingResult, healthyResult } from '../support/results.ts';
import { BEARER, caller, dependencies } from './app.ts';

type Invoke = ApiDependencies['invokeCheck'];
const never: Invoke = () => new Promise(() => undefined);

describe('POST /checks', () => {
  it('answers the results, worst first', async () => {
    const answer = await caller()('/checks', { json: { cluster: 'eu' } });
    expect(answer.status).toBe(200);
    expect(checkResponseSchema.parse(await answer.json())).toEqual({
      cluster: 'eu',
      results: [failingResult, healthyResult],
    });
  });

  it('asks for the cluster, or for some of its remotes, without storing anything', async () => {
    const events: Parameters<Invoke>[0][] = [];
    const call = caller({
      invokeCheck: async (event) => {
        events.push(event);
        return [];
      },
    });
    await call('/checks', { json: { cluster: 'eu' } });
    await call('/checks', { json: { cluster: 'eu', remotes: ['archive', 'soon'] } });
    const run = NOW.toISOString();
    expect(events).toEqual([
      { cluster: 'eu', run, save: false },
      { cluster: 'eu', remotes: ['archive', 'soon'], run, save: false },
    ]);
  });

  it.each([
    ['an unknown cluster', { cluster: 'mars' }, 'The registry has no cluster mars'],
    [
      'unknown remotes',
      { cluster: 'eu', remotes: ['archive', 'mars', 'pluto'] },
      'Cluster eu has no remote cluster mars, pluto',
    ],
    [
      'a remote that is ignored',
      { cluster: 'eu', remotes: ['noise'] },
      'Cluster eu has no remote cluster noise',
    ],
    [
      'a remote named like a property',
      { cluster: 'eu', remotes: ['constructor'] },
      'Cluster eu has no remote cluster constructor',
    ],
  ])('answers 404 for %s, and starts nothing', async (_, json, detail) => {
    const answer = await caller({ invokeCheck: () => expect.unreachable() })('/checks', { json });
    expect(await answer.json()).toMatchObject({ status: 404, detail });
  });

  it('answers 504 and aborts when the check does not end', async () => {
    const signals: AbortSignal[] = [];
    const invokeCheck: Invoke = (event, signal) => {
      signals.push(signal);
      return never(event, signal);
    };
    const answer = await caller({ invokeCheck, checkTimeoutMs: 10 })('/checks', {
      json: { cluster: 'eu' },
    });
    expect(await answer.json()).toMatchObject({
      status: 504,
      detail: 'The check of cluster eu did not end in time; the status page has the latest result',
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('answers 504 without starting a check where the time ran out before', async () => {
    const readCluster = () => setTimeout(20, []);
    const call = caller({
      readCluster,
      invokeCheck: () => expect.unreachable(),
      checkTimeoutMs: 1,
    });
    expect((await call('/checks', { json: { cluster: 'eu', remotes: ['soon'] } })).status).toBe(
      504,
    );
  });

  it('answers 502 when the check fails, and logs why', async () => {
    const logged: unknown[] = [];
    const failed = new Error('Function check failed: secret things');
    const call = caller({
      invokeCheck: () => Promise.reject(failed),
      logError: (error) => logged.push(error),
    });
    const answer = await call('/checks', { json: { cluster: 'eu' } });
    expect(await answer.json()).toMatchObject({
      status: 502,
      detail: 'The check of cluster eu ended with an error; its log says why',
    });
    expect(logged).toEqual([failed]);
  });

  it('runs one check of a cluster at a time', async () => {
    const running = Promise.withResolvers<readonly []>();
    const call = caller({ invokeCheck: () => running.promise });
    const first = call('/checks', { json: { cluster: 'eu' } });
    const second = await call('/checks', { json: { cluster: 'eu' } });
    expect([second.status, second.headers.get('Retry-After')]).toEqual([429, '28']);
    running.resolve([]);
    expect((await first).status).toBe(200);
    expect((await call('/checks', { json: { cluster: 'eu' } })).status).toBe(200);
  });

  it('lets the next check start after one that failed', async () => {
    const call = caller({
      invokeCheck: () => Promise.reject(new Error('failed')),
      logError: () => undefined,
    });
    expect((await call('/checks', { json: { cluster: 'eu' } })).status).toBe(502);
    expect((await call('/checks', { json: { cluster: 'eu' } })).status).toBe(502);
  });

  it('runs so many checks within a minute', async () => {
    const call = caller({ checksPerMinute: 1 });
    await call('/checks', { json: { cluster: 'eu' } });
    const answer = await call('/checks', { json: { cluster: 'us' } });
    expect([
      answer.status,
      answer.headers.get('Retry-After'),
      answer.headers.get('Content-Type'),
    ]).toEqual([429, '60', 'application/problem+json']);
    expect(await answer.json()).toMatchObject({
      detail: '1 checks were started within a minute, which is the limit',
    });
  });

  it.each([
    [
      {},
      [{ in: 'body', path: 'cluster', detail: 'write 1 to 100 letters, digits, "_", "." or "-"' }],
    ],
    [
      { cluster: 'eu', remotes: ['archive', 'http://10.0.0.1'] },
      [
        {
          in: 'body',
          path: 'remotes[1]',
          detail:
            'write the cluster alias with letters, digits, "_" and "-" only, as Elasticsearch does',
        },
      ],
    ],
    [
      { cluster: 'eu', remotes: [] },
      [
        {
          in: 'body',
          path: 'remotes',
          detail: 'write 1 to 50 cluster aliases, or leave remotes out to check all',
        },
      ],
    ],
    [
      { cluster: 'eu', host: '10.0.0.1' },
      [{ in: 'body', path: '', detail: 'Unrecognized key: "host"' }],
    ],
  ])('answers 400 to %j, and says where it is wrong', async (json, errors) => {
    const answer = await caller()('/checks', { json });
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'The body of the request cannot be used',
      errors,
    });
  });

  it.each([
    [400, 'application/json', '{'],
    [415, 'text/plain', '{"cluster":"eu"}'],
    [413, 'application/json', JSON.stringify({ cluster: 'x'.repeat(70_000) })],
  ])('answers %d to a body of %s that is none', async (status, type, body) => {
    const headers = { ...BEARER, 'Content-Type': type, 'Content-Length': String(body.length) };
    const answer = await createApi(dependencies()).request('/checks', {
      method: 'POST',
      headers,
      body,
    });
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
      status,
      'application/problem+json',
    ]);
    expect(await answer.json()).toMatchObject({ status });
  });
});
