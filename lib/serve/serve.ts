/** The whole system in one process: checks on schedule, alerts, pages and API, on one database. */
import { join } from 'node:path';
import { createApi } from '../api/api.ts';
import { ConfigurationError } from '../errors.ts';
import type { Registry } from '../registry/schema.ts';
import type { SecretResolvers } from '../registry/secret.ts';
import {
  type AccessOptions,
  accessTo,
  alertStore,
  checkStore,
  deliveryStore,
  pageStore,
} from '../store/store.ts';
import { createAlerter } from './alerts.ts';
import { openDatabase, TOKENS } from './database.ts';
import { type HealthRecord, healthRecord } from './health.ts';
import {
  type HttpServer,
  isLoopback,
  type ListenAddress,
  listenAddress,
  type Peer,
  startHttpServer,
} from './httpServer.ts';
import { type LiveRegistry, type LiveRegistryOptions, liveRegistry } from './liveRegistry.ts';
import type { Log } from './log.ts';
import { startLoops } from './loops.ts';
import { pingTo } from './ping.ts';
import { createSweeper, type Sweeper } from './sweeps.ts';
import { openTokens, type Tokens } from './tokens.ts';

export interface ServeOptions {
  /** The file of the registry, and how it is read. */
  readonly source: Pick<LiveRegistryOptions, 'file' | 'load' | 'everyMs'>;
  readonly secrets: SecretResolvers;
  /** Where the checker runs; the registry's `vantage` outranks it. */
  readonly vantage: string;
  /** The data directory. */
  readonly directory: string;
  /** Such as `127.0.0.1:8080`. */
  readonly listen: string;
  /** From the start of one sweep to the start of the next. */
  readonly everyMs: number;
  /** References to the tokens; generated ones if undefined. */
  readonly token?: string | undefined;
  readonly actionToken?: string | undefined;
  /** URL of a dead-man's switch, or a reference to it. */
  readonly ping?: string | undefined;
  /** How long the history of a remote is kept. */
  readonly retentionDays: number;
  readonly log: Log;
  readonly now: () => Date;
}

export interface Serving {
  /** Of the status page and the API, without a trailing slash. */
  readonly url: string;
  readonly registry: () => Registry;
  /** Tokens that were generated at this start, to be shown once. */
  readonly generated: Tokens['generated'];
  /** Ends within 10 s. What is stored stays, and the next start goes on with it. */
  readonly stop: () => Promise<void>;
}

/** Rejects with ConfigurationError if it cannot start. */
export async function startServe(options: ServeOptions): Promise<Serving> {
  const { directory, secrets, log, now, everyMs, ping: pingUrl } = options;
  const listen = listenAddress(options.listen);
  const ping = pingUrl === undefined ? undefined : pingTo(pingUrl, secrets);
  const registry = await openRegistry(options);
  const health = healthRecord({
    now,
    registryProblem: registry.problem,
    sweepWithinMs: () => 3 * Math.max(everyMs, checkMsOf(registry.current())),
  });
  await using parts = new AsyncDisposableStack();
  const table = parts.use(openDatabase({ directory, onState: storageReporter(health, log) }));
  const tokens = await openTokens({ ...options, file: join(directory, TOKENS) });
  if (tokens.problem !== undefined) log.problem(tokens.problem);
  await refuseWeakTokens(listen, tokens, log);
  const access = accessTo(table, {
    onProblem: log.problem,
    historyDays: options.retentionDays,
  } satisfies AccessOptions);
  const alerts = alertStore(access);
  const sweeper = createSweeper({
    ...options,
    registry: registry.current,
    store: checkStore(access),
  });
  const delivery = deliveryStore(access);
  const settleMs = Math.min(LONGEST_SETTLE_MS, everyMs / 4);
  const alerter = createAlerter({
    ...options,
    registry: registry.current,
    alerts,
    delivery,
    settleMs,
  });
  const serving = { options, listen, registry, health, tokens, sweeper, pages: pageStore(access) };
  const server = parts.use(await startServer(serving));
  const loops = startLoops({ ...options, sweeper, alerter, registry, health, store: alerts, ping });
  const running = parts.move();
  return {
    url: server.url,
    registry: registry.current,
    generated: tokens.generated,
    stop: async () => {
      await loops.stop();
      await running.disposeAsync();
    },
  };
}

/** Events that happen at once come within so long of each other. */
const LONGEST_SETTLE_MS = 20_000;

function checkMsOf({ defaults }: Registry): number {
  return defaults.timeouts.checkSeconds * 1000;
}

function openRegistry({ source, log }: ServeOptions): Promise<LiveRegistry> {
  return liveRegistry({
    ...source,
    onLoaded: ({ clusters }) => log.info('Registry read again', { clusters: clusters.length }),
    onRefused: ({ message }) =>
      log.error(
        `The registry has changed and cannot be used; the one before it is in force.\n${message}`,
      ),
  });
}

/** Logs when storing begins to fail, and when it works again. */
function storageReporter(
  { setStorage }: HealthRecord,
  log: Log,
): (problem: Error | undefined) => void {
  let last: string | undefined;
  return (problem) => {
    setStorage(problem);
    if (problem !== undefined && problem.message !== last)
      log.error(`Cannot store; checks and alerts go on from memory: ${problem.message}`);
    if (problem === undefined) log.info('Storing works again; what was in memory is stored');
    last = problem?.message;
  };
}

/** Who can reach the port can guess; on this machine alone a short token may do. */
const MIN_TOKEN = 16;

async function refuseWeakTokens(
  listen: ListenAddress,
  { token, actionToken }: Tokens,
  log: Log,
): Promise<void> {
  if (isLoopback(listen)) return;
  for (const [option, secret] of [
    ['--token', await token()],
    ['--action-token', await actionToken()],
  ] as const)
    if (secret.reveal().length < MIN_TOKEN)
      throw new ConfigurationError(
        `${option} has fewer than ${MIN_TOKEN} characters, which is too few beyond this machine: use a random one, such as openssl rand -base64 24 makes`,
      );
  log.warn(
    `Listening on ${listen.host} without TLS: tokens and results can be read on the way. Listen on 127.0.0.1, and put a reverse proxy with TLS in front`,
  );
}

interface ServerParts {
  readonly options: ServeOptions;
  readonly listen: ListenAddress;
  readonly registry: LiveRegistry;
  readonly health: HealthRecord;
  readonly tokens: Tokens;
  readonly sweeper: Sweeper;
  readonly pages: ReturnType<typeof pageStore>;
}

function startServer(parts: ServerParts): Promise<HttpServer> {
  const { options, listen, registry, health, tokens, sweeper, pages } = parts;
  const { now, log } = options;
  const app = createApi({
    ...pages,
    ...tokens,
    acknowledge: (id, acknowledged, withdrawal) =>
      pages.acknowledge(id, { acknowledged, withdrawal, now: now() }),
    acceptIdentity: (remote) => pages.acceptIdentity({ ...remote, now: now() }),
    registry: async () => registry.current(),
    invokeCheck: sweeper.checkNow,
    health: health.health,
    vantage: options.vantage,
    addressOf: ({ env }) => (env as Peer).address,
    now,
    logError: log.problem,
  });
  return startHttpServer({
    listen,
    fetch: (request, peer) => app.fetch(request, { ...peer }),
    onError: log.problem,
  });
}
