/** A fleet to look at: simulated local and remote clusters in this process, some broken, one now and then, and the registry of them. */
import { makeFleetCertificates } from '../../fleet/certificates.ts';
import { type SimulatedCluster, startSimulatedCluster } from '../../fleet/simulatedCluster.ts';
import { type DemoRemote, FOLLOWERS, KEY, type LocalName, REMOTES, UNSTEADY } from './remotes.ts';
import { keepSearching } from './searches.ts';

/** The registry's references name this variable. */
export const DEMO_PASSWORD = { name: 'DEMO_PASSWORD', value: 'changeme' } as const;

const LOCAL_NODES = {
  'eu-search': ['eu-search-0', 'eu-search-1'],
  'us-search': ['us-search-0'],
  'us-logging': ['us-logging-0', 'us-logging-1'],
} as const satisfies Record<LocalName, readonly string[]>;

/** Soon broken after the start, so that an incident can be watched from its beginning to its end. */
const STEADY_MS = 60_000;
const BROKEN_MS = 120_000;

export interface DemoFleet {
  /** The text of clusters.yml; JSON is YAML too. */
  readonly registry: string;
  readonly locals: readonly string[];
  readonly remotes: number;
  close(): Promise<void>;
}

export interface DemoOptions {
  readonly log: (line: string) => void;
  readonly now: Date;
}

export async function startDemoFleet({ log, now }: DemoOptions): Promise<DemoFleet> {
  const common = { security: 'tls', certificates: makeFleetCertificates(now), handshakeTimeoutMs: 1500 } as const;
  const remotes = await Promise.all(
    REMOTES.map(async ({ alias, options }) => startSimulatedCluster({ ...common, name: alias, apiKeys: [KEY], ...options })),
  );
  const locals = await Promise.all(
    Object.entries(LOCAL_NODES).map(([name, nodes]) =>
      startSimulatedCluster({
        ...common,
        name,
        nodes: nodes.map((node) => ({ name: node })),
        followers: FOLLOWERS[name as LocalName] ?? [],
      }),
    ),
  );
  await Promise.all(REMOTES.map((remote) => connectThenBreak(remote, { remotes, locals })));
  const stopChanging = keepChanging(clusterIn(remotes, UNSTEADY), log);
  const stopSearching = locals.map(searchFrom);
  return {
    registry: JSON.stringify(registryOf(locals, remotes), undefined, 2),
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

const SEARCH_EVERY_MS = 2000;

/** Gives what ends it. */
function searchFrom({ name, nodes }: SimulatedCluster): () => void {
  const aliases = REMOTES.filter(({ locals, isSearched }) => isSearched && locals.some((local) => local === name)).map(
    ({ alias }) => alias,
  );
  const authorization = `Basic ${btoa(`elastic:${DEMO_PASSWORD.value}`)}`;
  return keepSearching({ url: nodes[0]?.url ?? '', authorization, aliases, everyMs: SEARCH_EVERY_MS });
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

/** Gives what ends it. */
function keepChanging(remote: SimulatedCluster, log: (line: string) => void): () => void {
  let timer = setTimeout(breakIt, STEADY_MS);
  return () => clearTimeout(timer);

  function breakIt(): void {
    log(`${remote.name} stops listening now, for ${BROKEN_MS / 1000} seconds`);
    void remote.setTransportFault({ kind: 'refuse' });
    timer = setTimeout(heal, BROKEN_MS);
  }

  function heal(): void {
    log(`${remote.name} listens again, for ${STEADY_MS / 1000} seconds`);
    void remote.setTransportFault(undefined);
    timer = setTimeout(breakIt, STEADY_MS);
  }
}

/** Short deadlines, so that a silent peer is soon found silent; low thresholds, so that an incident is soon opened and resolved. */
function registryOf(locals: readonly SimulatedCluster[], remotes: readonly SimulatedCluster[]): object {
  const timeouts = { checkSeconds: 10, httpSeconds: 2, resolveSeconds: 3, connectSeconds: 1, tlsSeconds: 1, handshakeSeconds: 1 };
  const thresholds = { failures: 2, successes: 1 };
  const clusters = locals.map((local) => ({ name: local.name, ...accessOf(local), remotes: entriesOf(local.name, remotes) }));
  return { vantage: 'this machine', defaults: { timeouts, thresholds }, clusters };
}

function accessOf({ nodes }: SimulatedCluster): object {
  const password = `env:${DEMO_PASSWORD.name}`;
  return { urls: nodes.map(({ url }) => url), auth: { basic: { username: 'elastic', password } } };
}

function entriesOf(local: string, remotes: readonly SimulatedCluster[]): object {
  const asked = REMOTES.filter(({ locals, isAsked }) => isAsked && locals.some((name) => name === local));
  return Object.fromEntries(asked.map(({ alias }) => [alias, { remote: accessOf(clusterIn(remotes, alias)) }]));
}
