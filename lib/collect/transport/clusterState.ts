// Cluster state with nothing but the nodes, as a sniffing node asks for it where it has no API key.
// Only in the layouts of 7.17 and 8.19.
//     request: time 30 s [| vlong term, 8.19] | bool local | bools routing table, nodes, metadata, blocks, customs | list of indices
//              | indices options, two sets of enums | time 60 s | i64 version to wait for, absent
//     answer: string cluster name | bool there is a state | string cluster name | i64 version | string state id | metadata
//             | [i64 version, 7.17] list of routing tables | optional string master id [| vlong departures, 8.19] | list of nodes | what is not read
//     metadata: i64 version | string cluster uuid | bool uuid is final | i64 term | 2 lists of node ids | list of voting exclusions (string id,
//             string name) | 2 maps of settings | hashes of settings | [map of mappings, 8.19] | lists of indices and templates
//             | map of customs, of which only an empty index graveyard | [map of reserved states, 8.19]
// What was not asked for is written as empty. Where anything stands there the layout is another one, and nothing is read.

import { type DiscoveryNode, readDiscoveryNode } from './discoveryNode.ts';
import { type Asked, encodeRequest, type Frame, refuseForeign } from './frame.ts';
import { PINNED_TRANSPORT_VERSION } from './handshake.ts';
import { ProtocolError, Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const CLUSTER_STATE_ACTION = 'cluster:monitor/state';

export interface ClusterStateRequest extends Asked {
  readonly headers?: ReadonlyMap<string, string>;
}

export interface ClusterStateAnswer {
  readonly clusterName: string;
  readonly clusterUuid: string;
  readonly nodes: DiscoveryNode[];
}

const FIRST_WITH_LAYOUT_8 = 8_000_000;

const UNIT_SECONDS = 3;
/** A zigzag number, then its unit. */
const THIRTY_SECONDS = [60, UNIT_SECONDS] as const;
const SIXTY_SECONDS = [120, UNIT_SECONDS] as const;
/** Of indices options: no enum of the first set, one of the second. */
const NO_OPTIONS = [2, 0, 1] as const;

const GENERIC_MAP = 10;
const INDEX_GRAVEYARD = 'index-graveyard';

/**
 * Whether the cluster state can be asked for and read in this transport version; in those between,
 * its layout was not seen.
 */
export function canReadClusterState(version: number): boolean {
  return version < FIRST_WITH_LAYOUT_8 || version >= PINNED_TRANSPORT_VERSION;
}

export function encodeClusterStateRequest(request: ClusterStateRequest): Uint8Array {
  const writer = new Writer().raw(Uint8Array.from(THIRTY_SECONDS));
  if (request.version >= FIRST_WITH_LAYOUT_8) writer.vint(0);
  const [local, routingTable, nodes, metadata, blocks, customs] = [1, 0, 1, 0, 0, 0];
  writer.raw(Uint8Array.of(local, routingTable, nodes, metadata, blocks, customs));
  const payload = writer
    .vint(0)
    .raw(Uint8Array.of(...NO_OPTIONS, ...NO_OPTIONS, ...SIXTY_SECONDS))
    .bool(false)
    .toBytes();
  return encodeRequest({ ...request, action: CLUSTER_STATE_ACTION, payload });
}

/**
 * Throws ProtocolError for every frame that is no plain answer to the request; look at
 * `frame.isError` first, such a frame has reasons.
 */
export function decodeClusterStateAnswer(frame: Frame, asked: Asked): ClusterStateAnswer {
  refuseForeign(frame, asked);
  const reader = new Reader(frame.body);
  const isLayout8 = frame.version >= FIRST_WITH_LAYOUT_8;
  const clusterName = reader.string();
  if (!reader.bool()) throw new ProtocolError('Cluster state is missing');
  reader.string();
  reader.i64();
  reader.string();
  const clusterUuid = readMetadata(reader, isLayout8);
  if (!isLayout8) reader.i64();
  empty(reader, 'routing table');
  reader.optionalString();
  if (isLayout8) reader.vlong();
  return {
    clusterName,
    clusterUuid,
    nodes: reader.list(() => readDiscoveryNode(reader, frame.version)),
  };
}

/** The cluster uuid; the reader is left behind all of the metadata. */
function readMetadata(reader: Reader, isLayout8: boolean): string {
  reader.i64();
  const clusterUuid = reader.string();
  reader.bool();
  reader.i64();
  for (const _nodeIds of ['committed', 'accepted']) reader.list(() => reader.string());
  reader.list(() => [reader.string(), reader.string()]);
  for (const settings of ['transient settings', 'persistent settings']) empty(reader, settings);
  if (reader.u8() !== GENERIC_MAP)
    throw new ProtocolError('Cluster state has hashes of settings that are no map');
  empty(reader, 'hashes of settings');
  if (isLayout8) empty(reader, 'mappings');
  for (const list of ['indices', 'templates']) empty(reader, list);
  readCustoms(reader);
  if (isLayout8) empty(reader, 'reserved state');
  return clusterUuid;
}

function readCustoms(reader: Reader): void {
  const names = reader.list(() => {
    const name = reader.string();
    empty(reader, name);
    return name;
  });
  if (names.some((name) => name !== INDEX_GRAVEYARD))
    throw new ProtocolError(`Cluster state has the customs ${names.join(', ')}`);
}

function empty(reader: Reader, what: string): void {
  if (reader.vint() !== 0) throw new ProtocolError(`Cluster state has ${what}`);
}

// List of nodes, as a sniffing node asks for it where it has an API key. Known since 8.8; the same
// bytes from 8.14 to 9.5.
//     request: bool only nodes with a remote cluster server, each with the address of that; else all nodes with their transport address
//     answer: list of nodes

export const REMOTE_CLUSTER_NODES_ACTION = 'cluster:internal/remote_cluster/nodes';

export interface RemoteClusterNodesRequest extends Asked {
  readonly remoteClusterServer: boolean;
  readonly headers?: ReadonlyMap<string, string>;
}

export function encodeRemoteClusterNodesRequest({
  remoteClusterServer,
  ...request
}: RemoteClusterNodesRequest): Uint8Array {
  return encodeRequest({
    ...request,
    action: REMOTE_CLUSTER_NODES_ACTION,
    payload: Uint8Array.of(remoteClusterServer ? 1 : 0),
  });
}

/**
 * Throws ProtocolError for every frame that is no plain answer to the request; look at
 * `frame.isError` first, such a frame has reasons.
 */
export function decodeRemoteClusterNodesAnswer(frame: Frame, asked: Asked): DiscoveryNode[] {
  refuseForeign(frame, asked);
  const reader = new Reader(frame.body);
  const nodes = reader.list(() => readDiscoveryNode(reader, frame.version));
  reader.end();
  return nodes;
}
