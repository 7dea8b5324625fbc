/** Sniff mode behind the seeds: which remote nodes are eligible, and whether they are reachable. */
import { listing } from '../../listing.ts';
import type { Step } from '../../result/instructions.ts';
import { type Cause, type Circumstances, DOCUMENTATION, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import {
  behindNat,
  fewEligible,
  gatewayHangs,
  gatewaySilent,
  noEligible,
  noneConnected,
  notKnown,
  partlyReachable,
  sharedPublishAddress,
  someSeedsDead,
  unreachable,
} from '../gatewayEvidence.ts';
import { address, get, publishAddresses, register, say, useProxyMode } from '../stepBuilders.ts';

const SNIFFING = prose`
  In sniff mode a seed only lists the nodes; the local nodes then connect to the publish addresses
  of up to three of them.`;

const PUBLISH_HOST = prose`
  set transport.publish_host (with an API key remote_cluster.publish_host) on each remote node to an
  address that the local nodes can reach, and restart the node`;

/** Nobody but the platform sets what its nodes publish. */
function isManaged({ platforms }: Circumstances): boolean {
  return platforms?.remote === 'ech' || platforms?.remote === 'ece';
}

function proxyModeOrPublishHost(given: Circumstances) {
  return [
    say(
      'Use proxy mode, which connects to one address only, such as this seed or a load balancer:',
    ),
    useProxyMode(given, given.registration?.seeds[0]),
    ...(isManaged(given) ? [] : [say(`Or ${PUBLISH_HOST}.`)]),
  ];
}

/** Only what the registry does not give yet, and what the security model can use. */
function giveAccess({ alias, given, registration }: Circumstances): Step[] {
  const model = registration?.securityModel ?? 'unknown';
  const ways = [
    model === 'certificate' || model === 'none' || given?.crossClusterApiKey
      ? []
      : ['its own cross-cluster API key (crossClusterApiKey)'],
    model === 'api-key' || model === 'none' || given?.sniffAsNode
      ? []
      : ['in the certificate model sniffAsNode: true with a node certificate'],
    given?.remote ? [] : ["the remote's own HTTP addresses (remote)"],
  ].flat();
  return ways.length === 0
    ? [say('The registry gives all access that there is. Make it work: the evidence says why not.')]
    : [say(`Below remotes.${alias} in the registry, give the checker ${listing(ways, ', or ')}.`)];
}

export const GATEWAY_NODES = {
  'gateway-silent': {
    title: 'A gateway node is silent',
    meaning: prose`
      Local nodes take their connections in turn. A request that comes to a silent gateway hangs
      until it times out, while the others pass: the same search works at one moment and hangs at
      the next. A node that is stopped, a firewall, or a half-open connection is behind it.`,
    verify: ({ alias }) => [
      say('Repeat the request as often as there are connections; some of them hang:'),
      get('_remote/info'),
      get(`_resolve/cluster/${alias}:*?timeout=5s`),
    ],
    fix: (given) => [
      say(prose`
        Restart the named node, or restore the way to its publish address (${address(given)}).
        To have the local nodes drop such connections, let Elasticsearch ping:`),
      register(given, { 'transport.ping_schedule': '30s' }),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { certain: gatewayHangs, finding: gatewaySilent },
  },
  'gateways-unreachable': {
    title: 'Publish addresses of the gateway nodes are unreachable',
    meaning: prose`${SNIFFING}
      A seed answers here, but those addresses cannot be reached: they are private, behind NAT, or
      in a container network.`,
    verify: () => [publishAddresses],
    fix: proxyModeOrPublishHost,
    documentation: DOCUMENTATION.connectionModes,
    when: { wire: unreachable },
  },
  'gateways-behind-nat': {
    title: 'Gateway nodes publish addresses of their own network',
    meaning: prose`${SNIFFING}
      The local nodes reach the seed from outside, but the nodes publish private or loopback
      addresses, which lead nowhere from there. The remote is behind NAT or a load balancer, or in a
      container network.`,
    verify: () => [publishAddresses],
    fix: proxyModeOrPublishHost,
    documentation: DOCUMENTATION.connectionModes,
    when: { wire: behindNat },
  },
  'gateways-partly-reachable': {
    title: 'Fewer gateway nodes than expected',
    meaning: prose`
      The remote works with less redundancy than sniff mode offers. Some seeds or gateway nodes
      cannot be reached, or fewer than three nodes are eligible. Searches and replication go on, but
      the loss of another node may end them.`,
    verify: () => [say('Look at num_nodes_connected:'), get('_remote/info')],
    fix: () => [
      say(prose`
        Restore the named nodes, open their publish addresses, or make more nodes eligible (data or
        ingest role, and the attribute of cluster.remote.node.attr).`),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { finding: [someSeedsDead, partlyReachable, fewEligible] },
  },
  'gateways-not-known': {
    title: 'The gateway nodes are not known',
    meaning: prose`
      The checker could probe the seeds only. It does not know whether local nodes can reach the
      nodes behind them at their publish addresses.`,
    verify: () => [
      get(
        '_nodes?filter_path=nodes.*.name,nodes.*.roles,nodes.*.transport.publish_address',
        'remote-cluster',
      ),
    ],
    fix: giveAccess,
    documentation: DOCUMENTATION.connectionModes,
    when: { finding: notKnown },
  },
  'shared-publish-address': {
    title: 'Several remote nodes publish the same address',
    meaning: prose`${SNIFFING}
      Behind one address, a load balancer or a port forward, a connection ends at one of the nodes by
      chance. A local node drops it if it meets another node than the one that the seed listed, so
      the link comes up now and then.`,
    verify: () => [publishAddresses],
    fix: (given) => [
      say(prose`
        Give each remote node an address of its own: transport.publish_host and
        transport.publish_port, with an API key remote_cluster.publish_host and
        remote_cluster.publish_port.`),
      say('Or use proxy mode, which is made for one address in front of all nodes:'),
      useProxyMode(given),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { certain: sharedPublishAddress },
  },
  'no-gateway-connected': {
    title: 'No gateway node of the remote could be connected',
    meaning: prose`${SNIFFING}
      A seed answers, but the local node opened no connection to any node that the seed lists. Either
      no node is eligible (dedicated masters, a missing attribute, no remote cluster server), or none
      can be reached at its publish address.`,
    verify: () => [publishAddresses],
    fix: (given) => [
      say(prose`
        Compare the publish addresses with what the local nodes can reach. If they can reach one,
        look at its roles and attributes. If they can reach none:`),
      ...proxyModeOrPublishHost(given),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { weak: noneConnected },
  },
  'no-eligible-gateway': {
    title: 'No eligible gateway node',
    meaning: prose`
      Sniff mode connects to no dedicated master and to no node of an incompatible version. If
      cluster.remote.node.attr is set, it connects only to nodes with that attribute. No node is
      left.`,
    verify: () => [
      get('_cat/nodes?v&h=name,version,node.role', 'remote-cluster'),
      get('_cat/nodeattrs?v', 'remote-cluster'),
    ],
    fix: () => [
      say(prose`
        Start a data or ingest node, set the attribute on remote nodes (node.attr.<name>: true), or
        remove cluster.remote.node.attr from the local nodes.`),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { wire: noEligible },
  },
} as const satisfies Record<CodesOf<'gatewayNodes'>, Cause>;
