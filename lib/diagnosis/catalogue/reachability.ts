/** The way to the remote: names, ports, proxies, gateway nodes, connections. */
import { address, type CatalogueEntry, DOCUMENTATION, host, hostAndPort, resolve } from './entry.ts';

export const REACHABILITY = {
  'half-open': {
    title: 'Connections look open, but nothing comes through',
    severity: 'critical',
    meaning:
      'The local nodes believe that they are connected while their packets go nowhere, typically because a firewall, NAT gateway or load balancer dropped the flow. Searches hang until they time out, and it may take 15 minutes before the nodes notice.',
    verify: ({ alias }) => `GET _remote/info says connected: true, but this times out:\nGET _resolve/cluster/${alias}:*?timeout=5s`,
    fix: ({ alias }) =>
      `Find what drops idle or established flows on the path (an AWS NLB forgets them after 350 s). To notice and survive it, let TCP keepalives pass and come more often than that (transport.tcp.keep_idle, net.ipv4.tcp_keepalive_time), or have Elasticsearch ping:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.transport.ping_schedule": "30s" } }\nand lower net.ipv4.tcp_retries2 to 5 on the local nodes`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'name-not-resolved': {
    title: 'The host name of the remote does not resolve',
    severity: 'critical',
    meaning:
      'DNS has no answer for the configured name, so no new connection can be opened. Connections that are open go on until they break.',
    verify: (places) => `On a local node: getent hosts ${host(places)}`,
    fix: ({ alias }) =>
      `Bring the DNS record back, or correct the address:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.seeds": [ "<host>:<port>" ] } }\n(proxy mode: cluster.remote.${alias}.proxy_address)`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'connection-refused': {
    title: 'The remote refuses connections',
    severity: 'critical',
    meaning:
      'The host answers, but nothing listens on the port: the remote node is stopped, listens on another port or interface, or a firewall rejects. No connection can be opened, so searches fail or leave this remote out, and followers stop reading.',
    verify: (places) => `On a local node: nc -vz ${hostAndPort(places)}`,
    fix: ({ alias }) =>
      `Start the remote nodes, check their transport.port / remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:\nGET _resolve/cluster/${alias}:*`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'connection-timed-out': {
    title: 'Connections to the remote time out',
    severity: 'critical',
    meaning:
      'Packets to the address are dropped without an answer: a firewall or security group filters them, the route is wrong, or the host is gone. Each attempt to connect waits up to 30 s, so searches are slow before they fail or leave this remote out.',
    verify: (places) => `On a local node: nc -vz -w 5 ${hostAndPort(places)}`,
    fix: (places) => `Open ${address(places)} for the local nodes in firewalls and security groups on both sides, and check the route back`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'no-route': {
    title: 'There is no route to the remote',
    severity: 'critical',
    meaning:
      'The network says that the host or its network cannot be reached from here. No connection can be opened, so searches fail or leave this remote out, and followers stop reading.',
    verify: (places) => `On a local node: ip route get ${host(places)}`,
    fix: () => 'Mend the route: VPC peering or transit gateway attachments, route tables, VPN, or the interface of the local nodes',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'connection-reset': {
    title: 'The remote closes the connection',
    severity: 'critical',
    meaning:
      'The connection is accepted and then closed before Elasticsearch answers. A proxy without a healthy backend does so, and so does a node that does not understand what it is told.',
    verify: (places) => `openssl s_client -connect ${address(places)} </dev/null`,
    fix: () =>
      'Look at the log of the proxy (does it have healthy backends?) and of the remote node at the time of the check; then compare port and security model of both sides',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'remote-cluster-server-closed': {
    title: 'The remote cluster server port is closed',
    severity: 'critical',
    meaning:
      'The remote host is up, its transport port answers, but the port for API key connections does not. The remote cluster server is off by default and has to be enabled on each node.',
    verify: () => 'On the remote: GET _nodes?filter_path=nodes.*.name,nodes.*.remote_cluster_server',
    fix: () =>
      'On every remote node set in elasticsearch.yml, then restart the node:\nremote_cluster_server.enabled: true\nremote_cluster.host: <address that the local nodes can reach>\nremote_cluster.port: 9443',
    documentation: DOCUMENTATION.apiKey,
  },
  'gateways-unreachable': {
    title: 'Publish addresses of the gateway nodes are unreachable',
    severity: 'critical',
    meaning:
      'In sniff mode a seed only lists the nodes; the local nodes then connect to the publish addresses of up to three of them. A seed answers here, but those addresses cannot be reached: they are private, behind NAT, or in a container network.',
    verify: () =>
      'On the remote: GET _nodes?filter_path=nodes.*.name,nodes.*.transport.publish_address,nodes.*.remote_cluster_server.publish_address',
    fix: ({ alias }) =>
      `Either let the remote nodes publish addresses that the local nodes can reach (transport.publish_host, or remote_cluster.publish_host for API keys), or use proxy mode:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.mode": "proxy", "cluster.remote.${alias}.seeds": null, "cluster.remote.${alias}.proxy_address": "<host>:<port>" } }`,
    documentation: DOCUMENTATION.connectionModes,
  },
  'gateways-behind-nat': {
    title: 'Gateway nodes publish addresses of their own network',
    severity: 'critical',
    meaning:
      'In sniff mode a seed only lists the nodes; the local nodes then connect to the publish addresses of up to three of them. The seed is reached from outside, but the nodes publish private or loopback addresses, which lead nowhere from the local nodes: the remote is behind NAT or a load balancer, or in a container network.',
    verify: () =>
      'On the remote: GET _nodes?filter_path=nodes.*.name,nodes.*.transport.publish_address,nodes.*.remote_cluster_server.publish_address',
    fix: ({ alias }) =>
      `Use proxy mode, which connects to one address only:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.mode": "proxy", "cluster.remote.${alias}.seeds": null, "cluster.remote.${alias}.proxy_address": "<host>:<port>" } }\nor set transport.publish_host (for a remote with an API key remote_cluster.publish_host) on each remote node to an address that the local nodes can reach, and restart it`,
    documentation: DOCUMENTATION.connectionModes,
  },
  'gateways-partly-reachable': {
    title: 'Fewer gateway nodes than there should be',
    severity: 'warning',
    meaning:
      'The remote works, but with less redundancy than sniff mode is made for: some seeds or gateway nodes cannot be reached, or fewer than three nodes may be gateways. Searches and replication go on, but the loss of another node may end them.',
    verify: () => 'GET _remote/info and look at num_nodes_connected',
    fix: () =>
      'Bring the named nodes back, open their publish addresses, or let more nodes be gateways (data or ingest role, and the attribute of cluster.remote.node.attr)',
    documentation: DOCUMENTATION.connectionModes,
  },
  'gateways-not-known': {
    title: 'The gateway nodes are not known',
    severity: 'note',
    meaning: 'Only the seeds could be probed. Whether the nodes behind them can be reached at their publish addresses was not seen.',
    verify: () => 'On the remote: GET _nodes?filter_path=nodes.*.name,nodes.*.roles,nodes.*.transport.publish_address',
    fix: ({ alias }) =>
      `Below remotes.${alias} in the registry give the checker a cross-cluster API key of its own (crossClusterApiKey), or in the certificate model sniffAsNode: true with a node certificate, or the remote's own HTTP addresses (remote)`,
    documentation: DOCUMENTATION.connectionModes,
  },
  'node-lists-differ': {
    title: 'The seed and the HTTP port tell different nodes',
    severity: 'note',
    meaning:
      'The remote was asked for its nodes twice: at a seed, as local nodes do, and at the HTTP address in the registry. Where the two have no node in common, one of them is another cluster. Else a node came or went, or an address changed, and the word of the seed counts.',
    verify: () => 'On the remote: GET / and GET _cat/nodes?v&h=name,id,ip,node.role',
    fix: ({ alias }) =>
      `If they are different clusters, correct the seeds of ${alias}, or remotes.${alias}.remote.urls in the registry. A difference that passes with the next checks needs nothing`,
    documentation: DOCUMENTATION.connectionModes,
  },
  'seeds-differ': {
    title: 'A seed belongs to another cluster',
    severity: 'warning',
    meaning:
      'A local node stays with the cluster that its first answering seed belongs to. After a restart, or when that seed is gone, it may end up in the other one: searches then return the data of a stranger.',
    verify: ({ alias }) =>
      `GET _cluster/settings?flat_settings&filter_path=*.cluster.remote.${alias}.seeds\nand on each remote cluster: GET /`,
    fix: ({ alias }) =>
      `Keep the seeds of one cluster:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.seeds": [ "<host>:<port>" ] } }`,
    documentation: DOCUMENTATION.connectionModes,
  },
  'no-eligible-gateway': {
    title: 'No remote node may be a gateway',
    severity: 'critical',
    meaning:
      'Sniff mode connects to no dedicated master, to no node of an incompatible version, and only to nodes with the attribute of cluster.remote.node.attr where that is set. No node is left.',
    verify: () => 'On the remote: GET _cat/nodes?v&h=name,version,node.role and GET _cat/nodeattrs?v',
    fix: () =>
      'Start a data or ingest node, set the attribute on remote nodes (node.attr.<name>: true), or remove cluster.remote.node.attr from the local nodes',
    documentation: DOCUMENTATION.connectionModes,
  },
  'proxy-sockets-low': {
    title: 'Few connections to the proxy are open',
    severity: 'warning',
    meaning:
      'A local node holds less than half of the sockets that it wants to the proxy address, so requests queue up and one lost socket matters more. Searches and replication go on, perhaps more slowly.',
    verify: () => 'GET _remote/info and compare num_proxy_sockets_connected with max_proxy_socket_connections',
    fix: ({ alias }) =>
      `Look for connection limits on the proxy, or want fewer:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.proxy_socket_connections": <number> } }`,
    documentation: DOCUMENTATION.connectionModes,
  },
  'unstable-endpoint': {
    title: 'Some addresses behind the name fail',
    severity: 'warning',
    meaning:
      'The name stands for several addresses, and not all of them work. Whether a connection succeeds depends on which one a node happens to use.',
    verify: (places) => `getent ahosts ${host(places)}`,
    fix: () => 'Remove the dead addresses from DNS or from the load balancer, or bring them back',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'address-moved': {
    title: 'The name of the remote now leads elsewhere',
    severity: 'warning',
    meaning:
      'DNS gives other addresses than before, while open connections stay on the old ones until they break. Searches and replication move to the new ones only then, or when a local node restarts.',
    verify: (places) => `getent ahosts ${host(places)}`,
    fix: resolve,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'identity-changed': {
    title: 'The remote is not the cluster that it should be',
    severity: 'critical',
    meaning:
      'What answers at the address is another cluster, or shows another certificate, than the registry pins. Searches may return the data of a stranger, and replication would copy it.',
    verify: ({ alias }) =>
      `GET _cluster/stats?include_remotes=true&filter_path=ccs.clusters.${alias}.cluster_uuid\nand on the remote: GET /`,
    fix: ({ alias }) =>
      `If the change was planned, correct remotes.${alias}.expect in the registry. If not, take the registration away before anybody reads from it:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.*": null } }`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'stale-connection': {
    title: 'The configured address is dead, an old connection lives',
    severity: 'warning',
    meaning:
      'Requests still pass over connections that were opened earlier. When they break, or a local node restarts, the remote is gone.',
    verify: (places) => `On a local node: nc -vz ${hostAndPort(places)}`,
    fix: ({ alias }) => `Correct the seeds or the proxy address of ${alias}, or bring the address back, before the next restart`,
    documentation: DOCUMENTATION.settings,
  },
  'not-connected': {
    title: 'The remote cannot be used, for a reason that is not seen',
    severity: 'critical',
    meaning:
      'A real cross-cluster request fails, Elasticsearch gives no reason, and the way to the configured addresses is sound. What is left is what only the nodes see: gateway nodes behind the seeds, trust, credentials, or the way from the nodes themselves.',
    verify: ({ alias }) =>
      `The log of the local node that was asked names the reason:\nGET _resolve/cluster/${alias}:*\nand look for ConnectTransportException`,
    fix: ({ alias }) =>
      `Give the remote's own HTTP access in the registry (remotes.${alias}.remote) so that gateways and keys are looked at, or let Elasticsearch tell the reason for one request:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.skip_unavailable": false } }`,
    documentation: DOCUMENTATION.troubleshooting,
  },
} as const satisfies Record<string, CatalogueEntry>;
