import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { listen } from '../../../local/fleet/listen.ts';

const FIRST = 20_000;
const COUNT = 12_000;
const HOST = '127.0.0.1';

let servers: ReturnType<typeof createServer>[];
beforeEach(() => {
  servers = [];
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const server of servers) server.close();
});

function listenAt(port: number): Promise<number> {
  const server = createServer();
  servers.push(server);
  return listen(server, { host: HOST, port });
}

it('uses the next port if one is in use, and none of the range for outgoing connections', async () => {
  const taken = await listenAt(0);
  vi.spyOn(Math, 'random').mockReturnValueOnce((taken - FIRST + 0.5) / COUNT);
  const next = await listenAt(0);
  expect(next).not.toBe(taken);
  for (const port of [taken, next]) {
    expect(port).toBeGreaterThanOrEqual(FIRST);
    expect(port).toBeLessThan(FIRST + COUNT);
  }
  expect(servers.map((server) => server.address())).toMatchObject([
    { port: taken },
    { port: next },
  ]);
});

it('throws if the requested port is in use', async () => {
  const port = await listenAt(0);
  await expect(listenAt(port)).rejects.toThrow('EADDRINUSE');
});
