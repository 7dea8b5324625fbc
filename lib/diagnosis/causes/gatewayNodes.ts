/** Sniff mode behind the seeds: which remote nodes are eligible, and whether they are reachable. */
import { formatAddress, parseAddress } from '../../address.ts';
import { type AddressRange, addressRange, hostRange } from '../../addressRange.ts';
import { answeredSeeds } from '../../facts/remoteNodes.ts';
import { listing } from '../../listing.ts';
import type { AddressProbe, Endpoint } from '../../result/network.ts';
import type { Gateway } from '../../result/result.ts';
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { failedGatewayIn } from '../phrases.ts';
import { get, publishAddresses, say, useProxyMode } from '../stepBuilders.ts';
import { isBroken, type View } from '../view.ts';
import { quoted } from '../wireRules.ts';

function eligible({ gateways }: View): Gateway[] {
  return gateways.nodes.filter((node) => node.eligible);
}

function isBrokenSniffing(view: View): boolean {
  return view.facts.registration.mode === 'sniff' && isBroken(view);
}

function noEligible(view: View): Match | undefined {
  const { gateways, statements, allConfiguredDead, versions } = view;
  if (!isBrokenSniffing(view) || versions.wire.verdict === 'unsupported') return undefined;
  if (gateways.nodes.length > 0 && eligible(view).length === 0) {
    const reasons = gateways.nodes.map(({ name, reason }) => `${name}: ${reason}`);
    const why = listing(reasons, '; ');
    return {
      evidence: `None of the ${gateways.nodes.length} remote nodes may be a gateway: ${why}`,
    };
  }
  const statement = statements.find(({ text }) =>
    /Unable to open any connections to remote cluster/i.test(text),
  );
  const isNamed = statements.some(({ code }) => code !== undefined);
  if (statement === undefined || allConfiguredDead || isNamed) return undefined;
  const why = 'The seeds answer, and no connection was refused: no node passed the gateway filter';
  return { evidence: `${quoted(statement)}. ${why}` };
}

/** The eligible ones that were probed, if none can be reached although a seed answers. */
function deadCandidates(view: View): Gateway[] {
  if (!isBrokenSniffing(view) || view.allConfiguredDead) return [];
  const { network, skipped } = view.facts;
  const probes = new Map(network.map((probe) => [probe.address, probe]));
  const probeOf = ({ publishAddress }: Gateway) => probes.get(normal(publishAddress));
  const wasSkipped = (node: Gateway) =>
    skipped !== undefined && skipped.gateways > 0 && probeOf(node) === undefined;
  const candidates = eligible(view).filter((node) => !wasSkipped(node));
  const isDead = (node: Gateway) => node.reachable === 'no' || leadsNowhere(probeOf(node));
  return candidates.every(isDead) ? candidates : [];
}

function normal(publishAddress = ''): string {
  const address = parseAddress(publishAddress);
  return address === undefined ? '' : formatAddress(address);
}

function leadsNowhere(probe: AddressProbe | undefined): boolean {
  const { endpoints = [] } = probe ?? {};
  return endpoints.length > 0 && endpoints.every(isOfDialingHost);
}

/** Every host has such an address for itself, so it leads to the host that dials it. */
export function isOfDialingHost({ ip, tcp }: Endpoint): boolean {
  return tcp.outcome === 'not-measured' && hostRange(ip) !== undefined;
}

function listed(nodes: readonly Gateway[]): string {
  return listing(nodes.map(({ name, publishAddress }) => `${name} at ${publishAddress}`));
}

function addressesOf(nodes: readonly Gateway[]): string {
  return listing(nodes.flatMap(({ publishAddress }) => publishAddress ?? []));
}

/** Addresses that mean something in the remote's network only, while the seed is outside of it. */
function behindNat(view: View): Match | undefined {
  const dead = deadCandidates(view);
  const gateways = rangesOf(view.facts.network.filter(({ roles }) => roles.includes('gateway')));
  const seeds = rangesOf(view.configured);
  const isSeedOutside = seeds.has('public') || (seeds.has('private') && !gateways.has('private'));
  const areInside = gateways.size > 0 && !gateways.has('public');
  if (dead.length === 0 || !areInside || !isSeedOutside) return undefined;
  const ranges = [...gateways].join(' and ');
  return {
    subject: addressesOf(dead),
    evidence: prose`
      A seed answers, but the eligible gateway nodes publish ${ranges} addresses, which cannot be
      reached: ${listed(dead)}`,
  };
}

function rangesOf(probes: readonly Pick<AddressProbe, 'endpoints'>[]): Set<AddressRange> {
  return new Set(probes.flatMap(({ endpoints }) => endpoints.map(({ ip }) => addressRange(ip))));
}

function unreachable(view: View): Match | undefined {
  if (behindNat(view) !== undefined) return undefined;
  const dead = deadCandidates(view);
  if (dead.length === 0) return deadSeedNodes(view) ?? failedGateway(view);
  return {
    subject: addressesOf(dead),
    evidence: prose`
      The seeds answer, but none of the ${dead.length} eligible gateway nodes can be reached at its
      publish address: ${listed(dead)}`,
  };
}

/** A local node that cannot connect to the seed's own node gives up on the seed. */
function deadSeedNodes(view: View): Match | undefined {
  const { gateways, facts } = view;
  const own = answeredSeeds(facts).map(({ witness }) => witness.node?.name);
  if (!isBroken(view) || own.length === 0 || gateways.seed !== undefined) return undefined;
  const dead = eligible(view).filter(
    ({ name, reachable }) => reachable === 'no' && own.includes(name),
  );
  return {
    subject: addressesOf(dead),
    evidence: prose`
      Each seed answers, but its own node cannot be reached at its publish address, and a local node
      gives up on a seed then, whatever other nodes it lists: ${listed(dead)}`,
  };
}

/** Elasticsearch names the gateway to which it could not connect. */
function failedGateway(view: View): Match | undefined {
  if (!isBrokenSniffing(view) || view.allConfiguredDead) return undefined;
  const statement = view.statements.find(({ text }) => failedGatewayIn(text) !== undefined);
  const gateway = statement && failedGatewayIn(statement.text);
  if (statement === undefined || gateway === undefined) return undefined;
  return {
    subject: gateway.address,
    evidence: prose`
      A seed answers, but its node ${gateway.node} publishes ${gateway.address}, where
      ${statement.node} cannot connect: ${statement.text}`,
  };
}

function someSeedsDead(view: View): Match[] {
  if (view.allConfiguredDead || view.facts.registration.mode !== 'sniff') return [];
  const severity = view.verdict === 'connected' ? 'note' : 'warning';
  const one = `One of ${view.configured.length} seeds`;
  return view.configured.flatMap(({ faults }) =>
    faults
      .slice(0, 1)
      .map(
        ({ evidence, subject }) =>
          ({ subject, severity, evidence: `${one}: ${evidence}` }) as const,
      ),
  );
}

function partlyReachable(view: View): Match | undefined {
  const { registration, passive, vantage } = view.facts;
  const candidates = eligible(view);
  const dead = candidates.filter(({ reachable }) => reachable === 'no');
  if (registration.mode !== 'sniff' || dead.length === 0 || dead.length === candidates.length)
    return undefined;
  const wanted = Math.min(registration.connectionsPerCluster, candidates.length);
  const isConfirmed = passive.some(
    ({ connected, connections = 0 }) => connected === true && connections < wanted,
  );
  return {
    subject: addressesOf(dead),
    severity: isConfirmed ? 'warning' : 'note',
    evidence: prose`
      ${dead.length} of ${candidates.length} eligible gateway nodes cannot be reached from
      ${vantage}: ${listed(dead)}`,
  };
}

function fewEligible(view: View): Match | undefined {
  const { mode, connectionsPerCluster: wanted } = view.facts.registration;
  const count = eligible(view).length;
  const all = view.gateways.nodes.length;
  if (mode !== 'sniff' || count === 0 || count === all || count >= wanted) return undefined;
  return {
    severity: 'note',
    evidence: prose`
      ${count} of ${all} remote nodes may be a gateway; a local node would use up to ${wanted}`,
  };
}

function notKnown({ gateways: { source, hint }, facts: { stopped } }: View): Match | undefined {
  if (stopped !== undefined) return undefined;
  return source === 'not-known' && hint !== undefined ? { evidence: hint } : undefined;
}

const SNIFFING = prose`
  In sniff mode a seed only lists the nodes; the local nodes then connect to the publish addresses
  of up to three of them.`;

const PUBLISH_HOST = prose`
  set transport.publish_host (with an API key remote_cluster.publish_host) on each remote node to an
  address that the local nodes can reach, and restart the node`;

function proxyModeOrPublishHost(given: Circumstances) {
  return [
    say('Use proxy mode, which connects to one address only:'),
    useProxyMode(given),
    say(`Or ${PUBLISH_HOST}.`),
  ];
}

export const GATEWAY_NODES = {
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
    fix: ({ alias }) => [
      say(prose`
        Below remotes.${alias} in the registry, give the checker its own cross-cluster API key
        (crossClusterApiKey), or in the certificate model sniffAsNode: true with a node certificate,
        or the remote's own HTTP addresses (remote).`),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { finding: notKnown },
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
