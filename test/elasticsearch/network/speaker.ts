/** A port that answers each connection with the same bytes, whatever it is sent. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { portOf } from './ports.ts';

export interface Speaker {
  readonly port: number;
  close(): Promise<void>;
}

/** The greeting of an SSH server. */
export const SSH = Buffer.from('SSH-2.0-OpenSSH_9.6\r\n');

/** A TLS record with the fatal alert handshake_failure (RFC 8446, 6). */
export const HANDSHAKE_FAILURE = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);

/** What a proxy answers whose backend is gone. */
export const BAD_GATEWAY = Buffer.from(
  'HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nContent-Type: text/html\r\n' +
    'Content-Length: 35\r\nConnection: close\r\n\r\n<html><h1>502 Bad Gateway</h1></html',
);

export async function openSpeaker(bytes: Buffer): Promise<Speaker> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
