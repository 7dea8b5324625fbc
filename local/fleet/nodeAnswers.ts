// Answers of a real node to a node in sniff mode, as bodies of transport messages:
//     node handshake: vint release | string build hash | node | string cluster name
//     list of nodes: list of node
//     cluster state, with only the nodes: string cluster name | bool 1 | string cluster name
//         | i64 version | string state id | metadata
//         | [i64 version, before 8.16] list of routing tables | optional string master id
//         [| vlong nodes that left, 8.9] | list of node | rest
//     metadata: i64 version | string cluster uuid | bool final | i64 term
//         | list committed, list accepted voting configuration | list of exclusions
//         | 2 maps of settings | hashes of settings | [mappings, 8.1] | indices | templates | customs
//         | [reserved state, 8.4]
import { Writer } from '../../lib/collect/transport/writer.ts';
import { type NodeRecord, releaseId, writeNode } from './nodeRecord.ts';
import type { Release } from './versions.ts';

export interface NodeHandshake {
  readonly node: NodeRecord;
  readonly clusterName: string;
  readonly buildHash: string;
}

export interface ClusterStateContent {
  readonly clusterName: string;
  readonly clusterUuid: string;
  readonly version: number;
  readonly stateUuid: string;
  readonly term: number;
  readonly votingNodeIds: readonly string[];
  readonly masterId: string | undefined;
  readonly nodes: readonly NodeRecord[];
}

const V_8_1 = 8_010_099;
const V_8_4 = 8_040_099;
const V_8_9 = 8_500_020;
const V_8_16 = 8_772_001;

const HASHES_OF_NO_SETTINGS = Uint8Array.of(10, 0);
/** The number -1: a publication of the state does not need more masters. */
const NO_MINIMUM_MASTERS = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f);

export function writeNodeHandshake(
  { node, clusterName, buildHash }: NodeHandshake,
  version: number,
): Writer {
  const writer = new Writer().vint(releaseId(node.release.number)).string(buildHash);
  return writeNode(writer, { node, version }).string(clusterName);
}

export function writeNodes(nodes: readonly NodeRecord[], version: number): Writer {
  return new Writer().list(nodes, (writer, node) => writeNode(writer, { node, version }));
}

/**
 * Omits the system indices and features that real nodes write after the nodes, because no reader
 * gets that far.
 */
export function writeClusterState(
  state: ClusterStateContent,
  { version, release }: { version: number; release: Pick<Release, 'transportVersion'> },
): Writer {
  const writer = new Writer()
    .string(state.clusterName)
    .bool(true)
    .string(state.clusterName)
    .i64(state.version)
    .string(state.stateUuid);
  writeMetadata(writer, { state, version });
  if (version < V_8_16) writer.i64(0);
  writer.vint(0).optionalString(state.masterId);
  if (version >= V_8_9) writer.vint(0);
  writer.list(state.nodes, (each, node) => writeNode(each, { node, version }));
  return version < V_8_1
    ? writeRestOf7(writer)
    : writeRestOf8(writer, { nodes: state.nodes, release });
}

function writeMetadata(
  writer: Writer,
  { state, version }: { state: ClusterStateContent; version: number },
): void {
  writer.i64(0).string(state.clusterUuid).bool(false).i64(state.term);
  for (const _configuration of ['committed', 'accepted'])
    writer.list(state.votingNodeIds, (each, id) => each.string(id));
  writer.vint(0).vint(0).vint(0).raw(HASHES_OF_NO_SETTINGS);
  if (version >= V_8_1) writer.vint(0);
  writer.vint(0).vint(0).vint(1).string('index-graveyard').vint(0);
  if (version >= V_8_4) writer.vint(0);
}

/**
 * Blocks of the cluster and of indices, customs, required masters, and a flag that the wait did not
 * time out.
 */
function writeRestOf7(writer: Writer): Writer {
  return writer.vint(0).vint(0).vint(0).raw(NO_MINIMUM_MASTERS).bool(false);
}

function writeRestOf8(
  writer: Writer,
  { nodes, release }: { nodes: readonly NodeRecord[]; release: Pick<Release, 'transportVersion'> },
): Writer {
  writer.list(nodes, (each, { id }) => each.string(id).vint(release.transportVersion).vint(0));
  return writer.vint(0).vint(0).raw(new Uint8Array(5));
}
