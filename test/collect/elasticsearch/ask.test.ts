import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { remoteInfoRequest } from '../../../lib/collect/elasticsearch/api/remoteInfo.ts';
import { ask, type GetRequest } from '../../../lib/collect/elasticsearch/ask.ts';
import type { Answer } from '../../../lib/facts/facts.ts';
import type { ResolvedAuth } from '../../../lib/redact.ts';
import { clientFor, fakeNode, noHandler, type Reply, routes } from './support/fakeNode.ts';
import { recording } from './support/recording.ts';
import { silentPort } from './support/silentPort.ts';

const request: GetRequest<string> = {
  path: '/_some/api',
  maxBytes: 16 * 1024,
  querystring: { filter_path: 'a.*,b', flat_settings: 'true' },
  schema: z.object({ value: z.string() }).transform(({ value }) => value),
};

function failed<T>(answer: Answer<T>) {
  if (answer.ok) throw new Error('An answer was not expected');
  return answer.failed;
}

async function failureFor(reply: Reply) {
  const node = await fakeNode(() => reply);
  const failure = failed(await ask(clientFor(node), request));
  return { ...failure, message: failure.message.replaceAll(node.url, 'URL') };
}

describe('ask', () => {
  test('gives the parsed value and how long it took', async () => {
    const node = await fakeNode(routes({ '/_some/api': { body: { value: 'v', unknown: 1 } } }));
    expect(await ask(clientFor(node), request)).toEqual({
      ok: true,
      value: 'v',
      durationMs: expect.any(Number),
    });
    expect(node.asked[0]?.query).toEqual({ filter_path: 'a.*,b', flat_settings: 'true' });
  });

  test.each([
    ['u-no-remote-cluster-client-role/plain-node-without-role-remote-info', 400],
    ['u-no-remote-cluster-client-role/plain-node-without-role-resolve', 400],
    ['u-no-remote-cluster-client-role/node-without-role-resolve', 403],
    ['u-no-remote-cluster-client-role/node-without-role-search', 403],
  ])(
    'takes %s (%i) for a missing role, also where it is dressed up as missing privileges',
    async (name, httpStatus) => {
      const failure = await failureFor(recording(name));
      expect(failure).toMatchObject({ kind: 'no-role', httpStatus });
      expect(failure.message).toContain('does not have the');
    },
  );

  test('takes 401 for not authorized and keeps the reason', async () => {
    const reason = 'unable to authenticate user [elastic] for REST request [/_some/api]';
    const failure = await failureFor({
      status: 401,
      body: { error: { type: 'security_exception', reason }, status: 401 },
    });
    expect(failure).toEqual({
      kind: 'not-authorized',
      httpStatus: 401,
      message: `HTTP 401 to GET /_some/api at URL: ${reason}`,
      reasons: [{ type: 'security_exception', reason }],
      durationMs: expect.any(Number),
    });
  });

  test('takes 403 for not authorized where nothing in the chain says otherwise', async () => {
    const reason =
      'action [cluster:monitor/remote/info] is unauthorized for user [weak] with effective roles []';
    const body = { error: { type: 'security_exception', reason }, status: 403 };
    expect(await failureFor({ status: 403, body })).toMatchObject({
      kind: 'not-authorized',
      httpStatus: 403,
    });
  });

  test.each([
    ['a path that the version does not know', noHandler('/_some/api')],
    [
      'a method that the path does not take',
      { status: 405, body: { error: 'Incorrect HTTP method for uri [/_some/api]', status: 405 } },
    ],
    [
      '404',
      {
        status: 404,
        body: {
          error: { type: 'index_not_found_exception', reason: 'no such index [_resolve]' },
          status: 404,
        },
      },
    ],
    [
      'a parameter that the version does not know',
      recording('t-versions-8.14.3-to-9.5.3/sniff-resolve-timeout'),
    ],
  ])('takes %s for a missing API', async (_, reply) => {
    expect(await failureFor(reply)).toMatchObject({
      kind: 'missing',
      httpStatus: expect.any(Number),
    });
  });

  test('takes "no such remote cluster" for a refusal and not for a missing API, 404 though it is', async () => {
    const body = {
      error: { type: 'no_such_remote_cluster_exception', reason: 'no such remote cluster: [x]' },
      status: 404,
    };
    expect(await failureFor({ status: 404, body })).toMatchObject({
      kind: 'refused',
      httpStatus: 404,
    });
  });

  test('takes other errors for a refusal and shows the whole chain', async () => {
    const failure = await failureFor(
      recording('k-port-closed/sniff-skip-unavailable-false-search'),
    );
    expect(failure).toMatchObject({ kind: 'refused', httpStatus: 502 });
    expect(failure.reasons).toHaveLength(3);
    expect(failure.message).toBe(
      'HTTP 502 to GET /_some/api at URL: [][127.0.0.1:19699] connect_exception; caused by: Connection refused: /127.0.0.1:19699; caused by: Connection refused',
    );
  });

  test('names the type of an exception that has no reason', async () => {
    const failure = await failureFor({
      status: 500,
      body: { error: { type: 'null_pointer_exception', reason: null } },
    });
    expect(failure.message).toBe('HTTP 500 to GET /_some/api at URL: null_pointer_exception');
  });

  test("quotes a proxy's error page, cut to a length that can be shown", async () => {
    const failure = await failureFor({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: `<html>${'x'.repeat(5_000)}`,
    });
    expect(failure).toMatchObject({ kind: 'refused', httpStatus: 502, reasons: [] });
    expect(failure.message).toMatch(/^HTTP 502 to GET \/_some\/api at URL: <html>x+…$/);
    expect(failure.message.length).toBeLessThan(1_050);
  });

  test.each<[string, Reply, RegExp]>([
    ['not JSON', { body: '{"value":' }, /JSON/],
    [
      'of another shape',
      { body: { value: 1 } },
      /^Answer to GET \/_some\/api at URL is not understood \(HTTP 200\): .*expected string/s,
    ],
    [
      'deep',
      { body: '['.repeat(5_000) },
      /^Answer to GET .* \(HTTP 200\): its JSON is nested more than 200 deep/,
    ],
    [
      'a list of odd entries',
      { body: { value: Array(7_000).fill(1) } },
      /expected string, received array/,
    ],
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<html>' }, /is not understood/],
    [
      'from something else than Elasticsearch',
      { headers: { 'x-elastic-product': 'other' }, body: { value: 'v' } },
      /is not Elasticsearch.s, as it lacks the header/,
    ],
    ['an empty 204', { status: 204, body: '' }, /HTTP 204/],
    [
      'right but with a redirect',
      { status: 301, body: { value: 'v' } },
      /\(HTTP 301\): a redirect or the like is not followed/,
    ],
    [
      'compressed',
      { headers: { 'content-encoding': 'gzip' }, body: 'aaaaaaaaaaaaaaaa' },
      /bigger than the maximum/,
    ],
    [
      'too large',
      { headers: { 'content-length': String(16 * 1024 + 1) }, body: '{' },
      /bigger than the maximum/,
    ],
  ])('takes an answer that is %s for nonsense', async (_, reply, message) => {
    const failure = await failureFor(reply);
    expect(failure.kind).toBe('nonsense');
    expect(failure.message).toMatch(message);
  });

  test('keeps the status of an error answer that is too large', async () => {
    const body = JSON.stringify({ error: 'x'.repeat(16 * 1024) });
    expect(await failureFor({ status: 401, body })).toMatchObject({
      kind: 'not-authorized',
      httpStatus: 401,
      message: expect.stringMatching(/^HTTP 401 to GET \/_some\/api at URL: .*bigger than/),
    });
  });

  test.each([
    [200, 'timed-out'],
    [403, 'not-authorized'],
  ])('keeps the status of an answer that does not end: %s', async (status, kind) => {
    const stalled = { status, headers: { 'content-length': '100' }, body: '{' };
    const node = await fakeNode(() => stalled);
    const failure = failed(await ask(clientFor(node), request, { timeoutMs: 500 }));
    expect(failure).toMatchObject({
      kind,
      httpStatus: status,
      message: `HTTP ${status} to GET /_some/api at ${node.url}, but no whole answer within 500 ms`,
    });
  });

  test('takes the name __proto__ for one like any other', async () => {
    const node = await fakeNode(() => ({ body: '{"value":"v","__proto__":{"polluted":true}}' }));
    const everything = { ...request, schema: z.unknown() };
    const answer = await ask(clientFor(node), everything);
    expect(answer.ok && Object.keys(answer.value as object)).toEqual(['value', '__proto__']);
    expect({}).not.toHaveProperty('polluted');
  });

  test('takes an answer that is cut off for unreachable', async () => {
    expect(await failureFor('cut')).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('from URL: '),
    });
  });

  test('takes a refused connection for unreachable and says so', async () => {
    const failure = failed(await ask(clientFor({ url: 'http://127.0.0.1:1' }), request));
    expect(failure).toMatchObject({
      kind: 'unreachable',
      message:
        'No usable answer to GET /_some/api from http://127.0.0.1:1: Connection refused: connect ECONNREFUSED 127.0.0.1:1',
    });
    expect(failure).not.toHaveProperty('httpStatus');
  });

  test('ends by its own deadline where the node is silent', async () => {
    const node = await fakeNode(() => 'silent');
    expect(failed(await ask(clientFor(node), request, { timeoutMs: 50 }))).toMatchObject({
      kind: 'timed-out',
      message: `No answer to GET /_some/api from ${node.url} within 50 ms`,
      reasons: [],
    });
  });

  test('ends by its own deadline where the port accepts and never finishes the TLS handshake', async () => {
    const { port } = await silentPort();
    expect(
      failed(
        await ask(clientFor({ url: `https://127.0.0.1:${port}` }), request, { timeoutMs: 50 }),
      ),
    ).toMatchObject({
      kind: 'timed-out',
    });
  });

  test("ends by the client's deadline where it is given none", async () => {
    const node = await fakeNode(() => 'silent');
    expect(failed(await ask(clientFor(node, { requestTimeoutMs: 40 }), request)).message).toMatch(
      /within 40 ms$/,
    );
  });

  test('calls an answer not asked for that the end of the check cut short, since it says nothing about the cluster', async () => {
    const node = await fakeNode(() => 'silent');
    const ending = new AbortController();
    const answer = ask(clientFor(node), request, { signal: ending.signal });
    await expect.poll(() => node.asked.length).toBe(1);
    ending.abort();
    expect(failed(await answer)).toMatchObject({
      kind: 'not-asked',
      message: `The check was ended before ${node.url} answered GET /_some/api`,
    });
  });

  test('asks nothing once the check has ended', async () => {
    const node = await fakeNode(() => ({ body: { value: 'v' } }));
    expect(
      failed(await ask(clientFor(node), request, { signal: AbortSignal.abort() })),
    ).toMatchObject({ kind: 'not-asked' });
    expect(node.asked).toEqual([]);
  });

  test('keeps its own bugs apart from what a cluster does', async () => {
    const node = await fakeNode(() => ({ body: {} }));
    const broken: GetRequest<never> = {
      path: '/',
      maxBytes: 1024,
      schema: z.unknown().transform((): never => {
        throw new TypeError('our bug');
      }),
    };
    await expect(ask(clientFor(node), broken)).rejects.toThrow('our bug');
  });
});

describe('ask keeps credentials to itself', () => {
  const SECRET = 'hunter2hunter2';
  const ENCODED = Buffer.from(`keyid:${SECRET}`).toString('base64');
  const credentials: readonly ResolvedAuth[] = [
    { kind: 'none' },
    { kind: 'apiKey', apiKey: ENCODED },
    { kind: 'basic', username: 'user', password: SECRET },
    { kind: 'bearer', token: SECRET },
  ];
  const BASIC = Buffer.from(`user:${SECRET}`).toString('base64');

  /** Everything that a hostile or careless server could throw back. */
  function echo(header: string | undefined): string {
    return `you sent ${header}, that is ${SECRET}`;
  }
  const security = (status: number, text: string): Reply => ({
    status,
    body: {
      error: {
        type: text,
        reason: text,
        additional_unsuccessful_credentials: text,
        caused_by: { type: text, reason: text },
      },
    },
  });
  const replies: Readonly<Record<string, (text: string) => Reply>> = {
    '401': (text) => security(401, text),
    '403': (text) => security(403, text),
    '403 without the role': (text) =>
      security(403, `${text} does not have the remote cluster client role enabled`),
    '404': (text) => security(404, text),
    '500': (text) => security(500, text),
    'bare text': (text) => ({ status: 400, body: { error: text } }),
    page: (text) => ({ status: 502, headers: { 'content-type': 'text/html' }, body: text }),
    'not JSON': (text) => ({ body: `{"${text}` }),
    'another shape': (text) => ({ body: [text, { [text]: text }] }),
    redirect: (text) => ({ status: 302, headers: { location: encodeURI(text) }, body: text }),
    'another product': (text) => ({ headers: { 'x-elastic-product': text }, body: text }),
    cut: () => 'cut',
    silent: () => 'silent',
  };
  const cases = Object.keys(replies).flatMap((name) =>
    credentials.map((auth) => [name, auth.kind, auth] as const),
  );

  test.each(cases)('in a failure by %s, with credentials of kind %s', async (name, kind, auth) => {
    const node = await fakeNode(
      ({ headers }) => replies[name]?.(echo(headers.authorization)) ?? 'cut',
    );
    const shown = JSON.stringify(
      failed(
        await ask(clientFor(node, { auth }), remoteInfoRequest, {
          timeoutMs: name === 'silent' ? 500 : 5_000,
        }),
      ),
    );
    const withheld = kind === 'none' ? [] : [SECRET, ENCODED, BASIC];
    expect(withheld.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(node.asked).toHaveLength(1);
  });

  test.each(credentials)('in a failure to connect, with $kind', async (auth) => {
    const shown = JSON.stringify(
      failed(await ask(clientFor({ url: 'http://127.0.0.1:1' }, { auth }), remoteInfoRequest)),
    );
    expect([SECRET, ENCODED, BASIC].filter((secret) => shown.includes(secret))).toEqual([]);
  });

  test.each(credentials)(
    'in credentials that cannot stand in a header, with $kind',
    async (auth) => {
      const node = await fakeNode(routes({ '/_remote/info': { body: {} } }));
      const broken = JSON.parse(
        JSON.stringify(auth)
          .replaceAll(SECRET, `${SECRET}\\n`)
          .replaceAll(ENCODED, `${ENCODED}\\n`),
      ) as ResolvedAuth;
      const answer = await ask(clientFor(node, { auth: broken }), remoteInfoRequest);
      expect([SECRET, ENCODED].filter((secret) => JSON.stringify(answer).includes(secret))).toEqual(
        [],
      );
    },
  );
});
