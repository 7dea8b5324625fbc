/** Stands between a client and a server, hears what the client sends, and may interfere. */
import { connect, type Socket } from 'node:net';
import { type Peer, startPeer } from './peer.ts';

export interface Relay extends Peer {
  /** Everything that the client has sent, over all connections. */
  heard(): Buffer;
}

export interface RelayOptions {
  /** Called in place of passing on what the client sends after the server has first answered. */
  readonly afterAnswer?: (client: Socket) => void;
}

export async function startRelay(to: Peer, { afterAnswer }: RelayOptions = {}): Promise<Relay> {
  const heard: Buffer[] = [];
  const peer = await startPeer((client) => {
    const server = connect(to.port, to.host).on('error', () => client.destroy());
    let answered = false;
    client.on('data', (chunk) => {
      heard.push(chunk);
      if (answered && afterAnswer) afterAnswer(client);
      else server.write(chunk);
    });
    server.on('data', (chunk) => {
      answered = true;
      client.write(chunk);
    });
    server.on('end', () => client.end());
    client.on('close', () => server.destroy());
  });
  return { ...peer, heard: () => Buffer.concat(heard) };
}
