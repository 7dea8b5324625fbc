/** What shows which remote nodes are eligible as gateways, and whether they can be reached. */
import { formatAddress, parseAddress } from '../address.ts';
import { type AddressRange, addressRange, hostRange } from '../addressRange.ts';
import { UNKNOWN_ALIAS } from '../facts/clusterFacts.ts';
import { answeredSeeds } from '../facts/remoteNodes.ts';
import { listing } from '../listing.ts';
import type { AddressProbe, Endpoint } from '../result/network.ts';
import type { Gateway } from '../result/result.ts';
import { hasAnswered, isSilent, silentStep } from '../result/silence.ts';
import { says } from '../wording/wording.ts';
import { type Match, prose } from './cause.ts';
import { failedGatewayIn } from './phrases.ts';
import { asksOf, isBroken, type View } from './view.ts';
import { quoted } from './wireRules.ts';

export function eligible({ gateways }: View): Gateway[] {
  return gateways.nodes.filter((node) => node.eligible);
}

function isBrokenSniffing(view: View): boolean {
  return view.facts.registration.mode === 'sniff' && isBroken(view);
}

export function noEligible(view: View): Match | undefined {
  const { gateways, versions } = view;
  if (!isBrokenSniffing(view) || versions.wire.verdict === 'unsupported') return undefined;
  if (gateways.nodes.length > 0 && eligible(view).length === 0) {
    const reasons = gateways.nodes.map(({ name, reason }) => `${name}: ${reason}`);
    const why = listing(reasons, '; ');
    return {
      evidence: `None of the ${gateways.nodes.length} remote nodes may be a gateway: ${why}`,
    };
  }
  return undefined;
}

/**
 * Elasticsearch says the same whether no listed node is eligible, or none of them can be reached:
 * only the list of nodes tells them apart.
 */
export function noneConnected(view: View): Match | undefined {
  const { gateways, statements, allConfiguredDead } = view;
  if (!isBrokenSniffing(view) || allConfiguredDead || gateways.nodes.length > 0) return undefined;
  const statement = statements.find(({ text }) => NONE_OPENED.test(text));
  if (statement === undefined) return undefined;
  return {
    evidence: prose`
      ${quoted(statement)}. A seed answers, and the list of its nodes is not known here: either none
      of them is eligible as gateway, or none can be reached at its publish address`,
  };
}

const NONE_OPENED = /Unable to open any connections to remote cluster/i;

/** Two nodes at one address: a connection ends at one of them by chance. */
export function sharedPublishAddress(view: View): Match | undefined {
  const { facts, gateways } = view;
  if (facts.registration.mode !== 'sniff') return undefined;
  const at = Map.groupBy(eligible(view), ({ publishAddress = '' }) => normal(publishAddress));
  const shared = [...at].filter(
    ([address, nodes]) => address !== '' && new Set(nodes.map(({ name }) => name)).size > 1,
  );
  if (shared.length === 0) return undefined;
  const texts = shared.map(
    ([address, nodes]) => `${address} (${listing(nodes.map(({ name }) => name))})`,
  );
  const statement = view.statements.find(({ text }) => says('another-node-at-address', text));
  const isUnnamed = view.statements.every(({ code }) => code === undefined);
  // What nobody answers at is dead first of all, whoever publishes it.
  const isDead = shared.every(([, nodes]) => nodes.every(({ reachable }) => reachable === 'no'));
  const isSeen = isUnnamed && !view.allConfiguredDead && !isDead;
  const isTheCause = isBroken(view) && (statement !== undefined || isSeen);
  return {
    subject: listing(shared.map(([address]) => address)),
    severity: isTheCause ? 'critical' : 'warning',
    evidence: prose`
      ${gateways.nodes.length} remote nodes are listed, and several publish the same address:
      ${listing(texts, '; ')}${statement === undefined ? '' : `. ${quoted(statement)}`}`,
  };
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

export function listed(nodes: readonly Gateway[]): string {
  return listing(nodes.map(({ name, publishAddress }) => `${name} at ${publishAddress}`));
}

function addressesOf(nodes: readonly Gateway[]): string {
  return listing(nodes.flatMap(({ publishAddress }) => publishAddress ?? []));
}

/** Addresses that mean something in the remote's network only, while the seed is outside of it. */
export function behindNat(view: View): Match | undefined {
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

export function unreachable(view: View): Match | undefined {
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

export function someSeedsDead(view: View): Match[] {
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

/** Eligible, listed by a seed or by the remote itself, and silent at its publish address. */
function silentGateways(view: View): Gateway[] {
  const { registration, network } = view.facts;
  if (registration.mode !== 'sniff' || !network.some(hasAnswered)) return [];
  const silent = new Set(network.filter(isSilent).map(({ address }) => address));
  return eligible(view).filter(({ publishAddress }) => silent.has(normal(publishAddress)));
}

/** Some of them answer, and requests hang: then those that are silent are why. */
function hangsAtGateway(view: View): boolean {
  return (
    asksOf(view.facts).some(({ outcome }) => outcome === 'timed-out') &&
    eligible(view).some(({ reachable }) => reachable === 'yes')
  );
}

function silentMatch(view: View): Match | undefined {
  const silent = silentGateways(view);
  if (silent.length === 0) return undefined;
  const steps = silent.map((node) => `${node.name} at ${node.publishAddress}${stepOf(node, view)}`);
  const count = `${silent.length} of ${eligible(view).length} gateway nodes`;
  return {
    subject: addressesOf(silent),
    evidence: prose`
      ${count} that local nodes may choose ${silent.length === 1 ? 'is' : 'are'} silent from
      ${view.facts.vantage}: ${listing(steps)}${asked(view)}`,
  };
}

function stepOf({ publishAddress }: Gateway, { facts }: View): string {
  const probe = facts.network.find(({ address }) => address === normal(publishAddress));
  const [step] = (probe?.endpoints ?? []).flatMap((endpoint) => silentStep(endpoint) ?? []);
  return ` (${step} timed out)`;
}

function asked({ facts }: View): string {
  const asks = asksOf(facts);
  const hanging = asks.filter(({ outcome }) => outcome === 'timed-out');
  return `. ${hanging.length} of ${asks.length} cross-cluster requests got no answer`;
}

export function gatewayHangs(view: View): Match | undefined {
  const match = hangsAtGateway(view) ? silentMatch(view) : undefined;
  return match && { ...match, severity: 'critical' };
}

export function gatewaySilent(view: View): Match | undefined {
  const isSaid = hangsAtGateway(view) || isBroken(view);
  return isSaid ? undefined : silentMatch(view);
}

export function partlyReachable(view: View): Match | undefined {
  const { registration, passive, vantage } = view.facts;
  const candidates = eligible(view);
  const silent = silentGateways(view);
  const dead = candidates.filter((node) => node.reachable === 'no' && !silent.includes(node));
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

export function fewEligible(view: View): Match | undefined {
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

export function notKnown({
  gateways: { source, hint },
  facts: { stopped, registration },
}: View): Match | undefined {
  if (stopped !== undefined || registration.alias === UNKNOWN_ALIAS) return undefined;
  return source === 'not-known' && hint !== undefined ? { evidence: hint } : undefined;
}
