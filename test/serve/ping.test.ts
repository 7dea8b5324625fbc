import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import { pingTo } from '../../lib/serve/ping.ts';
import { portOf } from '../../local/stack/ports.ts';

const SIGNAL = new AbortController().signal;

async function startSwitch(status: number) {
  const paths: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    paths.push(url);
    if (status === 0) response.destroy();
    else if (status > 0) response.writeHead(status).end('ok');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${portOf(server.address())}/hush`;
  const close = async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  };
  return { url, paths, [Symbol.asyncDispose]: close };
}

describe('pingTo', () => {
  it('requests the URL, or the one that is referred to', async () => {
    await using receiver = await startSwitch(200);
    const secrets = localSecretResolvers('.', { PING: receiver.url });
    await pingTo(receiver.url, secrets)(SIGNAL);
    await pingTo('env:PING', secrets)(SIGNAL);
    expect(receiver.paths).toEqual(['/hush', '/hush']);
  });

  it.each([
    [404, /^127\.0\.0\.1:\d+ answered the ping with HTTP 404$/],
    [302, /HTTP 302$/],
    [0, /^127\.0\.0\.1:\d+ cannot be pinged: /],
  ])('rejects without showing the URL if the answer is %d', async (status, message) => {
    await using receiver = await startSwitch(status);
    const error = await pingTo(receiver.url, {})(SIGNAL).catch((thrown) => thrown.message);
    expect(error).toMatch(message);
    expect(error).not.toContain('hush');
  });

  it('says so if nothing answers in time, or it is to stop', async () => {
    await using receiver = await startSwitch(-1);
    const timeout = AbortSignal.timeout(20);
    await expect(pingTo(receiver.url, {})(timeout)).rejects.toThrow('no answer in time');
    await expect(pingTo(receiver.url, {})(AbortSignal.abort())).rejects.toThrow('no connection');
  });

  it('refuses what is no URL', async () => {
    expect(() => pingTo('healthchecks', {})).toThrow('--ping takes an http:// or https:// URL');
    const secrets = localSecretResolvers('.', { PING: 'ftp://x' });
    await expect(pingTo('env:PING', secrets)(SIGNAL)).rejects.toThrow('--ping takes');
  });
});
