/** The remote clusters of the demonstration, each with what is the matter with it. */
import { encodeApiKey, type SimulatedApiKey } from '../../fleet/apiKeys.ts';
import type { SimulatedClusterOptions } from '../../fleet/clusterOptions.ts';
import type { SimulatedFollower } from '../../fleet/followers.ts';
import type { RemoteRegistration } from '../../fleet/remoteLink.ts';
import type { SimulatedCluster } from '../../fleet/simulatedCluster.ts';

export type LocalName = 'eu-search' | 'us-search' | 'us-logging';

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
  /** Whether the registry says how to ask the remote itself. */
  readonly isAsked?: boolean;
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
export const FOLLOWERS: Readonly<Partial<Record<LocalName, readonly SimulatedFollower[]>>> = {
  'eu-search': [
    { alias: 'archive', leaderIndex: 'logs', followerIndex: 'archive-logs', operationsBehind: 12 },
    { alias: 'metrics', leaderIndex: 'cpu', followerIndex: 'metrics-cpu', operationsBehind: 5300 },
    {
      alias: 'orders',
      leaderIndex: 'orders',
      followerIndex: 'orders-copy',
      operationsBehind: 870,
      fatal: 'index [orders] blocked by: [FORBIDDEN/4/index closed];',
    },
  ],
};

/** Breaks after a while, heals, and so on. */
export const UNSTEADY = 'payments';

export const REMOTES: readonly DemoRemote[] = [
  { alias: 'archive', locals: ['eu-search', 'us-search'], register: sniff, isSearched: true },
  { alias: 'orders', locals: ['eu-search'], register: sniffWithKey, isAsked: true },
  { alias: 'billing', locals: ['eu-search'], register: proxyWithKey, isSearched: true },
  { alias: UNSTEADY, locals: ['eu-search', 'us-logging'], register: proxy, isSearched: true },
  {
    alias: 'inventory',
    locals: ['us-search'],
    register: (remote) => ({ ...sniff(remote), seeds: [remote.nodes[0]?.transportAddress ?? NOBODY] }),
    options: { nodes: [{ name: 'inventory-0' }, { name: 'inventory-1', publishAddress: NOBODY }] },
    isAsked: true,
  },
  { alias: 'metrics', locals: ['eu-search'], register: sniff, breaks: (remote) => remote.setTransportFault({ kind: 'refuse' }) },
  { alias: 'web_logs', locals: ['us-logging'], register: sniff, breaks: (remote) => remote.setTransportFault({ kind: 'http' }) },
  { alias: 'partner', locals: ['us-search'], register: proxy, breaks: (remote) => remote.setTransportFault({ kind: 'hang' }) },
  {
    alias: 'shop',
    locals: ['us-search'],
    register: sniff,
    breaks: (remote) => remote.setTransportFault({ kind: 'certificate', certificate: 'expired' }),
  },
  { alias: 'crm', locals: ['eu-search'], register: sniffWithKey, spoils: (remote) => remote.setKeyFault(KEY.id, 'expired'), isAsked: true },
  { alias: 'telemetry', locals: ['us-logging'], register: proxy, breaks: (remote) => remote.setTransportFault({ kind: 'frozen' }) },
  {
    alias: 'warehouse',
    locals: ['us-search'],
    register: sniff,
    options: { nodes: [0, 1].map((number) => ({ name: `warehouse-${number}`, publishAddress: NOBODY })) },
    isAsked: true,
  },
  { alias: 'legacy', locals: ['us-logging'], register: sniff, options: { version: '7.17.29' }, isAsked: true },
];

function sniff({ nodes }: SimulatedCluster): Omit<RemoteRegistration, 'alias'> {
  return { mode: 'sniff', seeds: nodes.map(({ transportAddress }) => transportAddress), skipUnavailable: false };
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
