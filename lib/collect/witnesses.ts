/**
 * Asks all witnesses about one registration. Every failure to see something is part of the facts;
 * nothing here judges.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAddress } from '../address.ts';
import type {
  LocalNodeAnswers,
  OddRemoteInfo,
  Registration,
  RegistrationFacts,
  RemoteFacts,
  RemoteInfo,
  Sniffed,
} from '../facts/facts.ts';
import { remoteNodesOf } from '../facts/remoteNodes.ts';
import type { LocalCluster, RemoteEntry } from '../registry/schema.ts';
import type { AddressProbe } from '../result/network.ts';
import type { ActiveWitness, PassiveWitness } from '../result/witness.ts';
import { accessOf } from './access.ts';
import type { CheckContext } from './context.ts';
import { askActively } from './elasticsearch/active.ts';
import type { ResolveMemory } from './elasticsearch/api/resolveCluster.ts';
import { nodeName } from './elasticsearch/api/root.ts';
import { type LocalObservation, observeRemote } from './elasticsearch/observe.ts';
import type { ProbeTarget } from './probe/endpoint.ts';
import type { Outlook } from './prober.ts';
import { sniffSeeds } from './sniff/seeds.ts';
import { targetsOf } from './targets.ts';

/** The facts without what is asked for all remotes of the cluster at once. */
export type OwnFacts = Omit<
  RegistrationFacts,
  'stats' | 'searchCounts' | 'ownFailedSearches' | 'ccr' | 'othersHanging'
>;

/** What is known of the local cluster before its remotes are looked at. */
export interface Observed {
  readonly cluster: LocalCluster;
  readonly local: LocalObservation;
  readonly memory: ResolveMemory;
}

export async function collectFacts(
  registration: Registration,
  observed: Observed,
  context: CheckContext,
): Promise<OwnFacts> {
  const started = performance.now();
  const entry: RemoteEntry = observed.cluster.remotes[registration.alias] ?? {};
  const passive = passiveWitnesses(observed.local.facts.nodesAsked, registration.alias);
  const asking = askThroughNodes(registration.alias, passive, { observed, context });
  const [active, { remote, network, sniff }] = await Promise.all([
    asking,
    walkTheWire(registration, entry, { observed, context, asking }),
  ]);
  const transportPortOpen = await probeTransportPort(registration, network, context);
  const durationMs = performance.now() - started;
  return {
    durationMs,
    now: context.now(),
    vantage: context.vantage,
    registration,
    local: observed.local.facts,
    passive,
    active,
    ...(active.length > 0
      ? {}
      : { activeNotAsked: 'no local node could be asked for its remote clusters' }),
    network,
    ...(transportPortOpen === undefined ? {} : { transportPortOpen }),
    ...(remote === undefined ? {} : { remote }),
    sniff,
    ...(entry.expect === undefined ? {} : { expect: entry.expect }),
    expiryWarningDays: context.defaults.expiryWarningDays,
  };
}

interface Surroundings {
  readonly observed: Observed;
  readonly context: CheckContext;
}

function askThroughNodes(
  alias: string,
  passive: readonly PassiveWitness[],
  { observed, context }: Surroundings,
): Promise<ActiveWitness[]> {
  const { clients, facts } = observed.local;
  const urls = new Set(nodesToAsk(passive).map(({ url }) => url));
  const roots = new Map(
    facts.nodesAsked.flatMap(({ url, root }) => (root.ok ? [[url, root.value]] : [])),
  );
  return Promise.all(
    clients
      .filter(({ url }) => urls.has(url))
      .map((client) =>
        askActively(client, alias, {
          nodeName: roots.get(client.url)?.nodeName ?? client.url,
          nodeVersion: roots.get(client.url)?.version,
          listed: true,
          memory: observed.memory,
          timeoutMs: context.defaults.timeouts.resolveSeconds * 1000,
          signal: context.signal,
          now: context.now,
        }),
      ),
  );
}

interface WhileAsking extends Surroundings {
  /** Through the local nodes. */
  readonly asking: Promise<unknown>;
}

/**
 * The gateway nodes' addresses are known only once the remote, or one of its seeds, has listed its
 * nodes.
 */
async function walkTheWire(
  registration: Registration,
  entry: RemoteEntry,
  { observed, context, asking }: WhileAsking,
): Promise<{ remote: RemoteFacts | undefined; network: AddressProbe[]; sniff: Sniffed[] }> {
  const targets = { registration, local: observed.local.facts, tls: entry.transportTls ?? {} };
  const [remote, configured] = await Promise.all([
    entry.remote && askRemote(registration.alias, entry.remote, context),
    probeConfigured(targetsOf({ ...targets, remoteNodes: [] }), { context, asking }),
  ]);
  const sniff = await sniffSeeds(registration, { entry, seeds: configured, context });
  const { nodes: remoteNodes } = remoteNodesOf({
    sniff,
    ...(remote === undefined ? {} : { remote }),
  });
  const outlook = configured.some(isSilent) ? 'silence' : 'answer';
  return {
    remote,
    sniff,
    network: await probeAll(targetsOf({ ...targets, remoteNodes }), context, outlook),
  };
}

/**
 * Those of a remote that lets the local nodes wait longer than a connection may take need not wait
 * for their turn.
 */
async function probeConfigured(
  targets: readonly ProbeTarget[],
  { context, asking }: Pick<WhileAsking, 'context' | 'asking'>,
): Promise<AddressProbe[]> {
  const probed = probeAll(targets, context);
  const slow = sleep(context.defaults.timeouts.connectSeconds * 1000, true, { ref: false });
  const isSlow = await Promise.race([asking.then(() => false), probed.then(() => false), slow]);
  return isSlow ? probeAll(targets, context, 'silence') : probed;
}

/** Addresses that were probed before are not probed anew. */
function probeAll(
  targets: readonly ProbeTarget[],
  { probe }: CheckContext,
  outlook?: Outlook,
): Promise<AddressProbe[]> {
  return Promise.all(targets.map((target) => probe(target, outlook)));
}

function isSilent({ endpoints }: AddressProbe): boolean {
  return endpoints.some(({ tcp, tls, transport }) =>
    [tcp, tls, transport].some((step) => step.outcome === 'failed' && step.failure === 'timed-out'),
  );
}

async function askRemote(
  alias: string,
  access: NonNullable<RemoteEntry['remote']>,
  { secrets, defaults, signal, whenPlaced, kept }: CheckContext,
): Promise<RemoteFacts> {
  const resolved = await accessOf(alias, access, secrets);
  return whenPlaced(() =>
    observeRemote(resolved, { timeoutMs: defaults.timeouts.httpSeconds * 1000, signal, kept }),
  );
}

const DEFAULT_TRANSPORT_PORT = 9300;

/**
 * Where the remote cluster server refuses, its host may still be up: then its transport port
 * answers.
 */
async function probeTransportPort(
  { securityModel }: Registration,
  network: readonly AddressProbe[],
  { probe }: CheckContext,
): Promise<RegistrationFacts['transportPortOpen']> {
  const refused = network.find(({ endpoints }) =>
    endpoints.some(({ tcp }) => tcp.outcome === 'failed' && tcp.failure === 'refused'),
  );
  const address = refused && parseAddress(refused.address);
  if (
    securityModel !== 'api-key' ||
    address === undefined ||
    address.port === DEFAULT_TRANSPORT_PORT
  )
    return undefined;
  const probed = await probe({
    address: { ...address, port: DEFAULT_TRANSPORT_PORT },
    roles: [],
    expects: 'tls',
    tls: {},
    tcpOnly: true,
  });
  return {
    address: probed.address,
    open: probed.endpoints.some(({ tcp }) => tcp.outcome === 'ok'),
  };
}

/**
 * Through which local nodes to ask actively: the first that could be asked passively, and every
 * other whose view differs from a sound one (not connected, or with other credentials), since
 * keystores, roles and connections are each node's own.
 */
export function nodesToAsk(passive: readonly PassiveWitness[]): PassiveWitness[] {
  const able = passive.filter(({ connected }) => connected !== undefined);
  const [first] = able;
  return able.filter(
    (witness) =>
      witness === first || !witness.connected || witness.hasCredentials !== first?.hasCredentials,
  );
}

/** What each local node says it is connected to. */

function ofInfo(info: RemoteInfo): Partial<PassiveWitness> {
  const { connected, connections, maxConnections, hasCredentials } = info;
  const counts =
    connections === undefined || maxConnections === undefined
      ? {}
      : { connections, maxConnections };
  return { connected, ...counts, hasCredentials };
}

function ofOdd(
  alias: string,
  url: string,
  { notUnderstood }: OddRemoteInfo,
): Partial<PassiveWitness> {
  const message = `GET /_remote/info at ${url} has an entry for the alias ${alias} that is not understood: ${notUnderstood}`;
  const shown = message.slice(0, MAX_MESSAGE);
  return {
    failed: { kind: 'nonsense', httpStatus: 200, message: shown, reasons: [], durationMs: 0 },
  };
}

const MAX_MESSAGE = 1000;

/**
 * Registered in elasticsearch.yml of other nodes only, or by a node of an old version without the
 * role, which answers `{}`.
 */
function ofUnlisted(alias: string, url: string): Partial<PassiveWitness> {
  const message = `GET /_remote/info at ${url} does not list the alias ${alias}`;
  return { failed: { kind: 'missing', httpStatus: 200, message, reasons: [], durationMs: 0 } };
}

function ofEntry(
  info: RemoteInfo | OddRemoteInfo | undefined,
  { alias, url }: { alias: string; url: string },
): Partial<PassiveWitness> {
  if (info === undefined) return ofUnlisted(alias, url);
  return 'notUnderstood' in info ? ofOdd(alias, url, info) : ofInfo(info);
}

function ofNode({ url, root, remoteInfo }: LocalNodeAnswers, alias: string): PassiveWitness {
  const node = nodeName(root, url);
  if (!remoteInfo.ok)
    return { node, url, failed: remoteInfo.failed, durationMs: remoteInfo.failed.durationMs };
  const info = Object.hasOwn(remoteInfo.value, alias) ? remoteInfo.value[alias] : undefined;
  return { node, url, ...ofEntry(info, { alias, url }), durationMs: remoteInfo.durationMs };
}

/**
 * One for each URL asked; a node that did not answer, or does not list the alias, has `failed`
 * instead of `connected`.
 */
export function passiveWitnesses(
  nodesAsked: readonly LocalNodeAnswers[],
  alias: string,
): PassiveWitness[] {
  return nodesAsked.map((answers) => ofNode(answers, alias));
}
