/**
 * The remote clusters of a local cluster, put together from what its nodes hold and what is set.
 * Pure.
 */
import type { LocalFacts, NodeInfo, RemoteInfo } from '../../facts/facts.ts';
import type { Registration } from '../../facts/registration.ts';
import type { Mode } from '../../result/result.ts';
import { type FlatSettings, listOf, registers, settingsByAlias, textOf } from './api/settings.ts';
import { type LocalTls, localTls, shownNodes } from './localTls.ts';

const CONNECTIONS_PER_CLUSTER = 'cluster.remote.connections_per_cluster';
const DEFAULT_CONNECTIONS_PER_CLUSTER = 3;

/** All that is known about one alias. */
export interface Known {
  readonly alias: string;
  /** From every node that lists it. */
  readonly infos: readonly RemoteInfo[];
  readonly inCluster: FlatSettings | undefined;
  readonly inNodes: FlatSettings | undefined;
  /** Cluster settings over those of elasticsearch.yml. */
  readonly settings: FlatSettings;
}

/** What holds for all aliases, put together once. */
interface Shared {
  readonly local: LocalFacts;
  readonly ofNodes: FlatSettings;
  readonly hasShownNodes: boolean;
  /** It tells what is about none of them. */
  readonly firstAlias: string | undefined;
  readonly leftovers: readonly string[];
  readonly tls: { readonly withApiKey: LocalTls; readonly withoutApiKey: LocalTls };
}

function sharedOf(local: LocalFacts): Shared {
  const tls = {
    withApiKey: localTls(local.nodes, true),
    withoutApiKey: localTls(local.nodes, false),
  };
  const shown = shownNodes(local.nodes);
  const firstAlias = knownAliases(local)[0]?.alias;
  const ofNodes = nodeSettings(shown);
  const hasShownNodes = shown.length > 0;
  return { local, ofNodes, hasShownNodes, tls, firstAlias, leftovers: leftoversOf(local) };
}

/** Elasticsearch keeps them, and applies them to whatever is registered under the alias later. */
function leftoversOf(local: LocalFacts): string[] {
  const listed = new Set(knownAliases(local).map(({ alias }) => alias));
  return [...settingsByAlias(clusterSettings(local))].flatMap(([alias, settings]) =>
    listed.has(alias) ? [] : Object.keys(settings).map((name) => `cluster.remote.${alias}.${name}`),
  );
}

/**
 * The settings of elasticsearch.yml of all nodes as one; if nodes differ, the first has its way.
 */
function nodeSettings(nodes: readonly NodeInfo[]): FlatSettings {
  return Object.fromEntries(nodes.toReversed().flatMap(({ settings }) => Object.entries(settings)));
}

function clusterSettings({ settings }: LocalFacts): FlatSettings {
  return settings.ok ? settings.value : {};
}

/** An alias whose entries are not understood is known all the same. */
function infosByAlias({ nodesAsked }: LocalFacts): ReadonlyMap<string, readonly RemoteInfo[]> {
  const byAlias = new Map<string, readonly RemoteInfo[]>();
  for (const { remoteInfo } of nodesAsked)
    for (const [alias, info] of remoteInfo.ok ? Object.entries(remoteInfo.value) : []) {
      const others = byAlias.get(alias) ?? NO_INFOS;
      byAlias.set(alias, 'mode' in info ? [...others, info] : others);
    }
  return byAlias;
}

const NO_INFOS: readonly RemoteInfo[] = [];

/** They may be very many, and are asked for again and again. */
const knownOf = new WeakMap<LocalFacts, readonly Known[]>();

/** Each alias that any node lists or any setting registers, by name. */
export function knownAliases(local: LocalFacts): readonly Known[] {
  const all = knownOf.get(local) ?? readAliases(local);
  knownOf.set(local, all);
  return all;
}

function readAliases(local: LocalFacts): readonly Known[] {
  const infos = infosByAlias(local);
  const inCluster = settingsByAlias(clusterSettings(local));
  const inNodes = settingsByAlias(nodeSettings(shownNodes(local.nodes)));
  const set = [...inCluster, ...inNodes]
    .filter(([, settings]) => registers(settings))
    .map(([alias]) => alias);
  const aliases = [...new Set([...infos.keys(), ...set])].toSorted();
  return aliases.map((alias) => ({
    alias,
    infos: infos.get(alias) ?? NO_INFOS,
    inCluster: inCluster.get(alias),
    inNodes: inNodes.get(alias),
    settings: { ...inNodes.get(alias), ...inCluster.get(alias) },
  }));
}

function modeOf({ infos, settings }: Known): Mode {
  const set = textOf(settings['mode'])?.toLowerCase() ?? 'sniff';
  const held = infos.find(({ mode }) => mode !== 'unknown') ?? infos[0];
  return held?.mode ?? (['sniff', 'proxy'] as const).find((mode) => mode === set) ?? 'unknown';
}

type Addresses = Pick<Registration, 'seeds' | 'proxyAddress' | 'serverName'>;

/** Only what has an effect in the mode. */
function addressesOf({ infos, settings }: Known, mode: Mode): Addresses {
  const seeds = infos.find((info) => info.seeds.length > 0)?.seeds ?? listOf(settings['seeds']);
  if (mode !== 'proxy') return { seeds };
  const proxyAddress =
    infos.find((info) => info.proxyAddress)?.proxyAddress ?? textOf(settings['proxy_address']);
  const serverName =
    infos.find((info) => info.serverName)?.serverName ?? textOf(settings['server_name']);
  return {
    seeds: [],
    ...(proxyAddress ? { proxyAddress } : {}),
    ...(serverName ? { serverName } : {}),
  };
}

function configuredIn(
  { inCluster, inNodes, infos }: Known,
  local: LocalFacts,
): Registration['configuredIn'] {
  if (registers(inCluster)) return 'cluster-settings';
  if (registers(inNodes)) return 'node-settings';
  return local.settings.ok && infos.length > 0 ? 'node-settings' : 'unknown';
}

type SkipUnavailable = Pick<Registration, 'skipUnavailable' | 'skipUnavailableExplicit'>;

function skipUnavailableOf({ infos, settings }: Known, allSettingsSeen: boolean): SkipUnavailable {
  const set = textOf(settings['skip_unavailable']);
  const skipUnavailable =
    infos[0]?.skipUnavailable ?? (set === undefined ? undefined : set === 'true');
  return {
    ...(skipUnavailable === undefined ? {} : { skipUnavailable }),
    ...(set !== undefined || allSettingsSeen ? { skipUnavailableExplicit: set !== undefined } : {}),
  };
}

function connectionsPerCluster({ infos, settings }: Known, ofNodes: FlatSettings): number {
  const seen = infos.find(({ mode }) => mode === 'sniff')?.maxConnections;
  return (
    seen ??
    Number(
      textOf(settings['node_connections']) ??
        textOf(ofNodes[CONNECTIONS_PER_CLUSTER]) ??
        DEFAULT_CONNECTIONS_PER_CLUSTER,
    )
  );
}

/** 9.3 and later. */
function signingOf(settings: FlatSettings): Pick<Registration, 'signingCertificates'> {
  const paths = [
    ...listOf(settings['signing.certificate']),
    ...listOf(settings['signing.keystore.path']),
  ];
  return paths.length === 0 ? {} : { signingCertificates: paths };
}

/** The registration of a known alias. What holds for all aliases is looked up once. */
export function registrar(local: LocalFacts): (known: Known) => Registration {
  const shared = sharedOf(local);
  return (known) => registrationOf(known, shared);
}

function registrationOf(
  known: Known,
  { local, ofNodes, hasShownNodes, tls, firstAlias, leftovers }: Shared,
): Registration {
  const { alias, infos, settings } = known;
  const mode = modeOf(known);
  const source = configuredIn(known, local);
  const nodeAttribute = textOf(ofNodes['cluster.remote.node.attr']);
  const allSettingsSeen = local.settings.ok && (source === 'cluster-settings' || hasShownNodes);
  const hasCredentials = infos.some((info) => info.hasCredentials);
  return {
    cluster: local.name,
    alias,
    mode,
    ...addressesOf(known, mode),
    ...skipUnavailableOf(known, allSettingsSeen),
    ...(hasCredentials ? tls.withApiKey : tls.withoutApiKey),
    ...(nodeAttribute === undefined ? {} : { nodeAttribute }),
    connectionsPerCluster: connectionsPerCluster(known, ofNodes),
    configuredIn: source,
    ...signingOf(settings),
    ...(registers(known.inCluster) && registers(known.inNodes) ? { isRegisteredTwice: true } : {}),
    ...(alias === firstAlias && leftovers.length > 0 ? { leftovers } : {}),
    contradictions: contradictionsOf(alias, mode, settings),
  };
}

/**
 * One for each alias that any node lists or any setting registers, by name. Empty where nothing
 * could be learnt: see the answers in `local`.
 */
export function registrationsOf(local: LocalFacts): Registration[] {
  return knownAliases(local).map(registrar(local));
}

/**
 * Settings of one alias that do not go together. Elasticsearch refuses most of them in one update,
 * but not from two sources.
 */

/** Settings that have no effect in a mode. */
const OTHER_MODES = {
  sniff: ['proxy_address', 'server_name', 'proxy_socket_connections'],
  proxy: ['seeds', 'node_connections'],
} as const;

const NEEDED = { sniff: 'seeds', proxy: 'proxy_address' } as const;

function withoutEffect(alias: string, mode: 'sniff' | 'proxy', settings: FlatSettings): string[] {
  const set = OTHER_MODES[mode].filter((setting) => textOf(settings[setting]) !== undefined);
  return set.map(
    (setting) =>
      `cluster.remote.${alias}.${setting} is set to ${listOf(settings[setting]).join(',')}, but the mode is ${mode}`,
  );
}

function missing(alias: string, mode: 'sniff' | 'proxy', settings: FlatSettings): string[] {
  const needed = NEEDED[mode];
  return textOf(settings[needed]) === undefined
    ? [`The mode is ${mode}, but cluster.remote.${alias}.${needed} is not set`]
    : [];
}

/** Not documented, and not shown by `_remote/info`. */
function deprecatedProxy(alias: string, mode: 'sniff' | 'proxy', settings: FlatSettings): string[] {
  const proxy = textOf(settings['proxy']);
  if (proxy === undefined) return [];
  const effect =
    mode === 'sniff' ? 'sends every connection of sniff mode there' : 'has no effect in proxy mode';
  return [`cluster.remote.${alias}.proxy is deprecated and set to ${proxy}: it ${effect}`];
}

/** In words; empty where nothing contradicts or no setting of the alias is known. */
export function contradictionsOf(alias: string, mode: Mode, settings: FlatSettings): string[] {
  if (mode === 'unknown' || Object.keys(settings).length === 0) return [];
  return [withoutEffect, missing, deprecatedProxy].flatMap((rule) => rule(alias, mode, settings));
}
