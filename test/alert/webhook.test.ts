import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { json } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { postToWebhook, type WebhookOptions } from '../../lib/alert/webhook.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { Secret } from '../../lib/registry/secret.ts';

const PATH = '/services/T000/B000/hush';
const MESSAGE = { text: 'FAILING' };

/**
 * Answers the first request with the first of the answers, and so on; the last one again and again.
 */
type Handler = (...request: Parameters<RequestListener>) => void;

interface Slack {
  readonly origin: string;
  readonly bodies: unknown[];
}

async function withSlack(
  handlers: readonly Handler[],
  use: (slack: Slack) => Promise<void>,
): Promise<void> {
  const bodies: unknown[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    bodies.push(await json(request));
    handlers[Math.min(bodies.length, handlers.length) - 1]?.(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function answer(status: number, body = '', headers: Record<string, string> = {}): Handler {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

const ok = answer(200, 'ok');
const hang: Handler = () => undefined;

function send(origin: string, options: Partial<WebhookOptions> = {}): Promise<void> {
  const signal = options.signal ?? AbortSignal.timeout(20_000);
  const common = { title: 'Slack', backoffMs: 1, reason: /^[a-z_]{1,60}$/ };
  return postToWebhook(new Secret(`${origin}${PATH}`), MESSAGE, { ...common, ...options, signal });
}

async function failure(sending: Promise<void>): Promise<Error> {
  const thrown: unknown = await sending.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Error)) throw new Error('Nothing was thrown');
  expect(inspect(thrown, { depth: null, showHidden: true })).not.toMatch(/hush|T000/);
  return thrown;
}

describe('postToWebhook', () => {
  it('posts the message as JSON, once', async () => {
    const seen: unknown[] = [];
    const look: Handler = ({ method, url, headers }, response) => {
      seen.push({ method, url, type: headers['content-type'] });
      response.end('ok');
    };
    await withSlack([look], async ({ origin, bodies }) => {
      await send(origin);
      expect(bodies).toEqual([MESSAGE]);
      expect(seen).toEqual([{ method: 'POST', url: PATH, type: 'application/json' }]);
    });
  });

  it('takes an answer without a body', async () => {
    await withSlack([answer(204)], async ({ origin }) =>
      expect(await send(origin)).toBeUndefined(),
    );
  });

  it('uses the given fetch', async () => {
    const urls: unknown[] = [];
    const fetch: WebhookOptions['fetch'] = async (url) => {
      urls.push(url);
      return new Response('ok');
    };
    await send('https://hooks.slack.example', { fetch });
    expect(urls).toEqual([`https://hooks.slack.example${PATH}`]);
  });

  it('waits as long as Slack asks with 429, whatever it would wait otherwise, and posts again', async () => {
    await withSlack([answer(429, '', { 'retry-after': '1' }), ok], async ({ origin, bodies }) => {
      await send(origin, { backoffMs: 1e9 });
      expect(bodies).toEqual([MESSAGE, MESSAGE]);
    });
  });

  const now = () => new Date('2026-11-24T00:00:00.000Z');

  it.each([
    [429, {}],
    [429, { 'retry-after': 'soon' }],
    [429, { 'retry-after': '1.5' }],
    [429, { 'retry-after': 'Mon, 23 Nov 2026 23:59:59 GMT' }],
    [408, {}],
  ])('posts again after %i with %j', async (status, headers: Record<string, string>) => {
    await withSlack([answer(status, '', headers), ok], async ({ origin, bodies }) => {
      await send(origin, { now });
      expect(bodies).toHaveLength(2);
    });
  });

  it.each([
    [503, '30', 30],
    [429, 'Tue, 24 Nov 2026 00:01:00 GMT', 60],
  ])('reads with HTTP %i that it has to wait: %j', async (status, retryAfter, seconds) => {
    const handlers = [answer(status, '', { 'retry-after': retryAfter })];
    await withSlack(handlers, async ({ origin }) => {
      expect((await failure(send(origin, { now }))).message).toBe(
        `Slack answered HTTP ${status} and asks to wait ${seconds} s, which is too long`,
      );
    });
  });

  it('sends the given headers', async () => {
    const keys: unknown[] = [];
    const look: Handler = ({ headers }, response) => {
      keys.push(headers['authorization'], headers['content-type']);
      response.end();
    };
    await withSlack([look], async ({ origin }) => {
      await send(origin, { headers: () => ({ authorization: 'GenieKey k' }) });
      expect(keys).toEqual(['GenieKey k', 'application/json']);
    });
  });

  it('measures a date against its own clock, unless it is given another', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    await withSlack([answer(429, '', { 'retry-after': inAnHour })], async ({ origin }) => {
      expect((await failure(send(origin))).message).toMatch(/wait 3\d{3} s, which is too long$/);
    });
  });

  it('gives up when Slack asks to wait beyond the deadline', async () => {
    await withSlack([answer(429, '', { 'retry-after': '10' })], async ({ origin, bodies }) => {
      const { message } = await failure(send(origin, { signal: AbortSignal.timeout(1000) }));
      expect(message).toBe(
        'Slack answered HTTP 429 and asks to wait 10 s, and the deadline came before another attempt',
      );
      expect(bodies).toHaveLength(1);
    });
  });

  it('gives up at once when Slack asks to wait for very long', async () => {
    await withSlack([answer(429, '', { 'retry-after': '3600' })], async ({ origin, bodies }) => {
      expect((await failure(send(origin))).message).toBe(
        'Slack answered HTTP 429 and asks to wait 3600 s, which is too long',
      );
      expect(bodies).toHaveLength(1);
    });
  });

  it('posts again after HTTP 500', async () => {
    await withSlack([answer(500, 'oops'), ok], async ({ origin, bodies }) => {
      await send(origin);
      expect(bodies).toHaveLength(2);
    });
  });

  it('gives up when HTTP 500 does not end', async () => {
    await withSlack([answer(503)], async ({ origin, bodies }) => {
      expect((await failure(send(origin))).message).toBe(
        'Slack answered HTTP 503, at the last of 4 attempts',
      );
      expect(bodies).toHaveLength(4);
    });
  });

  it('ends an attempt that hangs, and posts again', async () => {
    await withSlack([hang, ok], async ({ origin, bodies }) => {
      await send(origin, { timeoutMs: 1000 });
      expect(bodies).toHaveLength(2);
    });
  });

  it('says that Slack hangs', async () => {
    await withSlack([hang], async ({ origin }) => {
      expect((await failure(send(origin, { timeoutMs: 50 }))).message).toBe(
        'Slack did not answer within 50 ms, at the last of 4 attempts',
      );
    });
  });

  it('ends with the deadline while Slack hangs', async () => {
    const deadline = new AbortController();
    await withSlack([() => deadline.abort()], async ({ origin, bodies }) => {
      const { message } = await failure(send(origin, { signal: deadline.signal }));
      expect(message).toBe('Slack did not answer before the deadline');
      expect(bodies).toHaveLength(1);
    });
  });

  it('does not begin after the deadline', async () => {
    await withSlack([ok], async ({ origin, bodies }) => {
      await failure(send(origin, { signal: AbortSignal.abort() }));
      expect(bodies).toEqual([]);
    });
  });

  it.each([
    ['no_service', 'Slack refused the message with HTTP 404: no_service'],
    [`<p>${PATH} is not here</p>`, 'Slack refused the message with HTTP 404'],
    ['', 'Slack refused the message with HTTP 404'],
    ['a'.repeat(100_000), 'Slack refused the message with HTTP 404'],
  ])('does not post again what Slack refuses with %j', async (body, message) => {
    await withSlack([answer(404, body)], async ({ origin, bodies }) => {
      expect((await failure(send(origin))).message).toBe(message);
      expect(bodies).toHaveLength(1);
    });
  });

  it('shows no body of a refusal if the receiver documents none', async () => {
    const send404 = (origin: string) =>
      postToWebhook(new Secret(`${origin}${PATH}`), MESSAGE, {
        title: 'The receiver',
        signal: AbortSignal.timeout(20_000),
      });
    await withSlack([answer(404, 'no_service')], async ({ origin }) => {
      expect((await failure(send404(origin))).message).toBe(
        'The receiver refused the message with HTTP 404',
      );
    });
  });

  it('says that a refusal has no body', async () => {
    const fetch = async () => new Response(null, { status: 410 });
    expect((await failure(send('https://hooks.slack.example', { fetch }))).message).toBe(
      'Slack refused the message with HTTP 410',
    );
  });

  it('refuses to be redirected, as the message and the URL are for Slack only', async () => {
    await withSlack([ok], async (elsewhere) => {
      await withSlack(
        [answer(307, '', { location: `${elsewhere.origin}${PATH}` })],
        async ({ origin }) => {
          expect((await failure(send(origin))).message).toBe(
            'Slack answered HTTP 307: redirects are not followed',
          );
          expect(elsewhere.bodies).toEqual([]);
        },
      );
    });
  });

  it('says that Slack is not reached', async () => {
    const free = createTcpServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, 'close');
    expect((await failure(send(`http://127.0.0.1:${port}`))).message).toBe(
      'Cannot reach Slack: ECONNREFUSED, at the last of 4 attempts',
    );
  });

  it.each([
    new TypeError(`Failed to parse URL from https://hooks.slack.example${PATH}`),
    new TypeError('fetch failed', { cause: new Error(PATH) }),
    new TypeError('fetch failed', { cause: Object.assign(new Error(PATH), { code: PATH }) }),
    new TypeError('fetch failed', { cause: null }),
    PATH,
  ])('does not show what may hold the URL: %j', async (thrown) => {
    const fetch = () => Promise.reject(thrown);
    const { message } = await failure(send('https://hooks.slack.example', { fetch }));
    expect(message).toBe('Cannot reach Slack, at the last of 4 attempts');
  });

  it.each([
    '',
    'hush',
    'ftp://hooks.slack.example',
    'http://hooks.slack.example',
    'https://user:hush@hooks.slack.example',
  ])('refuses the webhook URL %j', async (origin) => {
    const error = await failure(send(origin));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toBe(
      'The webhook URL of Slack is not valid: store the https:// URL that Slack shows, without a user name',
    );
  });
});
