/** Ways to a node that lose, delay or count what comes back, or lead to one of several nodes. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { portOf } from './ports.ts';

export interface Way {
  readonly port: number;
  close(): Promise<void>;
}

export interface WayOptions {
  /** Where the way begins; any free port if absent. */
  readonly port?: number;
  /** One after the other, each new connection. */
  readonly targets: readonly [number, ...number[]];
  /** What comes back passes through it. */
  readonly back?: () => Transform;
}

export async function openWay({ port = 0, targets, back }: WayOptions): Promise<Way> {
  const held = new Set<Socket>();
  let count = 0;
  const server = createServer((near) => {
    near.on('error', () => undefined);
    const far = connect(targets[count % targets.length] ?? targets[0], '127.0.0.1');
    count += 1;
    held.add(near);
    near.on('close', () => {
      held.delete(near);
      far.destroy();
    });
    far.on('error', () => undefined).on('close', () => near.destroy());
    near.pipe(far);
    (back === undefined ? far : far.pipe(back())).pipe(near);
  });
  server.listen(port, '127.0.0.1');
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

/**
 * As on a path whose MTU shrank: once `limit` says so, the first piece of more bytes is lost, and
 * with it all that follows on its connection, since TCP repeats it forever.
 */
export function losing(limit: () => number | undefined): Transform {
  let isDead = false;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      const most = limit();
      isDead ||= most !== undefined && chunk.length > most;
      done(null, isDead ? undefined : chunk);
    },
  });
}

/** Each piece comes so much later. */
export function delaying(ms: () => number): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      setTimeout(() => done(null, chunk), ms());
    },
  });
}

/** Says of each piece how many bytes it has. */
export function counting(seen: (bytes: number) => void): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      seen(chunk.length);
      done(null, chunk);
    },
  });
}
