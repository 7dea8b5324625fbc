import { describe, expect, test } from 'vitest';
import { rootInfoRequest } from '../../../lib/collect/elasticsearch/api/root.ts';
import { ask } from '../../../lib/collect/elasticsearch/ask.ts';
import { createClient, type NodeOptions } from '../../../lib/collect/elasticsearch/client.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { clientFor, fakeNode, routes } from './support/fakeNode.ts';
import { silentPort } from './support/silentPort.ts';

const ROOT = routes({ '/': 'a-sniff-certificate/root' });

function thrownFor(options: Partial<NodeOptions>): unknown {
  try {
    createClient({
      url: 'https://127.0.0.1:9200',
      auth: { kind: 'none' },
      requestTimeoutMs: 1_000,
      ...options,
    });
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}

describe('createClient', () => {
  test.each([
    [{ kind: 'none' }, undefined],
    [{ kind: 'apiKey', apiKey: 'aWQ6a2V5' }, 'ApiKey aWQ6a2V5'],
    [
      { kind: 'basic', username: 'u', password: 'p' },
      `Basic ${Buffer.from('u:p').toString('base64')}`,
    ],
    [{ kind: 'bearer', token: 'tok' }, 'Bearer tok'],
  ] as const)('sends %j as an authorization header', async (auth, header) => {
    const node = await fakeNode(ROOT);
    await ask(clientFor(node, { auth }), rootInfoRequest);
    expect(node.asked[0]?.headers.authorization).toBe(header);
  });

  test('asks for plain JSON, so that 7.17, 8.x and 9.x all understand, and not to be compressed', async () => {
    const node = await fakeNode(ROOT);
    await ask(clientFor(node), rootInfoRequest);
    expect(node.asked[0]?.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'remote-cluster-checker',
    });
  });

  test.each([502, 503, 504])('asks once, also where the answer is %i', async (status) => {
    const node = await fakeNode(() => ({ status, body: {} }));
    await ask(clientFor(node), rootInfoRequest);
    expect(node.asked).toHaveLength(1);
  });

  test('does not go where a redirect points', async () => {
    const elsewhere = await fakeNode(ROOT);
    const node = await fakeNode(() => ({
      status: 302,
      headers: { location: `${elsewhere.url}/` },
      body: '',
    }));
    const answer = await ask(clientFor(node), rootInfoRequest);
    expect(answer).toMatchObject({ ok: false, failed: { kind: 'nonsense', httpStatus: 302 } });
    expect(elsewhere.asked).toEqual([]);
  });

  test('keeps the path of a URL that has one', async () => {
    const node = await fakeNode(routes({ '/es/': 'a-sniff-certificate/root' }));
    expect(await ask(clientFor({ url: `${node.url}/es` }), rootInfoRequest)).toMatchObject({
      ok: true,
    });
  });

  test.each([
    [{ url: 'not a url with hunter2' }, 'URL of a node is not an http:// or https:// URL'],
    [{ url: 'ftp://user:hunter2@es.example' }, 'URL of a node is not an http:// or https:// URL'],
    [
      { url: 'https://user:hunter2@es.example:9200' },
      'URL of a node must not hold credentials, give them as auth: https://es.example:9200',
    ],
    [
      { url: 'https://hunter2@es.example' },
      'URL of a node must not hold credentials, give them as auth: https://es.example',
    ],
    [
      { url: 'https://:hunter2@es.example' },
      'URL of a node must not hold credentials, give them as auth: https://es.example',
    ],
    [
      { url: 'http://es.example', tls: { ca: 'x' } },
      'TLS options are given for a plain HTTP URL: http://es.example/',
    ],
    [{ tls: { fingerprint: 'AA:BB' } }, 'Fingerprint is not a SHA-256 in hex: AA:BB'],
    [{ tls: { ca: 'x' } }, /^CA certificate for https:\/\/127\.0\.0\.1:9200\/ cannot be read: /],
  ])('refuses %j without showing credentials', (options, message) => {
    const thrown = thrownFor(options);
    expect(thrown).toBeInstanceOf(ConfigurationError);
    expect(thrown).toHaveProperty(
      'message',
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  test('close leaves no connection open, also none that is being opened', async () => {
    const { port, left } = await silentPort();
    const client = createClient({
      url: `https://127.0.0.1:${port}`,
      auth: { kind: 'none' },
      requestTimeoutMs: 50,
    });
    expect(await ask(client, rootInfoRequest)).toMatchObject({ failed: { kind: 'timed-out' } });
    await client.close();
    await left;
  });
});
