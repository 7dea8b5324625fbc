/**
 * HTTP connections that a warm function keeps from one check to the next, which spares a node and
 * us the TLS handshakes. What became of one in the meantime must never look like something about
 * the node, hence these rules:
 *
 * - The function is frozen between checks and hears only afterwards what happened to its
 *   connections. So that is heard before any is taken.
 * - Timers stand still with it, so age is told by the wall clock, when connections are taken. What
 *   was idle for two minutes is closed, since NAT and load balancers forget connections, some
 *   without a word; what is five minutes old too, so that another address of the name, another
 *   certificate and another node behind the load balancer are seen.
 * - What has not answered in this check yet is doubtful: `connections.ts` has what follows.
 * - They belong to one origin and its TLS options; credentials go with each request. Whoever takes
 *  them has them alone until they are given back, so no check meets what another one left half
 *  done.
 * - Only what is at rest is kept: a connection over which an answer is still awaited is closed.
 * - What is kept has bounds, and does not keep the process alive: undici unrefs idle sockets.
 */
import { setImmediate } from 'node:timers/promises';
import { type Connections, createConnections } from './connections.ts';
import type { NodeAddress } from './socket.ts';

/** With the sockets of each, well within the 1024 files that Lambda lets be open. */
const NODES = 64;

export interface TakenConnections extends Connections {
  /** Keeps those that are at rest, and closes the others. */
  giveBack(): Promise<void>;
}

export interface KeptConnections {
  /** To be waited for before connections are taken. */
  heard(): Promise<void>;
  /** With what is kept for this address, or without any connection. */
  take(address: NodeAddress): TakenConnections;
}

/** `now` is the wall clock. Of more nodes than `most`, those used last are kept. */
export function keepConnections(now: () => Date, most = NODES): KeptConnections {
  /** What was given back last is at the end. */
  const kept = new Map<string, Connections>();

  function close(key: string): void {
    void kept.get(key)?.destroy();
    kept.delete(key);
  }

  async function giveBack(key: string, connections: Connections): Promise<void> {
    await connections.settle();
    // Another check of the same node may have been faster.
    close(key);
    kept.set(key, connections);
    for (const oldest of [...kept.keys()].slice(0, -most)) close(oldest);
  }

  return {
    heard: async () => {
      // In the turn that is under way the sockets may have been looked at already.
      await setImmediate();
      await setImmediate();
    },
    take: (address) => {
      for (const [key, connections] of kept) if (connections.closeOld() === 0) close(key);
      const key = JSON.stringify(address);
      const connections = kept.get(key) ?? createConnections(address, now);
      kept.delete(key);
      return { ...connections, giveBack: () => giveBack(key, connections) };
    },
  };
}
