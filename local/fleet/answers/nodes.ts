import { formatAddress } from '../../../lib/address.ts';
import { type AskedNode, type ClusterState, type NodeState, settingsOf } from '../clusterState.ts';
import { type JsonObject, nested, type RestAnswer } from '../json.ts';
import { isFlag } from '../query.ts';

/** `GET /_nodes`, with or without a metric. `_nodes/_local` returns only the answering node. */
export function answerNodes({ cluster, node, query, argument }: AskedNode): RestAnswer {
  const nodes = argument.split('/').includes('_local') ? [node] : cluster.nodes;
  const isFlat = isFlag(query, 'flat_settings');
  const body = {
    _nodes: { total: nodes.length, successful: nodes.length, failed: 0 },
    cluster_name: cluster.name,
    nodes: Object.fromEntries(
      nodes.map((each) => [each.id, nodeJson(cluster, { node: each, isFlat })]),
    ),
  };
  return { status: 200, body };
}

function nodeJson(
  cluster: ClusterState,
  { node, isFlat }: { node: NodeState; isFlat: boolean },
): JsonObject {
  const { name, host, release, roles, transportAddress } = node;
  const settings = settingsOf(cluster, node);
  const http = formatAddress({ host, port: node.httpPort });
  return {
    name,
    transport_address: transportAddress,
    host,
    ip: host,
    version: release.number,
    ...(release.showsTransportVersion && { transport_version: release.transportVersion }),
    build_flavor: release.buildFlavor,
    build_type: 'unknown',
    build_hash: release.buildHash,
    roles: [...roles].sort(),
    attributes: { ...node.attributes, 'xpack.installed': 'true' },
    settings: isFlat ? settings : nested(settings),
    transport: {
      ...addresses(formatAddress({ host, port: node.transport.port }), transportAddress),
      profiles: {},
    },
    http: addresses(http, http),
    ...remoteClusterServerJson(node),
  };
}

function remoteClusterServerJson({
  host,
  remoteClusterServer,
  remoteClusterServerAddress,
}: NodeState): JsonObject {
  if (remoteClusterServer === undefined || remoteClusterServerAddress === undefined) return {};
  return {
    remote_cluster_server: addresses(
      formatAddress({ host, port: remoteClusterServer.port }),
      remoteClusterServerAddress,
    ),
  };
}

function addresses(bound: string, publish: string): JsonObject {
  return { bound_address: [bound], publish_address: publish };
}
