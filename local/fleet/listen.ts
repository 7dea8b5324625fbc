/** Ports of simulated nodes. */
import { once } from 'node:events';
import type { Server } from 'node:net';

/**
 * Below the range for outgoing connections and for port 0, so that a closed port stays free until
 * it listens again.
 */
const FIRST = 20_000;
const LAST = 32_000;

export interface Place {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** Returns the port. Throws if a specific port is in use. */
export async function listen(server: Server, { host, port }: Place): Promise<number> {
  for (;;) {
    const wanted = port || FIRST + Math.floor(Math.random() * (LAST - FIRST));
    try {
      server.listen(wanted, host);
      await once(server, 'listening');
      return wanted;
    } catch (thrown) {
      if (port !== 0 || (thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown;
    }
  }
}
