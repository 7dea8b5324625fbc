// List of nodes, as a sniffing node asks for it where it has an API key. Known since 8.8; the same bytes from 8.14 to 9.5.
//     request: bool only nodes with a remote cluster server, each with the address of that; else all nodes with their transport address
//     answer: list of nodes
import { type Asked, refuseForeign } from './answer.ts';
import { type DiscoveryNode, readDiscoveryNode } from './discoveryNode.ts';
import { encodeRequest, type Frame } from './frame.ts';
import { Reader } from './reader.ts';

export const REMOTE_CLUSTER_NODES_ACTION = 'cluster:internal/remote_cluster/nodes';

export interface RemoteClusterNodesRequest extends Asked {
  readonly remoteClusterServer: boolean;
  readonly headers?: ReadonlyMap<string, string>;
}

export function encodeRemoteClusterNodesRequest({ remoteClusterServer, ...request }: RemoteClusterNodesRequest): Uint8Array {
  return encodeRequest({ ...request, action: REMOTE_CLUSTER_NODES_ACTION, payload: Uint8Array.of(remoteClusterServer ? 1 : 0) });
}

/** Throws ProtocolError for every frame that is no plain answer to the request; look at `frame.isError` first, such a frame has reasons. */
export function decodeRemoteClusterNodesAnswer(frame: Frame, asked: Asked): DiscoveryNode[] {
  refuseForeign(frame, asked);
  const reader = new Reader(frame.body);
  const nodes = reader.list(() => readDiscoveryNode(reader, frame.version));
  reader.end();
  return nodes;
}
