/**
 * The connections of one simulated local node to one remote cluster. It opens and loses them as
 * Elasticsearch does.
 */
import type { ConnectionOptions } from 'node:tls';
import type { ClusterDescription } from './clusterDescription.ts';
import { type Connection, openConnection } from './connection.ts';
import { gatewaysOf } from './gateways.ts';
import { type LinkFailure, noGateway, type Outcome } from './linkFailure.ts';
import type { Release } from './versions.ts';

/** The registration of a remote on the local cluster. */
export interface RemoteRegistration {
  readonly alias: string;
  readonly mode: 'sniff' | 'proxy';
  /** For sniff mode. */
  readonly seeds?: readonly string[];
  /** For proxy mode. */
  readonly proxyAddress?: string;
  readonly serverName?: string;
  /** If absent, the default of the release applies. */
  readonly skipUnavailable?: boolean;
  /** If absent, 3 nodes in sniff mode and 18 sockets in proxy mode. */
  readonly maxConnections?: number;
  /** The encoded API key in the nodes' keystores. Absent in the certificate model. */
  readonly credentials?: string;
  /** Names of the nodes with the key. If absent, all nodes. */
  readonly credentialsOn?: readonly string[];
  /**
   * Names of the nodes with the remote in elasticsearch.yml. If absent, the cluster settings
   * contain it.
   */
  readonly configuredOn?: readonly string[];
}

export interface LinkOptions {
  readonly registration: RemoteRegistration;
  readonly release: Release;
  /** `cluster.remote.node.attr`. */
  readonly nodeAttribute?: string | undefined;
  /** Plain TCP if absent. */
  readonly tls?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'> | undefined;
  /** True if this node has the key. */
  readonly hasCredentials: boolean;
  /** For one connection. In proxy mode, twice this time passes. */
  readonly handshakeTimeoutMs: number;
}

/** `text` as in `_resolve/cluster`, which rarely contains it. */
export type Asked =
  | { readonly kind: 'answered'; readonly description: ClusterDescription }
  | { readonly kind: 'failed'; readonly failure: LinkFailure; readonly text?: string | undefined };

export interface RemoteLink {
  readonly options: LinkOptions;
  readonly maxConnections: number;
  /** Number of open connections. */
  connections(): number;
  /** Connects if no connection is open. */
  connect(): Promise<LinkFailure | undefined>;
  /**
   * Sends one request to the remote and connects first if necessary. Waits forever for a frozen
   * remote.
   */
  ask(): Promise<Asked>;
  close(): void;
}

interface LinkState {
  readonly options: LinkOptions;
  readonly maxConnections: number;
  readonly open: Set<Connection>;
  attempt: Promise<LinkFailure | undefined> | undefined;
  /** After the remote refuses a key on an open connection, the next refusals contain no reason. */
  wasRefusedWhileOpen: boolean;
  readonly closing: AbortController;
}

const SNIFF_CONNECTIONS = 3;
const PROXY_SOCKETS = 18;

export function makeRemoteLink(options: LinkOptions): RemoteLink {
  const { mode, maxConnections = mode === 'sniff' ? SNIFF_CONNECTIONS : PROXY_SOCKETS } =
    options.registration;
  const state: LinkState = {
    options,
    maxConnections,
    open: new Set(),
    attempt: undefined,
    wasRefusedWhileOpen: false,
    closing: new AbortController(),
  };
  return {
    options,
    maxConnections,
    connections: () => state.open.size,
    connect: () => connect(state),
    ask: () => ask(state),
    close: () => state.closing.abort(),
  };
}

async function ask(state: LinkState): Promise<Asked> {
  const [connection] = state.open;
  if (connection === undefined) return askAnew(state);
  const outcome = await connection.describe();
  if (outcome.ok) return { kind: 'answered', description: outcome.value };
  if (outcome.failure.kind === 'connecting') return askAnew(state);
  state.wasRefusedWhileOpen = true;
  return { kind: 'failed', failure: outcome.failure, text: outcome.failure.text };
}

async function askAnew(state: LinkState): Promise<Asked> {
  const failure = await connect(state);
  const [connection] = state.open;
  if (failure !== undefined || connection === undefined)
    return failedToConnect(state, failure ?? noGateway(state.options.registration.alias));
  const outcome = await connection.describe();
  return outcome.ok
    ? { kind: 'answered', description: outcome.value }
    : failedToConnect(state, outcome.failure);
}

function failedToConnect({ wasRefusedWhileOpen }: LinkState, failure: LinkFailure): Asked {
  return {
    kind: 'failed',
    failure,
    text: failure.kind === 'outright' && !wasRefusedWhileOpen ? failure.text : undefined,
  };
}

function connect(state: LinkState): Promise<LinkFailure | undefined> {
  if (state.open.size > 0) return Promise.resolve(undefined);
  state.attempt ??= attempt(state).finally(() => {
    state.attempt = undefined;
  });
  return state.attempt;
}

async function attempt(state: LinkState): Promise<LinkFailure | undefined> {
  const connected = await (state.options.registration.mode === 'sniff'
    ? sniff(state)
    : fillProxy(state));
  if (!connected.ok) return connected.failure;
  for (const connection of connected.value) hold(state, connection);
  state.wasRefusedWhileOpen = false;
  return undefined;
}

/**
 * After the last connection is lost, tries once to reconnect. The next attempt waits for a request.
 */
function hold(state: LinkState, connection: Connection): void {
  state.open.add(connection);
  connection.onClose(() => {
    state.open.delete(connection);
    if (state.open.size === 0 && !state.closing.signal.aborted) void connect(state);
  });
}

async function fillProxy(state: LinkState): Promise<Outcome<Connection[]>> {
  const target = { address: state.options.registration.proxyAddress ?? '', nodeName: '' };
  const first = await introduce(state, { target, timeoutMs: 2 * state.options.handshakeTimeoutMs });
  if (!first.ok) return first;
  const others = Array.from({ length: state.maxConnections - 1 }, () =>
    open(state, { target, timeoutMs: state.options.handshakeTimeoutMs }),
  );
  return { ok: true, value: [first.value.connection, ...opened(await Promise.all(others))] };
}

async function sniff(state: LinkState): Promise<Outcome<Connection[]>> {
  let failure: LinkFailure = noGateway(state.options.registration.alias);
  for (const seed of state.options.registration.seeds ?? []) {
    const outcome = await sniffSeed(state, seed);
    if (outcome.ok) return outcome;
    failure = outcome.failure;
  }
  return { ok: false, failure };
}

/**
 * If the seed may be a gateway itself, Elasticsearch first connects to the address that it
 * publishes, and gives the seed up if that fails. Only if every other gateway fails too is there
 * no word of their addresses.
 */
async function sniffSeed(state: LinkState, seed: string): Promise<Outcome<Connection[]>> {
  const timeoutMs = state.options.handshakeTimeoutMs;
  const introduced = await introduce(state, { target: { address: seed, nodeName: '' }, timeoutMs });
  if (!introduced.ok) return introduced;
  const { connection, description } = introduced.value;
  connection.close();
  const targets = gatewaysOf(description.nodes, state.options);
  const own = targets.find(({ nodeName }) => nodeName === description.nodeName);
  const first = own && (await open(state, { target: own, timeoutMs }));
  if (first?.ok === false) return first;
  const others = targets
    .filter((target) => target !== own)
    .slice(0, state.maxConnections - (first === undefined ? 0 : 1));
  const outcomes = await Promise.all(others.map((target) => open(state, { target, timeoutMs })));
  const connections = opened(first === undefined ? outcomes : [first, ...outcomes]);
  return connections.length > 0
    ? { ok: true, value: connections }
    : { ok: false, failure: noGateway(state.options.registration.alias) };
}

/** Connects and lets the remote check the API key, both within the time limit. */
async function introduce(
  state: LinkState,
  where: Where,
): Promise<Outcome<{ connection: Connection; description: ClusterDescription }>> {
  const connected = await open(state, where);
  if (!connected.ok) return connected;
  const connection = connected.value;
  const timer = setTimeout(() => connection.close(), where.timeoutMs);
  const described = await connection.describe();
  clearTimeout(timer);
  if (described.ok) return { ok: true, value: { connection, description: described.value } };
  connection.close();
  return described;
}

interface Where {
  readonly target: { readonly address: string; readonly nodeName: string };
  readonly timeoutMs: number;
}

function open(
  { options, closing: { signal } }: LinkState,
  { target, timeoutMs }: Where,
): Promise<Outcome<Connection>> {
  const { registration, release, tls, hasCredentials } = options;
  const credentials = hasCredentials ? registration.credentials : undefined;
  return openConnection({
    target,
    timeoutMs,
    release,
    tls,
    serverName: registration.serverName,
    credentials,
    signal,
  });
}

function opened(outcomes: readonly Outcome<Connection>[]): Connection[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
}
