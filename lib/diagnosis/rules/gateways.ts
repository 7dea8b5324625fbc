/**
 * Sniff mode behind the seeds: which remote nodes may be gateways, and whether they can be reached.
 */
import { formatAddress, parseAddress } from '../../address.ts';
import { type AddressRange, addressRange, hostRange } from '../../addressRange.ts';
import { answeredSeeds } from '../../facts/remoteNodes.ts';
import { listing } from '../../listing.ts';
import type { AddressProbe, Endpoint } from '../../result/network.ts';
import type { Gateway } from '../../result/result.ts';
import { failedGatewayIn } from '../phrases.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { View } from '../view.ts';

function eligible({ gateways }: View) {
  return gateways.nodes.filter((node) => node.eligible);
}

function noEligible(view: View): Seen | undefined {
  const { gateways, facts, told, allConfiguredDead } = view;
  if (
    facts.registration.mode !== 'sniff' ||
    !isBroken(view) ||
    view.versions.wire.verdict === 'unsupported'
  )
    return undefined;
  if (gateways.nodes.length > 0 && eligible(view).length === 0)
    return {
      evidence: `None of the ${gateways.nodes.length} remote nodes may be a gateway: ${listing(
        gateways.nodes.map(({ name, reason }) => `${name}: ${reason}`),
        '; ',
      )}`,
    };
  const said = told.find(({ text }) =>
    /Unable to open any connections to remote cluster/i.test(text),
  );
  if (said === undefined || allConfiguredDead || told.some(({ code }) => code !== undefined))
    return undefined;
  return {
    evidence: `${said.node} says: ${said.text}. The seeds answer, and no connection was refused: no node passed the gateway filter`,
  };
}

/**
 * The eligible ones that were looked at, where none can be reached though a seed answers. A
 * loopback address, where no seed is, is that of whoever dials.
 */
function deadCandidates(view: View): Gateway[] {
  const { registration, network, skipped } = view.facts;
  if (registration.mode !== 'sniff' || !isBroken(view) || view.allConfiguredDead) return [];
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

/** Not probed, as every IP of it is that of the dialing host or its link. */
function leadsNowhere(probe: AddressProbe | undefined): boolean {
  const { endpoints = [] } = probe ?? {};
  return endpoints.length > 0 && endpoints.every(isOfDialingHost);
}

/** Such an address means another host to each who dials it, so the checker does not dial it. */
export function isOfDialingHost({ ip, tcp }: Endpoint): boolean {
  return tcp.outcome === 'not-measured' && hostRange(ip) !== undefined;
}

function addressesOf(nodes: readonly Gateway[]): string {
  return listing(nodes.flatMap(({ publishAddress }) => publishAddress ?? []));
}

function listed(nodes: readonly Gateway[]): string {
  return listing(nodes.map(({ name, publishAddress }) => `${name} at ${publishAddress}`));
}

/**
 * Addresses that mean something on the remote's side only, while the seed is reached from outside.
 */
function behindNat(view: View): Seen | undefined {
  const dead = deadCandidates(view);
  const gateways = rangesOf(view.facts.network.filter(({ roles }) => roles.includes('gateway')));
  const seeds = rangesOf(view.configured);
  const isSeedOutside = seeds.has('public') || (seeds.has('private') && !gateways.has('private'));
  if (dead.length === 0 || gateways.size === 0 || gateways.has('public') || !isSeedOutside)
    return undefined;
  return {
    subject: addressesOf(dead),
    evidence: `A seed answers, but the eligible gateway nodes publish ${[...gateways].join(' and ')} addresses, which cannot be reached: ${listed(dead)}`,
  };
}

function rangesOf(probes: readonly Pick<AddressProbe, 'endpoints'>[]): Set<AddressRange> {
  return new Set(probes.flatMap(({ endpoints }) => endpoints.map(({ ip }) => addressRange(ip))));
}

function unreachable(view: View): Seen | undefined {
  if (behindNat(view) !== undefined) return undefined;
  const dead = deadCandidates(view);
  if (dead.length > 0)
    return {
      subject: addressesOf(dead),
      evidence: `The seeds answer, but none of the ${dead.length} eligible gateway nodes can be reached at its publish address: ${listed(dead)}`,
    };
  return deadSeedNodes(view) ?? toldUnreachable(view);
}

/**
 * A local node that cannot connect to the seed's own node by its publish address gives up on the
 * seed, whatever else it lists.
 */
function deadSeedNodes(view: View): Seen | undefined {
  const { gateways, facts } = view;
  const own = answeredSeeds(facts).map(({ witness }) => witness.node?.name);
  if (!isBroken(view) || own.length === 0 || gateways.seed !== undefined) return undefined;
  const dead = eligible(view).filter(
    ({ name, reachable }) => reachable === 'no' && own.includes(name),
  );
  return {
    subject: addressesOf(dead),
    evidence: `Each seed answers, but its own node cannot be reached at its publish address, and a local node gives up on a seed then, whatever other nodes it lists: ${listed(dead)}`,
  };
}

function toldUnreachable(view: View): Seen | undefined {
  if (view.facts.registration.mode !== 'sniff' || !isBroken(view) || view.allConfiguredDead)
    return undefined;
  const said = view.told.find(({ text }) => failedGatewayIn(text) !== undefined);
  const gateway = said && failedGatewayIn(said.text);
  if (said === undefined || gateway === undefined) return undefined;
  return {
    subject: gateway.address,
    evidence: `A seed answers, but its node ${gateway.node} publishes ${gateway.address}, where ${said.node} cannot connect: ${said.text}`,
  };
}

function partlyReachable(view: View): Seen | undefined {
  const candidates = eligible(view);
  const dead = candidates.filter(({ reachable }) => reachable === 'no');
  if (
    view.facts.registration.mode !== 'sniff' ||
    dead.length === 0 ||
    dead.length === candidates.length
  )
    return undefined;
  const wanted = Math.min(view.facts.registration.connectionsPerCluster, candidates.length);
  const confirmed = view.facts.passive.some(
    ({ connected, connections = 0 }) => connected === true && connections < wanted,
  );
  return {
    subject: addressesOf(dead),
    severity: confirmed ? 'warning' : 'note',
    evidence: `${dead.length} of ${candidates.length} eligible gateway nodes cannot be reached from ${view.facts.vantage}: ${listed(dead)}`,
  };
}

function fewEligible(view: View): Seen | undefined {
  const { registration } = view.facts;
  const count = eligible(view).length;
  const all = view.gateways.nodes.length;
  if (
    registration.mode !== 'sniff' ||
    count === 0 ||
    count === all ||
    count >= registration.connectionsPerCluster
  )
    return undefined;
  return {
    severity: 'note',
    evidence: `${count} of ${all} remote nodes may be a gateway; a local node would use up to ${registration.connectionsPerCluster}`,
  };
}

function notKnown({ gateways, facts: { stopped } }: View): Seen | undefined {
  if (stopped !== undefined) return undefined;
  return gateways.source === 'not-known' && gateways.hint !== undefined
    ? { evidence: gateways.hint }
    : undefined;
}

export const GATEWAY_CAUSE_RULES: readonly Rule[] = [
  { code: 'no-eligible-gateway', when: noEligible },
  { code: 'gateways-behind-nat', when: behindNat },
  { code: 'gateways-unreachable', when: unreachable },
];

export const GATEWAY_FINDING_RULES: readonly Rule[] = [
  { code: 'gateways-partly-reachable', when: partlyReachable },
  { code: 'gateways-partly-reachable', when: fewEligible },
  { code: 'gateways-not-known', when: notKnown },
];
