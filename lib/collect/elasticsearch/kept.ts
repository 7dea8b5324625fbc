/**
 * HTTP connections that a warm function keeps from one check to the next, which spares a node and
 * us the TLS handshakes. What became of one in the meantime must never look like something about
 * the node, hence these rules:
 *
 * - The function is frozen between checks and hears only afterwards what happened to its
 *  connections. So that is heard before any is taken.
 * - Timers stand still with it, so age is told by the wall clock, when connections are taken. What
 *  was idle for two minutes is closed, since NAT and load balancers forget connections, some
 *  without a word; what is five minutes old too, so that another address of the name, another
 *  certificate and another node behind the load balancer are seen.
 * - What has not answered in this check yet is doubtful: `secondAttempt.ts` has what follows for a
 *  request.
 * - They belong to one origin and its TLS options; credentials go with each request. Whoever takes
 *  them has them alone until they are given back, so no check meets what another one left half
 *  done.
 * - Only what is at rest is kept: where an answer or a connection is still awaited, all are closed.
 * - What is kept has bounds, and does not keep the process alive, as Node does not wait for free
 *  sockets.
 */
import { setImmediate } from 'node:timers/promises';
import type { ConnectorOptions } from './connector.ts';
import { createKeptConnector, type KeptConnector } from './keptConnector.ts';

/** With the sockets of each, well within the 1024 files that Lambda lets be open. */
const NODES = 64;

export interface TakenConnector extends KeptConnector {
  /** Whether it was at rest, and is kept; to be closed otherwise. */
  giveBack(): Promise<boolean>;
}

export interface KeptConnections {
  /** To be waited for before connections are taken. */
  heard(): Promise<void>;
  /** With what is kept for these options, or without any connection. */
  take(options: ConnectorOptions): TakenConnector;
}

/** `now` is the wall clock. */
export function keepConnections(now: () => Date): KeptConnections {
  /** What was given back last is at the end. */
  const kept = new Map<string, KeptConnector>();

  function close(key: string): void {
    kept.get(key)?.agent.destroy();
    kept.delete(key);
  }

  async function giveBack(key: string, connector: KeptConnector): Promise<boolean> {
    // A connection is free only after the turn of the event loop in which its answer came.
    await setImmediate();
    if (!connector.settle()) return false;
    // Another check of the same node may have been faster.
    close(key);
    kept.set(key, connector);
    for (const oldest of [...kept.keys()].slice(0, -NODES)) close(oldest);
    return true;
  }

  return {
    heard: async () => {
      // In the turn that is under way the sockets may have been looked at already.
      await setImmediate();
      await setImmediate();
    },
    take: (options) => {
      for (const [key, connector] of kept) if (connector.closeOld() === 0) close(key);
      const key = JSON.stringify(options);
      const connector = kept.get(key) ?? createKeptConnector(options, now);
      kept.delete(key);
      return { ...connector, giveBack: () => giveBack(key, connector) };
    },
  };
}
