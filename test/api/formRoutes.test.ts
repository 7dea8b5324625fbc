import { describe, expect, it } from 'vitest';
import { createApi } from '../../lib/api/api.ts';
import type { ApiDependencies } from '../../lib/api/dependencies.ts';
import { instantOf } from '../../lib/instant.ts';
import { Secret } from '../../lib/registry/secret.ts';
import { stored } from '../report/page/stored.ts';
import { NOW } from '../support/facts.ts';
import { failingResult } from '../support/results.ts';
import { BEARER, dependencies } from './app.ts';

const HTML = { ...BEARER, Accept: 'text/html' };
const incident = {
  id: 'i1',
  openedAt: '2026-11-23T21:00:00.000Z',
  cause: 'connection-refused',
  severity: 'critical',
  toldAt: '2026-11-23T21:00:00.000Z',
} as const;
const open = {
  cluster: 'eu',
  alias: 'orders',
  state: { failures: 3, successes: 0, status: 'failing' as const },
  incident,
};
const acknowledged = {
  at: instantOf(NOW),
  until: '2026-11-24T04:00:00.000Z' as const,
  by: 'B',
  why: 'w',
};
const replaced = stored({
  ...failingResult,
  cause: { ...failingResult.cause, code: 'cluster-replaced' },
});

function site(overrides: Partial<ApiDependencies> = {}) {
  const done: unknown[] = [];
  const app = createApi(
    dependencies({
      openIncidents: async () => [open],
      readRemote: async () => replaced,
      acknowledge: async (...args) => {
        done.push(args);
        return args[0] === 'i1' ? open : undefined;
      },
      acceptIdentity: async (remote) => {
        done.push(remote);
        return undefined;
      },
      ...overrides,
    }),
  );
  const token = async (page: string, action: string) => {
    const text = await (await app.request(page, { headers: HTML })).text();
    return new RegExp(
      `action="[./]*${action}">\\s*<input type="hidden" name="token" value="([^"]*)"`,
    ).exec(text)?.[1] as string;
  };
  const post = (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    app.request(path, {
      method: 'POST',
      headers: { ...HTML, ...headers },
      body: new URLSearchParams(fields),
    });
  return { app, done, token, post };
}

const ACK = '/incidents/i1/acknowledge';
const WHO = { by: ' Ann ', why: 'on it' };

describe('forms', () => {
  it('acknowledge an incident, and lead back to it', async () => {
    const { token, post, done } = site();
    const fields = {
      ...WHO,
      hours: '4',
      token: await token('/incidents', 'incidents/i1/acknowledge'),
    };
    const answer = await post(ACK, fields, { 'Sec-Fetch-Site': 'same-origin' });
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '../../incidents#i-i1']);
    expect(done).toEqual([
      ['i1', { at: NOW.toISOString(), until: '2026-11-24T04:00:00.000Z', by: 'Ann', why: 'on it' }],
    ]);
  });

  it('take an acknowledgement back, by name and with a reason', async () => {
    const { token, post, done } = site({
      openIncidents: async () => [{ ...open, incident: { ...incident, acknowledged } }],
    });
    const fields = { ...WHO, token: await token('/incidents', 'incidents/i1/unacknowledge') };
    expect((await post('/incidents/i1/unacknowledge', fields)).status).toBe(303);
    expect(done).toEqual([['i1', undefined, { by: 'Ann', why: 'on it' }]]);
  });

  it('accept an identity', async () => {
    const { token, post, done } = site();
    const path = 'remotes/eu/orders/accept-identity';
    const fields = { ...WHO, token: await token('/remotes/eu/orders', path) };
    const answer = await post(`/${path}`, fields);
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '../orders']);
    expect(done).toEqual([{ cluster: 'eu', alias: 'orders', reason: 'on it', by: 'Ann' }]);
  });

  it('do nothing for another site, or without the token of this very form', async () => {
    const { token, post, done } = site();
    const right = {
      ...WHO,
      hours: '4',
      token: await token('/incidents', 'incidents/i1/acknowledge'),
    };
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.test' },
      { Origin: 'null' },
    ])
      expect((await post(ACK, right, headers)).status).toBe(403);
    expect((await post(ACK, { ...right, token: 'x' })).status).toBe(403);
    expect((await post('/incidents/i2/acknowledge', right)).status).toBe(403);
    expect(done).toEqual([]);
    expect((await post(ACK, right, { Origin: 'http://localhost' })).status).toBe(303);
  });

  it('say what is wrong with what was typed', async () => {
    const { token, post, done } = site();
    const right = {
      ...WHO,
      hours: '4',
      token: await token('/incidents', 'incidents/i1/acknowledge'),
    };
    const answer = await post(ACK, { ...right, by: ' ', hours: '5' });
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain('by: write your name; hours: choose one of the times');
    expect((await post(ACK, {})).status).toBe(400);
    expect(done).toEqual([]);
  });

  it('say that an incident is over', async () => {
    const { token, post } = site({ acknowledge: async () => undefined });
    const right = {
      ...WHO,
      hours: '1',
      token: await token('/incidents', 'incidents/i1/acknowledge'),
    };
    const answer = await post(ACK, right);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('This incident is not open any more');
  });

  it('ask the browser of a reader for the token to act', async () => {
    const { post, done } = site({ actionToken: async () => new Secret('other') });
    const answer = await post(ACK, WHO);
    expect([answer.status, answer.headers.get('WWW-Authenticate')?.slice(0, 5)]).toEqual([
      401,
      'Basic',
    ]);
    expect(await answer.text()).toContain('present the action token');
    expect(done).toEqual([]);
  });
});
