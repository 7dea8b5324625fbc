/**
 * The demonstration: simulated local and remote clusters in this process, some of them broken, one
 * of them intermittently, and the registry for them.
 */

import { messageOf } from '../../../lib/errors.ts';
import { encodeApiKey } from '../../fleet/apiKeys.ts';
import { makeFleetCertificates } from '../../fleet/certificates.ts';
import type { SimulatedClusterOptions, SimulatedNodeOptions } from '../../fleet/clusterOptions.ts';
import type { TransportFault } from '../../fleet/faults.ts';
import { type SimulatedCluster, startSimulatedCluster } from '../../fleet/simulatedCluster.ts';
import {
  CHECKER_KEY,
  type DemoRemote,
  FOLLOWERS,
  GATEWAY_ATTRIBUTE,
  KEY,
  type LocalName,
  REMOTES,
  UNSTEADY,
  type Way,
} from './remotes.ts';
import { keepSearching } from './searches.ts';

const PASSWORD = 'changeme';
/** The variables that the registry references. */
export const DEMO_SECRETS = {
  DEMO_PASSWORD: PASSWORD,
  DEMO_CHECKER_KEY: encodeApiKey(CHECKER_KEY),
} as const;

const LOCALS = {
  'eu-search': { nodes: [{ name: 'eu-search-0' }, { name: 'eu-search-1' }], followers: FOLLOWERS },
  'us-search': { nodes: [{ name: 'us-search-0' }] },
  'us-logging': { nodes: [choosy('us-logging-0'), choosy('us-logging-1')] },
  'dev-search': { nodes: [{ name: 'dev-search-0' }], security: 'none' },
} as const satisfies Record<
  LocalName,
  Pick<SimulatedClusterOptions, 'nodes' | 'security' | 'followers'>
>;

/** PEM files in the directory of the registry. */
const FILES = { ca: 'ca.crt', certificate: 'checker.crt', key: 'checker.key' } as const;

/** Short, so that a user soon sees an incident from start to end. */
const STEADY_MS = 60_000;
const BROKEN_MS = 120_000;

export interface DemoFleet {
  /** The text of clusters.yml, written as JSON, which is valid YAML. */
  readonly registry: string;
  /** Name → content of the files that the registry references. */
  readonly files: Readonly<Record<string, string>>;
  readonly locals: readonly string[];
  readonly remotes: number;
  close(): Promise<void>;
}

export interface DemoOptions {
  readonly log: (line: string) => void;
  readonly now: Date;
  /** True if all working remotes break at the same time instead of one. */
  readonly storm?: boolean;
}

export async function startDemoFleet({ log, now, storm = false }: DemoOptions): Promise<DemoFleet> {
  const certificates = makeFleetCertificates(now);
  const common = { security: 'tls', certificates, handshakeTimeoutMs: 2000 } as const;
  const remotes = await Promise.all(
    REMOTES.map(async ({ alias, options }) =>
      startSimulatedCluster({ ...common, name: alias, apiKeys: [KEY, CHECKER_KEY], ...options }),
    ),
  );
  const locals = await Promise.all(
    Object.entries(LOCALS).map(([name, options]) =>
      startSimulatedCluster({ ...common, name, ...options }),
    ),
  );
  await Promise.all(REMOTES.map((remote) => connectThenBreak(remote, { remotes, locals })));
  const unsteady = storm
    ? REMOTES.filter(({ breaks }) => breaks === undefined).map(({ alias }) => alias)
    : [UNSTEADY];
  const stopChanging = keepChanging(
    unsteady.map((alias) => clusterIn(remotes, alias)),
    log,
  );
  const stopSearching = locals.map(searchFrom);
  return {
    registry: JSON.stringify(registryOf(locals, remotes), undefined, 2),
    files: {
      [FILES.ca]: certificates.ca.certificate,
      [FILES.certificate]: certificates.client.certificate,
      [FILES.key]: certificates.client.key,
    },
    locals: locals.map(({ name }) => name),
    remotes: REMOTES.reduce((total, remote) => total + remote.locals.length, 0),
    close: async () => {
      stopChanging();
      for (const stop of stopSearching) stop();
      await Promise.all(locals.map((cluster) => cluster.close()));
      await Promise.all(remotes.map((cluster) => cluster.close()));
    },
  };
}

/** Accepts only nodes with the attribute as gateway nodes of this remote. */
function choosy(name: string): SimulatedNodeOptions {
  return { name, settings: { 'cluster.remote.node.attr': GATEWAY_ATTRIBUTE } };
}

const SEARCH_EVERY_MS = 2000;

/** Returns a function that stops the searches. */
function searchFrom({ name, nodes }: SimulatedCluster): () => void {
  const aliases = REMOTES.filter(
    ({ locals, isSearched }) => isSearched && locals.some((local) => local === name),
  ).map(({ alias }) => alias);
  const authorization = `Basic ${btoa(`elastic:${PASSWORD}`)}`;
  return keepSearching({
    url: nodes[0]?.url ?? '',
    authorization,
    aliases,
    everyMs: SEARCH_EVERY_MS,
  });
}

interface Clusters {
  readonly remotes: readonly SimulatedCluster[];
  readonly locals: readonly SimulatedCluster[];
}

async function connectThenBreak(
  { alias, locals: names, register, spoils, breaks }: DemoRemote,
  { remotes, locals }: Clusters,
): Promise<void> {
  const remote = clusterIn(remotes, alias);
  spoils?.(remote);
  for (const name of names) await clusterIn(locals, name).register({ alias, ...register(remote) });
  await breaks?.(remote);
}

function clusterIn(clusters: readonly SimulatedCluster[], name: string): SimulatedCluster {
  const found = clusters.find((cluster) => cluster.name === name);
  if (found === undefined) throw new Error(`No simulated cluster ${name}`);
  return found;
}

/** Returns a function that stops the changes. */
function keepChanging(
  remotes: readonly SimulatedCluster[],
  log: (line: string) => void,
): () => void {
  const names = remotes.map(({ name }) => name).join(', ');
  let timer = setTimeout(breakIt, STEADY_MS);
  return () => clearTimeout(timer);

  function switchAll(fault: TransportFault | undefined): void {
    for (const remote of remotes)
      remote
        .setTransportFault(fault)
        .catch((thrown) => log(`${remote.name} did not change: ${messageOf(thrown)}`));
  }

  function breakIt(): void {
    log(`stopped listening for ${BROKEN_MS / 1000} seconds: ${names}`);
    switchAll({ kind: 'refuse' });
    timer = setTimeout(heal, BROKEN_MS);
  }

  function heal(): void {
    log(`listening again for ${STEADY_MS / 1000} seconds: ${names}`);
    switchAll(undefined);
    timer = setTimeout(breakIt, STEADY_MS);
  }
}

/**
 * Short deadlines detect a silent peer quickly. Low thresholds open and resolve an incident
 * quickly.
 */
function registryOf(
  locals: readonly SimulatedCluster[],
  remotes: readonly SimulatedCluster[],
): object {
  const timeouts = {
    checkSeconds: 12,
    httpSeconds: 4,
    resolveSeconds: 4,
    connectSeconds: 2,
    tlsSeconds: 2,
    handshakeSeconds: 2,
  };
  const thresholds = { failures: 2, successes: 1 };
  const clusters = locals.map((local) => ({
    name: local.name,
    ...accessOf(local),
    remotes: entriesOf(local.name, remotes),
  }));
  return { vantage: 'this machine', defaults: { timeouts, thresholds }, clusters };
}

function accessOf({ nodes, certificates }: SimulatedCluster): object {
  const auth =
    certificates === undefined
      ? 'none'
      : { basic: { username: 'elastic', password: reference('DEMO_PASSWORD') } };
  return { urls: nodes.map(({ url }) => url), auth };
}

function reference(secret: keyof typeof DEMO_SECRETS): string {
  return `env:${secret}`;
}

function entriesOf(local: string, remotes: readonly SimulatedCluster[]): object {
  const known = REMOTES.filter(
    ({ locals, ways }) => ways !== undefined && locals.some((name) => name === local),
  );
  return Object.fromEntries(
    known.map(({ alias, ways = [] }) => [alias, entryOf(ways, clusterIn(remotes, alias))]),
  );
}

function entryOf(ways: readonly Way[], remote: SimulatedCluster): object {
  const { ca, certificate, key } = FILES;
  return {
    ...(ways.includes('http') && { remote: accessOf(remote) }),
    ...(ways.includes('key') && {
      transportTls: { ca },
      crossClusterApiKey: reference('DEMO_CHECKER_KEY'),
    }),
    ...(ways.includes('node') && { transportTls: { ca, certificate, key }, sniffAsNode: true }),
  };
}
