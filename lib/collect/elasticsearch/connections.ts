/**
 * The connections to one node, each an undici `Client`, taken by Elasticsearch's client as its
 * agent. Some of them may come from an earlier check (`keepAlive.ts`): until such a connection has
 * answered in this check it is doubtful. If no answer begins to come over a doubtful connection,
 * the request is made once more, over one that is new or has answered, with its whole deadline;
 * only what becomes of that one counts. All requests here are GET and change nothing.
 *
 * The silence of a remote is what a check looks for. So a request that goes on to a remote never
 * takes a doubtful connection: it differs in nothing from one of a check that opens its own.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Client, type Dispatcher } from 'undici';
import { foreignAnswer } from './firstLine.ts';
import { type NodeAddress, openSocket } from './socket.ts';

/** How one request is to be made. */
export interface Attempt {
  readonly timeoutMs: number;
  /** Ends the request. */
  readonly signal: AbortSignal;
  /** Whether it goes on to a remote. */
  readonly once: boolean;
  /** Called when the request goes over a connection that stands. */
  readonly sent: () => void;
  /** Called before the second attempt. */
  readonly again: () => void;
  /** Called when an answer begins to come. */
  readonly answered: (statusCode: number) => void;
}

export interface Connections {
  /** The part of undici's `Pool` that Elasticsearch's client uses. */
  request(params: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  /** Closes what is free and too old. Returns the number of free connections that are left. */
  closeOld(): number;
  /** Ends a check: closes what is doubtful, too many, or waits for an answer; doubts the rest. */
  settle(): Promise<void>;
  /** Gives up whatever is awaited or being opened, and closes all. */
  destroy(): Promise<void>;
}

interface Connection {
  readonly client: Client;
  /** Ends what is being opened, which undici would wait for. */
  readonly ending: AbortController;
  isDoubtful: boolean;
  hasAnswered: boolean;
  openedMs: number;
  usedMs: number;
}

const IDLE_MS = 2 * 60_000;
const AGE_MS = 5 * 60_000;
/** The requests before the first one to a remote prove no more of them. */
const KEPT_CONNECTIONS = 6;
/** A node that is slower is asked again, and has its whole time then. */
const SILENCE_MS = 3000;
/** Said by what closes an idle connection just when it gets a request. */
const REQUEST_TIMEOUT = 408;

const attempts = new AsyncLocalStorage<Attempt>();

/** Runs what leads to one `request` of the connections. */
export function attempting<T>(attempt: Attempt, run: () => T): T {
  return attempts.run(attempt, run);
}

/** Opens nothing yet. `now` is the wall clock: timers stand still while a function is frozen. */
export function createConnections(address: NodeAddress, now: () => Date): Connections {
  /** The one that was used last is at the end. */
  const connections = new Set<Connection>();
  const nowMs = () => now().getTime();

  function open(): Connection {
    const ending = new AbortController();
    const client = new Client(address.origin, {
      // `keepAlive.ts` says when an idle connection is closed; a node may ask for less.
      keepAliveTimeout: AGE_MS,
      keepAliveMaxTimeout: AGE_MS,
      connect: (_options, done) => {
        openSocket(address, ending.signal).then(
          (socket) => done(null, socket),
          (error: Error) => done(error, null),
        );
      },
    });
    const connection = {
      client,
      ending,
      isDoubtful: false,
      hasAnswered: false,
      openedMs: nowMs(),
      usedMs: nowMs(),
    };
    // A request that was not sent yet goes over a new socket of the same client.
    client.on('disconnect', () => {
      if (client.stats.size === 0) close(connection);
      else Object.assign(connection, { isDoubtful: false, hasAnswered: false, openedMs: nowMs() });
    });
    client.on('connectionError', () => close(connection));
    return connection;
  }

  async function close(connection: Connection): Promise<void> {
    connections.delete(connection);
    connection.ending.abort();
    await connection.client.destroy();
  }

  async function closeAll(chosen: readonly Connection[]): Promise<void> {
    await Promise.all(chosen.map(close));
  }

  const free = () =>
    [...connections].filter(({ client }) => client.stats.connected && client.stats.size === 0);
  const closeDoubtful = () => closeAll(free().filter(({ isDoubtful }) => isDoubtful));

  /** The free one that was used longest ago, so that each is used; a new one if none is free. */
  function take(): Connection {
    const connection = free()[0] ?? open();
    connections.delete(connection);
    connections.add(connection);
    return connection;
  }

  async function send(
    connection: Connection,
    params: Dispatcher.RequestOptions,
  ): Promise<Dispatcher.ResponseData> {
    const { hasAnswered, client } = connection;
    const { sent } = attempts.getStore() as Attempt;
    if (client.stats.connected) sent();
    else client.once('connect', sent);
    try {
      const answer = await connection.client.request(params);
      Object.assign(connection, { isDoubtful: false, hasAnswered: true, usedMs: nowMs() });
      (attempts.getStore() as Attempt).answered(answer.statusCode);
      return answer;
    } catch (thrown) {
      throw hasAnswered
        ? thrown
        : await foreignAnswer(thrown, address, (attempts.getStore() as Attempt).signal);
    }
  }

  /** Undefined if no answer began to come: the request is to be made again. */
  async function sendDoubtfully(
    connection: Connection,
    params: Dispatcher.RequestOptions,
    { timeoutMs, signal }: Attempt,
  ): Promise<Dispatcher.ResponseData | undefined> {
    const silence = setTimeout(() => close(connection), Math.min(timeoutMs / 2, SILENCE_MS));
    try {
      const answer = await send(connection, params);
      if (answer.statusCode !== REQUEST_TIMEOUT) return answer;
      void close(connection);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
    } finally {
      clearTimeout(silence);
    }
    return undefined;
  }

  function isOld({ openedMs, usedMs }: Connection): boolean {
    const at = nowMs();
    // A clock that was set back tells no age.
    return at - usedMs > IDLE_MS || at - openedMs > AGE_MS || at < usedMs;
  }

  return {
    request: async (params) => {
      const attempt = attempts.getStore() as Attempt;
      if (attempt.once) void closeDoubtful();
      const connection = take();
      if (!connection.isDoubtful) return send(connection, params);
      const answer = await sendDoubtfully(connection, params, attempt);
      if (answer !== undefined) return answer;
      void closeDoubtful();
      attempt.again();
      return send(take(), params);
    },
    closeOld: () => {
      void closeAll(free().filter(isOld));
      return free().length;
    },
    settle: () => {
      const kept = free()
        .filter(({ isDoubtful }) => !isDoubtful)
        .slice(-KEPT_CONNECTIONS);
      for (const connection of kept) connection.isDoubtful = true;
      return closeAll([...connections].filter((connection) => !kept.includes(connection)));
    },
    destroy: () => closeAll([...connections]),
  };
}
