/** The HTTP API of the local stack, with the real function behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALIAS, type Link, startWorld, TOKEN, type World } from './world.ts';

let world: World;
let link: Link;
beforeAll(async () => {
  world = await startWorld();
  link = world.takeLink();
  await world.check(link);
});
afterAll(() => world[Symbol.asyncDispose]());

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${world.stack.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${TOKEN}`, ...init.headers },
  });
}

const asked = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('the API', () => {
  it('answers GET /healthz to everybody, and nothing else', async () => {
    const authorization = '';
    expect(await (await ask('/healthz', { headers: { authorization } })).json()).toEqual({
      status: 'ok',
    });
    const refused = await ask('/clusters', { headers: { authorization } });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      401,
      'application/problem+json',
    ]);
    expect((await ask('/', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });

  it('shows what was stored, with its history', async () => {
    expect(await (await ask('/clusters')).json()).toMatchObject({
      clusters: expect.arrayContaining([expect.objectContaining({ name: link.cluster })]),
    });
    const remote = await (await ask(`/clusters/${link.cluster}/remotes/${ALIAS}`)).json();
    expect(remote).toMatchObject({
      result: { status: 'healthy' },
      history: [{ status: 'healthy' }],
    });
    expect((await ask('/clusters/nowhere')).status).toBe(404);
  });

  it('shows the page to a browser', async () => {
    const basic = Buffer.from(`anybody:${TOKEN}`).toString('base64');
    const page = await ask('/', { headers: { authorization: `Basic ${basic}` } });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain(link.cluster);
  });

  it('checks on demand, and stores nothing of it', async () => {
    await link.remote.setTransportFault({ kind: 'refuse' });
    const answer = await ask('/checks', asked({ cluster: link.cluster }));
    expect(await answer.json()).toMatchObject({
      results: [{ alias: ALIAS, status: 'failing', cause: { code: 'connection-refused' } }],
    });
    const stored = await (await ask(`/clusters/${link.cluster}/remotes/${ALIAS}`)).json();
    expect(stored).toMatchObject({ result: { status: 'healthy' } });
    expect((await ask('/checks', asked({ cluster: 'nowhere' }))).status).toBe(404);
  });

  it('describes itself', async () => {
    expect(await (await ask('/openapi.json')).json()).toMatchObject({
      openapi: '3.1.0',
      paths: { '/checks': {} },
    });
  });
});
