/**
 * The way to the remote: names, ports, proxies, connections; `gateways.ts` has what sniffing meets
 * there.
 */
import {
  address,
  type CatalogueEntry,
  DOCUMENTATION,
  host,
  hostAndPort,
  resolve,
} from './entry.ts';
import { GATEWAYS } from './gateways.ts';

export const REACHABILITY = {
  'half-open': {
    title: 'Connections look open, but nothing comes through',
    severity: 'critical',
    meaning:
      'The local nodes believe that they are connected while their packets go nowhere, typically because a firewall, NAT gateway or load balancer dropped the flow. Searches hang until they time out, and it may take 15 minutes before the nodes notice.',
    verify: ({ alias }) =>
      `GET _remote/info says connected: true, but this times out:\nGET _resolve/cluster/${alias}:*?timeout=5s`,
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
    fix: (places) =>
      `Open ${address(places)} for the local nodes in firewalls and security groups on both sides, and check the route back`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'no-route': {
    title: 'There is no route to the remote',
    severity: 'critical',
    meaning:
      'The network says that the host or its network cannot be reached from here. No connection can be opened, so searches fail or leave this remote out, and followers stop reading.',
    verify: (places) => `On a local node: ip route get ${host(places)}`,
    fix: () =>
      'Mend the route: VPC peering or transit gateway attachments, route tables, VPN, or the interface of the local nodes',
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
    verify: () =>
      'On the remote: GET _nodes?filter_path=nodes.*.name,nodes.*.remote_cluster_server',
    fix: () =>
      'On every remote node set in elasticsearch.yml, then restart the node:\nremote_cluster_server.enabled: true\nremote_cluster.host: <address that the local nodes can reach>\nremote_cluster.port: 9443',
    documentation: DOCUMENTATION.apiKey,
  },
  ...GATEWAYS,
  'proxy-sockets-low': {
    title: 'Few connections to the proxy are open',
    severity: 'warning',
    meaning:
      'A local node holds less than half of the sockets that it wants to the proxy address, so requests queue up and one lost socket matters more. Searches and replication go on, perhaps more slowly.',
    verify: () =>
      'GET _remote/info and compare num_proxy_sockets_connected with max_proxy_socket_connections',
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
    fix: ({ alias }) =>
      `Correct the seeds or the proxy address of ${alias}, or bring the address back, before the next restart`,
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
