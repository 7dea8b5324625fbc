/** The remote clusters of the demonstration and their faults. */
import { encodeApiKey, type SimulatedApiKey } from '../../fleet/apiKeys.ts';
import type { SimulatedClusterOptions, SimulatedNodeOptions } from '../../fleet/clusterOptions.ts';
import type { SimulatedFollower } from '../../fleet/followers.ts';
import type { RemoteRegistration } from '../../fleet/remoteLink.ts';
import type { SimulatedCluster } from '../../fleet/simulatedCluster.ts';

export type LocalName = 'eu-search' | 'us-search' | 'us-logging' | 'dev-search';

/**
 * How the checker reads a remote's nodes: the HTTP address, its own API key, or a client
 * certificate that lets it act as a node.
 */
export type Way = 'http' | 'key' | 'node';

export interface DemoRemote {
  readonly alias: string;
  /** Local clusters that have registered it. */
  readonly locals: readonly LocalName[];
  readonly register: (remote: SimulatedCluster) => Omit<RemoteRegistration, 'alias'>;
  readonly options?: Partial<SimulatedClusterOptions>;
  /** Changes the remote before the local clusters connect. */
  readonly spoils?: (remote: SimulatedCluster) => void;
  /** Changes the remote after the local clusters have connected. */
  readonly breaks?: (remote: SimulatedCluster) => void | Promise<void>;
  /** Access to the remote that the registry contains. */
  readonly ways?: readonly Way[];
  /**
   * True if the demonstration's users search it. False for remotes on which a search would never
   * end.
   */
  readonly isSearched?: boolean;
}

/** Nothing listens on this port. */
const NOBODY = '127.0.0.1:1';

export const KEY: SimulatedApiKey = {
  id: 'demodemodemodemodemo',
  secret: 'demo',
  name: 'ccs',
  creation: new Date('2026-01-01T00:00:00Z'),
};

/** One follower that works, one whose remote is gone, and one that stopped permanently. */
export const FOLLOWERS: readonly SimulatedFollower[] = [
  { alias: 'archive', leaderIndex: 'logs', followerIndex: 'archive-logs', operationsBehind: 12 },
  { alias: 'metrics', leaderIndex: 'cpu', followerIndex: 'metrics-cpu', operationsBehind: 5300 },
  {
    alias: 'orders',
    leaderIndex: 'orders',
    followerIndex: 'orders-copy',
    operationsBehind: 870,
    fatal: 'index [orders] blocked by: [FORBIDDEN/4/index closed];',
  },
];

/** The checker's own key. */
export const CHECKER_KEY: SimulatedApiKey = {
  ...KEY,
  id: 'checkcheckcheckcheck',
  secret: 'checker',
  name: 'remote-cluster-checker',
};

/** `cluster.remote.node.attr` of the local cluster us-logging. */
export const GATEWAY_ATTRIBUTE = 'gateway';
const IS_GATEWAY = { attributes: { [GATEWAY_ATTRIBUTE]: 'true' } };
const DATA = ['data', 'ingest', 'remote_cluster_client'];

/** Alternates between broken and healthy. */
export const UNSTEADY = 'payments';

export const REMOTES: readonly DemoRemote[] = [
  {
    alias: 'archive',
    locals: ['eu-search', 'us-search'],
    register: sniff,
    options: { nodes: [0, 1, 2, 3].map((number) => ({ name: `archive-${number}` })) },
    ways: ['node'],
    isSearched: true,
  },
  {
    alias: 'orders',
    locals: ['eu-search'],
    register: sniffWithKey,
    options: { nodes: nodesOf('orders') },
    ways: ['http', 'key'],
  },
  { alias: 'billing', locals: ['eu-search'], register: proxyWithKey, isSearched: true },
  { alias: UNSTEADY, locals: ['eu-search', 'us-logging'], register: proxy, isSearched: true },
  {
    alias: 'inventory',
    locals: ['us-search'],
    register: (remote) => ({
      ...sniff(remote),
      seeds: [remote.nodes[0]?.transportAddress ?? NOBODY],
    }),
    options: { nodes: [{ name: 'inventory-0' }, { name: 'inventory-1', publishAddress: NOBODY }] },
    ways: ['http'],
  },
  {
    alias: 'metrics',
    locals: ['eu-search'],
    register: sniff,
    breaks: (remote) => remote.setTransportFault({ kind: 'refuse' }),
  },
  {
    alias: 'web_logs',
    locals: ['us-logging'],
    register: sniff,
    options: { nodes: [{ name: 'web_logs-0', ...IS_GATEWAY }] },
    breaks: (remote) => remote.setTransportFault({ kind: 'http' }),
  },
  {
    alias: 'partner',
    locals: ['us-search'],
    register: proxy,
    breaks: (remote) => remote.setTransportFault({ kind: 'hang' }),
  },
  {
    alias: 'shop',
    locals: ['us-search'],
    register: sniff,
    breaks: (remote) => remote.setTransportFault({ kind: 'certificate', certificate: 'expired' }),
  },
  {
    alias: 'crm',
    locals: ['eu-search'],
    register: sniffWithKey,
    spoils: (remote) => remote.setKeyFault(KEY.id, 'expired'),
    ways: ['http', 'key'],
  },
  {
    alias: 'telemetry',
    locals: ['us-logging'],
    register: proxy,
    breaks: (remote) => remote.setTransportFault({ kind: 'frozen' }),
  },
  {
    alias: 'warehouse',
    locals: ['us-search'],
    register: sniffWithKey,
    options: {
      nodes: [0, 1].map((number) => ({
        name: `warehouse-${number}`,
        remoteClusterServerPublishAddress: NOBODY,
      })),
    },
    ways: ['key'],
  },
  {
    alias: 'legacy',
    locals: ['us-logging'],
    register: sniff,
    options: { version: '7.17.29', nodes: [{ name: 'legacy-0', ...IS_GATEWAY }] },
    ways: ['http'],
  },
  {
    alias: 'audit',
    locals: ['us-logging'],
    register: sniffWithKey,
    options: {
      nodes: [
        { name: 'audit-master', roles: ['master'] },
        { name: 'audit-0', roles: DATA, ...IS_GATEWAY },
        { name: 'audit-1', roles: DATA, ...IS_GATEWAY },
        { name: 'audit-2', roles: DATA },
      ],
    },
    ways: ['key'],
  },
  {
    alias: 'sandbox',
    locals: ['dev-search'],
    register: sniff,
    options: { security: 'none', nodes: nodesOf('sandbox') },
    isSearched: true,
  },
];

/** Four nodes. One is a dedicated master, which is never a gateway node. */
function nodesOf(alias: string): SimulatedNodeOptions[] {
  const others = [0, 1, 2].map((number) => ({ name: `${alias}-${number}`, roles: DATA }));
  return [{ name: `${alias}-master`, roles: ['master'] }, ...others];
}

function sniff({ nodes }: SimulatedCluster): Omit<RemoteRegistration, 'alias'> {
  return {
    mode: 'sniff',
    seeds: nodes.map(({ transportAddress }) => transportAddress),
    skipUnavailable: false,
  };
}

function proxy({ nodes }: SimulatedCluster): Omit<RemoteRegistration, 'alias'> {
  return { mode: 'proxy', proxyAddress: nodes[0]?.transportAddress ?? NOBODY, maxConnections: 3 };
}

function sniffWithKey({ nodes }: SimulatedCluster): Omit<RemoteRegistration, 'alias'> {
  const seeds = nodes.map(({ remoteClusterServerAddress = NOBODY }) => remoteClusterServerAddress);
  return { mode: 'sniff', seeds, credentials: encodeApiKey(KEY) };
}

function proxyWithKey({ nodes }: SimulatedCluster): Omit<RemoteRegistration, 'alias'> {
  const proxyAddress = nodes[0]?.remoteClusterServerAddress ?? NOBODY;
  return { mode: 'proxy', proxyAddress, maxConnections: 3, credentials: encodeApiKey(KEY) };
}
