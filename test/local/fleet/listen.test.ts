import { createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { listen } from '../../../local/fleet/listen.ts';

const servers = [createServer(), createServer()] as const;
afterEach(() => {
  vi.restoreAllMocks();
  for (const server of servers) server.close();
});

it('takes the next port where one is taken, and none that systems take for outgoing connections', async () => {
  vi.spyOn(Math, 'random').mockReturnValueOnce(0.5).mockReturnValueOnce(0.5).mockReturnValueOnce(0.25);
  const ports = [await listen(servers[0], { host: '127.0.0.1', port: 0 }), await listen(servers[1], { host: '127.0.0.1', port: 0 })];
  expect(ports).toEqual([26_000, 23_000]);
  expect(servers[1].address()).toMatchObject({ port: 23_000 });
});

it('throws where the port that is asked for is taken', async () => {
  const port = await listen(servers[0], { host: '127.0.0.1', port: 0 });
  await expect(listen(servers[1], { host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
});
