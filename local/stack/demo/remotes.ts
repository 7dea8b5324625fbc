/** The remote clusters of the demonstration, each with what is the matter with it. */
import { encodeApiKey, type SimulatedApiKey } from '../../fleet/apiKeys.ts';
import type { SimulatedClusterOptions, SimulatedNodeOptions } from '../../fleet/clusterOptions.ts';
import type { SimulatedFollower } from '../../fleet/followers.ts';
import type { RemoteRegistration } from '../../fleet/remoteLink.ts';
import type { SimulatedCluster } from '../../fleet/simulatedCluster.ts';

export type LocalName = 'eu-search' | 'us-search' | 'us-logging' | 'dev-search';

/**
 * How the checker gets at a remote's nodes: its HTTP address, a key of the checker's own, or a
 * certificate to act as a node with.
 */
export type Way = 'http' | 'key' | 'node';

export interface DemoRemote {
  readonly alias: string;
  /** The local clusters that have it registered. */
  readonly locals: readonly LocalName[];
  readonly register: (remote: SimulatedCluster) => Omit<RemoteRegistration, 'alias'>;
  readonly options?: Partial<SimulatedClusterOptions>;
  /** Before it is connected. */
  readonly spoils?: (remote: SimulatedCluster) => void;
  /** What happens to it after it was connected. */
  readonly breaks?: (remote: SimulatedCluster) => void | Promise<void>;
  /** What the registry says of the remote. */
  readonly ways?: readonly Way[];
  /** Whether its users search it; not those that leave a search without an end. */
  readonly isSearched?: boolean;
}

/** Where nothing listens. */
const NOBODY = '127.0.0.1:1';

export const KEY: SimulatedApiKey = {
  id: 'demodemodemodemodemo',
  secret: 'demo',
  name: 'ccs',
  creation: new Date('2026-01-01T00:00:00Z'),
};

/** One that reads, one whose remote is gone, and one that has stopped for good. */
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

/** The checker's own. */
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

/** Breaks after a while, heals, and so on. */
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

/** Four of which one, a dedicated master, is never a gateway. */
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
