import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { withLimit } from '../../deadline.ts';

/** How long the peer may take to close its side. */
const GOODBYE_MS = 200;

/**
 * Closes our side of a connection and waits for the peer to close its own, so that it does not see
 * a broken connection. Never rejects; what is still open after that, as the peer takes its time or
 * the deadline is reached, is for the caller to destroy.
 */
export async function sayGoodbye(stream: Duplex, deadline: AbortSignal): Promise<void> {
  if (stream.destroyed) return;
  await withLimit(GOODBYE_MS, deadline, (signal) => {
    stream.resume();
    stream.end();
    return once(stream, 'close', { signal });
  }).catch(() => undefined);
}
