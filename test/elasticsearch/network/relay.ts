/**
 * A TCP relay in front of a real node, to break the network without touching the node. Linux and
 * macOS.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type DroppingPort, dropPackets } from './droppingPort.ts';
import { portOf } from './ports.ts';

/**
 * What becomes of new connections, and of those that are open: `pass` forwards both; `silent`
 * accepts and says nothing, open ones go on; `refuse` refuses, open ones go on; `freeze` accepts,
 * and nothing moves on either; `drop` lets new ones time out as a firewall does, and nothing moves
 * on open ones.
 */
export type RelayMode = 'pass' | 'silent' | 'refuse' | 'freeze' | 'drop';

export interface Relay {
  readonly host: string;
  readonly port: number;
  setMode(mode: RelayMode): Promise<void>;
  /** Where new connections go from now on. */
  setTarget(port: number): void;
  /** Ends all open connections. */
  cut(): void;
  /**
   * Lets nothing move on the open connections any more, without a word to either side, as where NAT
   * has forgotten them; new ones are not concerned.
   */
  forget(): void;
  /** How many connections were accepted so far. */
  accepted(): number;
  close(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  /** Absent where the connection was accepted and never forwarded. */
  readonly far: Socket | undefined;
  isForwarded: boolean;
  isForgotten: boolean;
}

const LISTENS: ReadonlySet<RelayMode> = new Set(['pass', 'silent', 'freeze']);
const FORWARDS: ReadonlySet<RelayMode> = new Set(['pass', 'silent', 'refuse']);

export async function openRelay(
  targetPort: number,
  { host = '127.0.0.1', port = 0, mode = 'pass' as RelayMode } = {},
): Promise<Relay> {
  const pairs = new Set<Pair>();
  let [target, current, count] = [targetPort, 'pass' as RelayMode, 0];
  let dropping: DroppingPort | undefined;
  let server = await listen(host, port, accept);
  const bound = portOf(server);

  function accept(near: Socket): void {
    count += 1;
    const far = current === 'pass' ? connect(target, '127.0.0.1') : undefined;
    const pair = { near, far, isForwarded: false, isForgotten: false };
    pairs.add(pair);
    for (const socket of [near, far]) {
      socket?.on('error', () => undefined);
      socket?.on('close', () => end(pair));
    }
    if (far !== undefined) forward(pair);
  }

  function end(pair: Pair): void {
    pairs.delete(pair);
    pair.near.destroy();
    pair.far?.destroy();
  }

  function cut(): void {
    for (const pair of [...pairs]) end(pair);
  }

  async function setMode(next: RelayMode): Promise<void> {
    if (server.listening) await stop(server);
    await dropping?.close();
    dropping = next === 'drop' ? await dropPackets(bound) : undefined;
    if (LISTENS.has(next)) server = await listen(host, bound, accept);
    current = next;
    for (const pair of pairs) (FORWARDS.has(next) ? forward : hold)(pair);
  }

  await setMode(mode);
  return {
    host,
    port: bound,
    setMode,
    setTarget: (next) => {
      target = next;
    },
    cut,
    forget: () => {
      for (const pair of pairs) {
        hold(pair);
        pair.isForgotten = true;
      }
    },
    accepted: () => count,
    close: async () => {
      cut();
      if (server.listening) await stop(server);
      await dropping?.close();
    },
  };
}

function forward(pair: Pair): void {
  if (pair.far === undefined || pair.isForwarded || pair.isForgotten) return;
  pair.near.pipe(pair.far).pipe(pair.near);
  pair.isForwarded = true;
}

function hold(pair: Pair): void {
  for (const socket of [pair.near, pair.far]) socket?.unpipe().pause();
  pair.isForwarded = false;
}

async function listen(
  host: string,
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<Server> {
  const server = createServer(onConnection);
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

/** Stops accepting; the open connections live on, so the server's own end is not waited for. */
async function stop(server: Server): Promise<void> {
  server.close();
  await new Promise(setImmediate);
}
