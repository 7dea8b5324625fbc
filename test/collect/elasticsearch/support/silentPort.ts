/** A port that accepts and says nothing, as a frozen link or a wrong service does. */
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SilentPort {
  readonly port: number;
  /** Resolves when the first bytes came. */
  readonly spokenTo: Promise<void>;
  /** Resolves when the first connection is closed again by the other side. */
  readonly left: Promise<void>;
}

/** Closed at the end of the test. */
export async function silentPort(): Promise<SilentPort> {
  const spokenTo = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.once('data', () => spokenTo.resolve());
    socket.on('error', () => undefined).on('close', () => left.resolve());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port');
  return { port: address.port, spokenTo: spokenTo.promise, left: left.promise };
}
