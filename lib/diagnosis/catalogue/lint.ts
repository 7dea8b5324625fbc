/** Registrations that could be better. */
import { address, type CatalogueEntry, DOCUMENTATION, host, type Places } from './entry.ts';

function settings(...lines: readonly string[]): string {
  return `PUT _cluster/settings\n{ "persistent": { ${lines.join(', ')} } }`;
}

function setting({ alias }: Places, name: string, value: string): string {
  return `"cluster.remote.${alias}.${name}": ${value}`;
}

const LIST_NODES =
  'On the remote: GET _nodes?filter_path=nodes.*.name,nodes.*.transport.publish_address,nodes.*.remote_cluster_server.publish_address';

export const LINT = {
  'single-seed': {
    title: 'There is only one seed',
    severity: 'note',
    meaning:
      'Local nodes ask a seed who the gateway nodes are, each time that they connect anew. When this one node is down at that moment, the remote is lost though its other nodes are up.',
    verify: () => LIST_NODES,
    fix: (places) =>
      settings(
        setting(places, 'seeds', `[ "${address(places)}", "<host>:<port> of another node" ]`),
      ),
    documentation: DOCUMENTATION.connectionModes,
  },
  'single-connection': {
    title: 'Local nodes hold a single connection',
    severity: 'note',
    meaning:
      'With one remote node instead of three, every search and every follower of a local node passes through that node, and waits when it restarts until another is connected.',
    verify: () => 'GET _remote/info and look at max_connections_per_cluster',
    fix: (places) => settings(setting(places, 'node_connections', '3')),
    documentation: DOCUMENTATION.settings,
  },
  'sniff-to-managed-service': {
    title: 'Sniff mode cannot work with Elastic Cloud',
    severity: 'note',
    meaning:
      'In sniff mode local nodes connect to the addresses that the remote nodes publish. Those of Elastic Cloud are private to it; its proxy takes connections in proxy mode, and routes them by server name.',
    verify: () => 'GET _remote/info: mode, and num_nodes_connected',
    fix: (places) =>
      settings(
        setting(places, 'mode', '"proxy"'),
        setting(places, 'seeds', 'null'),
        setting(
          places,
          'proxy_address',
          `"${host(places)}:<9443 with an API key, 9400 with certificates>"`,
        ),
        setting(places, 'server_name', `"${host(places)}"`),
      ),
    documentation: DOCUMENTATION.connectionModes,
  },
  'unusual-port': {
    title: 'The port is that of the other security model',
    severity: 'note',
    meaning:
      'API keys are taken at the remote cluster server port, 9443 unless it was changed, and certificates at the transport port, 9300 (9400 at Elastic Cloud). Neither port understands what belongs to the other.',
    verify: () => LIST_NODES,
    fix: (places) =>
      `${settings(setting(places, 'seeds', `[ "${host(places)}:<9443 with an API key, 9300 with certificates>" ]`))}\n(proxy mode: cluster.remote.${places.alias}.proxy_address)`,
    documentation: DOCUMENTATION.apiKey,
  },
  'server-name-missing': {
    title: 'No server name goes to the proxy',
    severity: 'note',
    meaning:
      'A proxy in front of several clusters routes by the server name (SNI) of the TLS handshake, and shows the certificate that fits it. Local nodes send the host of proxy_address as the name, but never an IP.',
    verify: (places) =>
      `openssl s_client -connect ${address(places)} -servername <name of the remote> </dev/null`,
    fix: (places) =>
      settings(setting(places, 'server_name', '"<name of the remote, as its certificate has it>"')),
    documentation: DOCUMENTATION.connectionModes,
  },
  'gateway-attribute-required': {
    title: 'Only remote nodes with an attribute may be gateways',
    severity: 'note',
    meaning:
      'The setting cluster.remote.node.attr restricts sniff mode to remote nodes with that attribute. Where none has it, or after it was lost with a new node, the remote cannot be connected and Elasticsearch does not say why.',
    verify: () => 'On the remote: GET _cat/nodeattrs?v',
    fix: () =>
      'Set the attribute in elasticsearch.yml of remote nodes that take connections (node.attr.<name>: true) and restart them, or remove cluster.remote.node.attr from the local nodes',
    documentation: DOCUMENTATION.settings,
  },
} as const satisfies Record<string, CatalogueEntry>;
