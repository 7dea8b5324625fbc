import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { portOf } from './ports.ts';

/** A port that accepts and never says a word. */
export async function openSilentPort(): Promise<{ port: number; close(): Promise<void> }> {
  const held = new Set<Socket>();
  const server = createServer((socket) => {
    held.add(socket.on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: async () => {
      for (const socket of held) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
