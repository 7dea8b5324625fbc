import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { authenticate } from '../../lib/api/authenticate.ts';
import { answerError } from '../../lib/api/problem.ts';
import { Secret } from '../../lib/registry/secret.ts';
import { NOW } from '../support/facts.ts';
import { BEARER, caller } from './app.ts';

function statusWith(authorization: string | undefined, token = 'correct:horse') {
  const app = new Hono();
  app.onError((error) => answerError(error, () => undefined));
  const tokens = {
    token: async () => new Secret(token),
    actionToken: async () => new Secret(token),
  };
  app.use(authenticate({ ...tokens, now: () => NOW }));
  app.get('/', (context) => context.text('in'));
  return app.request(
    '/',
    authorization === undefined ? {} : { headers: { Authorization: authorization } },
  );
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('authenticate', () => {
  it.each([
    'Bearer correct:horse',
    'bearer  correct:horse ',
    basic('anyone:correct:horse'),
    basic(':correct:horse'),
    basic('x:correct:horse').toUpperCase().slice(0, 5) + basic('x:correct:horse').slice(5),
  ])('lets %j in', async (authorization) => {
    const answer = await statusWith(authorization);
    expect([answer.status, await answer.text()]).toEqual([200, 'in']);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer wrong',
    'Bearer correct:horse2',
    'Bearer correct:hors',
    'Bearer correct:horse more',
    'Digest correct:horse',
    'correct:horse',
    basic('correct:horse'),
    basic('correct'),
    basic('anyone:'),
    'Basic %%%',
  ])('refuses %j', async (authorization) => {
    expect((await statusWith(authorization)).status).toBe(401);
  });

  it.each([undefined, 'Bearer ', basic('anyone:'), basic('anyone')])(
    'refuses %j also where the token is empty',
    async (authorization) => {
      expect((await statusWith(authorization, '')).status).toBe(401);
    },
  );

  it('asks for either scheme, Basic first, with a problem', async () => {
    const answer = await statusWith(undefined);
    expect(answer.headers.get('WWW-Authenticate')).toBe(
      'Basic realm="remote-cluster-checker", charset="UTF-8", Bearer realm="remote-cluster-checker"',
    );
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'Present the token: as Bearer token, or as Basic password of any user',
    });
  });
});

describe('an address that presents wrong tokens', () => {
  const WRONG = { Authorization: 'Bearer guess' };
  const clock = { ms: NOW.getTime() };
  const now = () => new Date(clock.ms);
  const addressOf = ({ req }: { req: { header: (name: string) => string | undefined } }) =>
    req.header('X-Test-Address');

  function visitor(call: ReturnType<typeof caller>) {
    return async (headers: object, address = '192.0.2.1') =>
      (await call('/clusters', { headers: { ...headers, 'X-Test-Address': address } })).status;
  }

  it('has to wait after ten within a minute, even with the right one, and others need not', async () => {
    const call = caller({ addressOf, now });
    const visit = visitor(call);
    for (let guess = 0; guess < 10; guess += 1) expect(await visit(WRONG)).toBe(401);
    expect(await visit(WRONG)).toBe(429);
    expect(await visit(BEARER)).toBe(429);
    expect(await visit({})).toBe(401);
    expect(await visit(BEARER, '192.0.2.2')).toBe(200);
    const answer = await call('/clusters', {
      headers: { ...WRONG, 'X-Test-Address': '192.0.2.1' },
    });
    expect(answer.headers.get('Retry-After')).toBe('60');
    expect(await answer.json()).toMatchObject({
      status: 429,
      detail: 'This address has presented too many wrong tokens; try again in 60 s',
    });
    clock.ms += 60_000;
    expect(await visit(BEARER)).toBe(200);
  });

  it('is not counted if it presents none, or if nobody knows the address', async () => {
    const visit = visitor(caller({ addressOf, now }));
    for (let request = 0; request < 20; request += 1) expect(await visit({})).toBe(401);
    expect(await visit(BEARER)).toBe(200);
    const nobody = visitor(caller({ addressOf: () => undefined, now }));
    for (let guess = 0; guess < 20; guess += 1) expect(await nobody(WRONG)).toBe(401);
  });
});

describe('the token to read', () => {
  const ask = caller({ actionToken: async () => new Secret('act') });
  const acknowledge = '/incidents/none/acknowledgement';
  const act = { Authorization: 'Bearer act' };

  it('opens what changes nothing, and the preflight', async () => {
    expect((await ask('/clusters')).status).toBe(200);
    expect((await ask('/preflight', { json: { upgrade: {} } })).status).not.toBe(403);
  });

  it('does not act, and the answer says which token does', async () => {
    const answer = await ask('/checks', { json: { cluster: 'eu' } });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({
      detail: 'This token may read, but not act: present the action token',
    });
    expect((await ask(acknowledge, { method: 'DELETE' })).status).toBe(403);
  });

  it('is not needed by those who may act', async () => {
    expect((await ask('/clusters', { headers: act })).status).toBe(200);
    expect((await ask(acknowledge, { method: 'DELETE', headers: act })).status).toBe(404);
  });

  it('works while the token to act cannot be read', async () => {
    const broken = caller({ actionToken: () => expect.unreachable() });
    expect((await broken('/clusters')).status).toBe(200);
  });
});
