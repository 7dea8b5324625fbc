/** The nodes of the cluster behind a seed, asked for as a local node asks. */
import { formatAddress } from '../../address.ts';
import type { NodeInfo } from '../../facts/facts.ts';
import {
  canReadClusterState,
  decodeClusterStateAnswer,
  decodeRemoteClusterNodesAnswer,
  encodeClusterStateRequest,
  encodeRemoteClusterNodesRequest,
} from '../transport/clusterState.ts';
import type { DiscoveryNode } from '../transport/discoveryNode.ts';
import type { Talk } from './talk.ts';

/** In which transport version the questions are asked, and in whose name. */
export interface Voice {
  readonly version: number;
  readonly headers: ReadonlyMap<string, string>;
}

export interface ListedNodes {
  readonly nodes: readonly NodeInfo[];
  readonly clusterUuid?: string;
}

/**
 * A remote cluster server lists the nodes that have one, a transport port all nodes in the cluster
 * state. Throws what `Talk.ask` throws.
 */
export async function listNodes(
  talk: Talk,
  { portKind, ...voice }: Voice & { readonly portKind: 'remote-cluster-server' | 'transport' },
): Promise<ListedNodes> {
  if (portKind === 'remote-cluster-server') return { nodes: await serversAndOthers(talk, voice) };
  if (!canReadClusterState(voice.version))
    return { nodes: (await ask(talk, voice, 'all')).map(withTransport) };
  const { nodes, clusterUuid } = await talk.ask(
    {
      version: voice.version,
      encode: (asked) => encodeClusterStateRequest({ ...asked, headers: voice.headers }),
    },
    decodeClusterStateAnswer,
  );
  return { nodes: nodes.map(withTransport), clusterUuid };
}

function ask(
  talk: Talk,
  { version, headers }: Voice,
  which: 'servers' | 'all',
): Promise<DiscoveryNode[]> {
  const remoteClusterServer = which === 'servers';
  return talk.ask(
    {
      version,
      encode: (asked) =>
        encodeRemoteClusterNodesRequest({ ...asked, headers, remoteClusterServer }),
    },
    decodeRemoteClusterNodesAnswer,
  );
}

/**
 * A local node asks for those with a remote cluster server only; the others are there to say why
 * they are no gateways.
 */
async function serversAndOthers(talk: Talk, voice: Voice): Promise<NodeInfo[]> {
  const servers = await ask(talk, voice, 'servers');
  const all = await ask(talk, voice, 'all').catch(() => []);
  const known = new Map(all.map((node) => [node.id, withTransport(node)]));
  const serverIds = new Set(servers.map(({ id }) => id));
  return [
    ...servers.map((node) => ({
      ...(known.get(node.id) ?? infoOf(node)),
      remoteClusterServerAddress: publishAddressOf(node),
    })),
    ...all.filter(({ id }) => !serverIds.has(id)).map(withTransport),
  ];
}

function withTransport(node: DiscoveryNode): NodeInfo {
  return { ...infoOf(node), transportAddress: publishAddressOf(node) };
}

function infoOf({ id, name, release, roles, attributes }: DiscoveryNode): NodeInfo {
  return { id, name, version: release, roles, attributes, settings: {} };
}

/** As Elasticsearch writes it: `ip:port` or `name/ip:port`. */
function publishAddressOf({ address: { host, ip, port } }: DiscoveryNode): string {
  const dialled = formatAddress({ host: ip, port });
  return host === ip ? dialled : `${host}/${dialled}`;
}
