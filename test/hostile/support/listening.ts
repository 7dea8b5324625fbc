/** Servers of the loopback interface, on free ports. */
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const sockets = new WeakMap<Server, Set<Socket>>();

/** The port. */
export async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  const open = new Set<Socket>();
  sockets.set(server, open);
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** With all of its connections. */
export async function closed(server: Server): Promise<void> {
  for (const socket of sockets.get(server) ?? []) socket.destroy();
  server.close();
  if (server.listening) await once(server, 'close');
}

export interface Peer extends AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  connections(): number;
}

/** Speaks as it wants over each connection. */
export function startPeer(serve: (socket: Socket) => void): Promise<Peer> {
  return peerOf(createServer(serve));
}

export function startHttpPeer(answer: RequestListener): Promise<Peer> {
  return peerOf(createHttpServer(answer));
}

export async function peerOf(server: Server): Promise<Peer> {
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listening(server);
  return { port, connections: () => connections, [Symbol.asyncDispose]: () => closed(server) };
}
