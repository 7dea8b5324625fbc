/**
 * The way to the remote in sniff mode: which gateway nodes there are, and where they say that they
 * are.
 */
import { type CatalogueEntry, DOCUMENTATION } from './entry.ts';

export const GATEWAYS = {
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
    meaning:
      'Only the seeds could be probed. Whether the nodes behind them can be reached at their publish addresses was not seen.',
    verify: () =>
      'On the remote: GET _nodes?filter_path=nodes.*.name,nodes.*.roles,nodes.*.transport.publish_address',
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
    verify: () =>
      'On the remote: GET _cat/nodes?v&h=name,version,node.role and GET _cat/nodeattrs?v',
    fix: () =>
      'Start a data or ingest node, set the attribute on remote nodes (node.attr.<name>: true), or remove cluster.remote.node.attr from the local nodes',
    documentation: DOCUMENTATION.connectionModes,
  },
} as const satisfies Record<string, CatalogueEntry>;
