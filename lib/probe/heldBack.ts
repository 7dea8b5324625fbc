import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * A stream over a connection for a TLS client that may have to stop in the middle of the handshake: what it writes reaches the peer only as
 * long as `maySend` says so, and is dropped from then on. Destroying either destroys both.
 */
export function heldBack(socket: Socket, maySend: () => boolean): Duplex {
  const stream = new Duplex({
    read: () => socket.resume(),
    write: (chunk, _encoding, done) => (maySend() ? socket.write(chunk, done) : done()),
    final: (done) => socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk) => {
    if (!stream.push(chunk)) socket.pause();
  });
  socket.on('end', () => stream.push(null));
  socket.on('error', (error) => stream.destroy(error));
  socket.on('close', () => stream.destroy());
  return stream;
}
