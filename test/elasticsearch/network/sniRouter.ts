/**
 * A layer 4 proxy that routes TLS connections by their server name (SNI), as an ingress does; it
 * hangs up on names that it does not know.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { serverNameOf } from './clientHello.ts';
import { portOf } from './ports.ts';

export interface SniRouter {
  readonly port: number;
  close(): Promise<void>;
}

/** `routes`: server name → port on 127.0.0.1; the empty name stands for connections without one. */
export async function openSniRouter(routes: Readonly<Record<string, number>>): Promise<SniRouter> {
  const sockets = new Set<Socket>();

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  }

  function route(client: Socket): void {
    keep(client);
    client.once('data', (hello) => {
      const port = routes[serverNameOf(hello) ?? ''];
      if (port === undefined) {
        client.destroy();
        return;
      }
      const node = connect(port, '127.0.0.1');
      keep(node);
      node.write(hello);
      client.pipe(node).pipe(client);
      client.on('close', () => node.destroy());
      node.on('close', () => client.destroy());
    });
  }

  const server = createServer(route);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
