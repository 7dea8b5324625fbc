import { type AskedNode, isRemoteClusterClient, skipsUnavailable } from '../clusterState.ts';
import { illegalArgument, type JsonObject, type RestAnswer } from '../json.ts';
import type { RemoteLink } from '../remoteLink.ts';

/** `GET /_remote/info`: the open connections of this node. It does not connect. */
export function answerRemoteInfo(asked: AskedNode): RestAnswer {
  const { node } = asked;
  if (!isRemoteClusterClient(node))
    return illegalArgument(`node [${node.name}] does not have the [remote_cluster_client] role`);
  const body = [...node.links].map(([alias, link]) => [
    alias,
    { ...connectionJson(link), ...commonJson(asked, { alias, link }) },
  ]);
  return { status: 200, body: Object.fromEntries(body) };
}

function connectionJson(link: RemoteLink): JsonObject {
  const { mode, seeds = [], proxyAddress = '', serverName = '' } = link.options.registration;
  const connections = link.connections();
  const connected = connections > 0;
  if (mode === 'sniff')
    return {
      connected,
      mode,
      seeds,
      num_nodes_connected: connections,
      max_connections_per_cluster: link.maxConnections,
    };
  const sockets = {
    num_proxy_sockets_connected: connections,
    max_proxy_socket_connections: link.maxConnections,
  };
  return { connected, mode, proxy_address: proxyAddress, server_name: serverName, ...sockets };
}

function commonJson(
  asked: AskedNode,
  { alias, link }: { alias: string; link: RemoteLink },
): JsonObject {
  return {
    initial_connect_timeout: '30s',
    skip_unavailable: skipsUnavailable(asked, alias),
    ...(link.options.hasCredentials && { cluster_credentials: '::es_redacted::' }),
  };
}
