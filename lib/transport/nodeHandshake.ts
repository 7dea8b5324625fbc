// Node handshake, the first message that has to pass security: who answers, and which cluster it belongs to. Unchanged since 7.11.
//     request: nothing
//     answer: vint release | string build hash | node | string cluster name
import { type Asked, refuseForeign } from './answer.ts';
import { type DiscoveryNode, readDiscoveryNode } from './discoveryNode.ts';
import { encodeRequest, type Frame } from './frame.ts';
import { Reader } from './reader.ts';

/** On a remote cluster server port, where the node's address is that of this port. */
export const REMOTE_CLUSTER_HANDSHAKE_ACTION = 'cluster:internal/remote_cluster/handshake';
/** On a transport port. */
export const NODE_HANDSHAKE_ACTION = 'internal:transport/handshake';

export interface NodeHandshakeRequest extends Asked {
  readonly action: typeof REMOTE_CLUSTER_HANDSHAKE_ACTION | typeof NODE_HANDSHAKE_ACTION;
  readonly headers?: ReadonlyMap<string, string>;
}

export interface NodeHandshakeAnswer {
  readonly node: DiscoveryNode;
  readonly clusterName: string;
}

export function encodeNodeHandshakeRequest(request: NodeHandshakeRequest): Uint8Array {
  return encodeRequest({ ...request, payload: new Uint8Array() });
}

/** Throws ProtocolError for every frame that is no plain answer to the request; look at `frame.isError` first, such a frame has reasons. */
export function decodeNodeHandshakeAnswer(frame: Frame, asked: Asked): NodeHandshakeAnswer {
  refuseForeign(frame, asked);
  const reader = new Reader(frame.body);
  reader.vint();
  reader.string();
  const node = readDiscoveryNode(reader, frame.version);
  const clusterName = reader.string();
  reader.end();
  return { node, clusterName };
}
