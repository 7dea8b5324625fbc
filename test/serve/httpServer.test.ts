import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import {
  type Fetch,
  isLoopback,
  listenAddress,
  startHttpServer,
} from '../../lib/serve/httpServer.ts';

const errors: unknown[] = [];
const start = (fetch: Fetch, listen = '127.0.0.1:0') =>
  startHttpServer({
    listen: listenAddress(listen),
    fetch,
    onError: (thrown) => errors.push(thrown),
  });

/** What the server answers to bytes, up to its end of the connection. */
async function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(bytes);
  return text(socket);
}

describe('listenAddress', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1', 8080, true],
    ['localhost:0', 'localhost', 0, true],
    ['[::1]:80', '::1', 80, true],
    [':8080', '0.0.0.0', 8080, false],
    ['[::]:8080', '::', 8080, false],
    ['10.0.0.1:8080', '10.0.0.1', 8080, false],
  ])('reads %s', (given, host, port, isLocal) => {
    expect(listenAddress(given)).toEqual({ host, port });
    expect(isLoopback({ host, port })).toBe(isLocal);
  });

  it.each(['8080', '127.0.0.1', '127.0.0.1:', '127.0.0.1:99999', 'example.com:80', '[x]:1'])(
    'refuses %s',
    (given) => {
      expect(() => listenAddress(given)).toThrow(`--listen ${given} cannot be used`);
    },
  );
});

describe('startHttpServer', () => {
  it('hands over method, URL, headers, body and the peer', async () => {
    await using server = await start(async (request, { address }) => {
      const { method, url, headers } = request;
      const seen = { method, url, it: headers.get('x-it'), body: await request.text(), address };
      return new Response(JSON.stringify(seen), { status: 201, headers: { 'x-own': 'yes' } });
    });
    const answer = await fetch(`${server.url}/a?b=c`, {
      method: 'POST',
      headers: { 'x-it': 'there' },
      body: 'text',
    });
    expect([answer.status, answer.headers.get('x-own')]).toEqual([201, 'yes']);
    expect(await answer.json()).toEqual({
      method: 'POST',
      url: `${server.url}/a?b=c`,
      it: 'there',
      body: 'text',
      address: '127.0.0.1',
    });
    expect(await (await fetch(server.url, { method: 'HEAD' })).text()).toBe('');
  });

  it('believes a proxy on this machine for whom it asks, and only an address', async () => {
    await using server = await start((_, { address }) => new Response(address ?? 'unknown'));
    const from = async (forwarded: string) =>
      (await fetch(server.url, { headers: { 'x-forwarded-for': forwarded } })).text();
    expect(await from('203.0.113.9, 192.0.2.1')).toBe('192.0.2.1');
    expect(await from('somebody')).toBe('127.0.0.1');
  });

  it('answers what it cannot hand over itself', async () => {
    await using server = await start(() => new Response(null, { status: 204 }));
    const end = 'Host: x\r\nConnection: close\r\n\r\n';
    expect(await raw(server.url, `GET http://evil/ HTTP/1.1\r\n${end}`)).toMatch(/^HTTP\/1.1 400/);
    expect(await raw(server.url, `TRACE / HTTP/1.1\r\n${end}`)).toMatch(/^HTTP\/1.1 400/);
    expect(await raw(server.url, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 204/);
    const noHost = 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n';
    expect(await raw(server.url, noHost)).toMatch(/^HTTP\/1.1 400/);
  });

  it('reports what fails, and lives on', async () => {
    await using server = await start(({ url }) => {
      if (url.endsWith('/bad')) throw new Error('a bug');
      return new Response('well');
    });
    await expect(fetch(`${server.url}/bad`)).rejects.toThrow();
    expect(errors).toEqual([new Error('a bug')]);
    expect(await (await fetch(server.url)).text()).toBe('well');
  });

  it('does not wait for answers that never come when it closes', async () => {
    const server = await start(() => new Promise(() => undefined));
    const asking = fetch(server.url).catch(() => 'cut');
    await new Promise((done) => setTimeout(done, 50));
    await server[Symbol.asyncDispose]();
    expect(await asking).toBe('cut');
  });

  it('says what to do if the port is taken, and writes IPv6 as URLs do', async () => {
    await using server = await start(() => new Response('one'), '[::1]:0');
    expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    const taken = server.url.slice('http://'.length);
    await expect(start(() => new Response('two'), taken)).rejects.toThrow(
      /Cannot listen on ::1:\d+: .*EADDRINUSE.*pass another address with --listen/,
    );
  });
});
