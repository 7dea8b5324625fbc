import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { authenticate } from '../../lib/api/authenticate.ts';
import { answerError } from '../../lib/api/problem.ts';
import { Secret } from '../../lib/registry/secret.ts';

function statusWith(authorization: string | undefined, token = 'correct:horse') {
  const app = new Hono();
  app.onError((error) => answerError(error, () => undefined));
  app.use(authenticate(async () => new Secret(token)));
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
