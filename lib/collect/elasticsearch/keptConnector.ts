/**
 * The kept connections to one node: how old they are, and which have answered in this check. Why
 * they are closed when they are: `kept.ts`.
 */
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Connector, type ConnectorOptions, createConnector } from './connector.ts';

const IDLE_MS = 2 * 60_000;
const AGE_MS = 5 * 60_000;
/** What a node is asked before it is asked for its remotes clears no more of them of doubt. */
const SOCKETS = 6;

export interface KeptConnector extends Connector {
  /**
   * `request` is called at once; what it sends is `doubted` where it goes out over a doubtful
   * connection.
   */
  send<T>(request: () => T): { readonly answer: T; readonly doubted: ClientRequest | undefined };
  /** Closes what is doubtful and free. */
  closeDoubtful(): void;
  /** Closes what is free and too old, and tells how many free connections are left. */
  closeOld(): number;
  /**
   * Ends a check: closes what is doubtful or too many; what is left is doubtful from now on.
   * Whether nothing is awaited.
   */
  settle(): boolean;
}

interface Times {
  readonly firstAnswerMs: number;
  readonly lastAnswerMs: number;
}

/** `now` is the wall clock. */
export function createKeptConnector(options: ConnectorOptions, now: () => Date): KeptConnector {
  const connector = createConnector(options);
  const { agent } = connector;
  const { keepSocketAlive, reuseSocket } = agent;
  const times = new WeakMap<Duplex, Times>();
  const doubtful = new WeakSet<Duplex>();
  let doubted: ClientRequest | undefined;

  // Called for a connection whose answer is complete …
  agent.keepSocketAlive = (socket) => {
    const lastAnswerMs = now().getTime();
    times.set(socket, { firstAnswerMs: lastAnswerMs, ...times.get(socket), lastAnswerMs });
    doubtful.delete(socket);
    return keepSocketAlive.call(agent, socket);
  };
  // … and for one that was free before it takes a request.
  agent.reuseSocket = (socket, request) => {
    if (doubtful.has(socket)) doubted = request;
    reuseSocket.call(agent, socket, request);
  };

  /** The one that was used longest ago first. */
  function free(): Socket[] {
    const sockets = Object.values(agent.freeSockets).flat();
    return sockets.filter((socket) => socket !== undefined).filter(({ destroyed }) => !destroyed);
  }

  function isOld(socket: Socket): boolean {
    // Each that is free has answered.
    const { firstAnswerMs, lastAnswerMs } = times.get(socket) as Times;
    const nowMs = now().getTime();
    // A clock that was set back tells no age.
    return nowMs - lastAnswerMs > IDLE_MS || nowMs - firstAnswerMs > AGE_MS || nowMs < lastAnswerMs;
  }

  function close(sockets: readonly Socket[]): void {
    for (const socket of sockets) socket.destroy();
  }

  const closeDoubtful = () => close(free().filter((socket) => doubtful.has(socket)));

  function isAtRest(): boolean {
    const busy = Object.values(agent.sockets)
      .flat()
      .filter((socket) => socket?.destroyed === false);
    return busy.length === 0 && connector.opening() === 0;
  }

  return {
    ...connector,
    send: (request) => {
      doubted = undefined;
      return { answer: request(), doubted };
    },
    closeDoubtful,
    closeOld: () => {
      close(free().filter(isOld));
      return free().length;
    },
    settle: () => {
      closeDoubtful();
      close(free().slice(0, -SOCKETS));
      for (const socket of free()) doubtful.add(socket);
      return isAtRest();
    },
  };
}
