/** Sniff mode behind the seeds: which remote nodes may be gateways, and whether they can be reached. */
import { failedGatewayIn } from '../phrases.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { View } from '../view.ts';

function eligible({ gateways }: View) {
  return gateways.nodes.filter((node) => node.eligible);
}

function noEligible(view: View): Seen | undefined {
  const { gateways, facts, told, allConfiguredDead } = view;
  if (facts.registration.mode !== 'sniff' || !isBroken(view) || view.versions.wire.verdict === 'unsupported') return undefined;
  if (gateways.nodes.length > 0 && eligible(view).length === 0)
    return {
      evidence: `None of the ${gateways.nodes.length} remote nodes may be a gateway: ${gateways.nodes.map(({ name, reason }) => `${name}: ${reason}`).join('; ')}`,
    };
  const said = told.find(({ text }) => /Unable to open any connections to remote cluster/i.test(text));
  if (said === undefined || allConfiguredDead || told.some(({ code }) => code !== undefined)) return undefined;
  return {
    evidence: `${said.node} says: ${said.text}. The seeds answer, and no connection was refused: no node passed the gateway filter`,
  };
}

function unreachable(view: View): Seen | undefined {
  if (view.facts.registration.mode !== 'sniff' || !isBroken(view) || view.allConfiguredDead) return undefined;
  const candidates = eligible(view);
  const dead = candidates.filter(({ reachable }) => reachable === 'no');
  if (candidates.length > 0 && dead.length === candidates.length)
    return {
      subject: dead.map(({ publishAddress }) => publishAddress).join(', '),
      evidence: `The seeds answer, but none of the ${dead.length} eligible gateway nodes can be reached at its publish address: ${dead.map(({ name, publishAddress }) => `${name} at ${publishAddress}`).join(', ')}`,
    };
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
  if (view.facts.registration.mode !== 'sniff' || dead.length === 0 || dead.length === candidates.length) return undefined;
  const wanted = Math.min(view.facts.registration.connectionsPerCluster, candidates.length);
  const confirmed = view.facts.passive.some(({ connected, connections = 0 }) => connected === true && connections < wanted);
  return {
    subject: dead.map(({ publishAddress }) => publishAddress).join(', '),
    severity: confirmed ? 'warning' : 'note',
    evidence: `${dead.length} of ${candidates.length} eligible gateway nodes cannot be reached from ${view.facts.vantage}: ${dead.map(({ name, publishAddress }) => `${name} at ${publishAddress}`).join(', ')}`,
  };
}

function fewEligible(view: View): Seen | undefined {
  const { registration } = view.facts;
  const count = eligible(view).length;
  const all = view.gateways.nodes.length;
  if (registration.mode !== 'sniff' || count === 0 || count === all || count >= registration.connectionsPerCluster) return undefined;
  return {
    severity: 'note',
    evidence: `${count} of ${all} remote nodes may be a gateway; a local node would use up to ${registration.connectionsPerCluster}`,
  };
}

function notKnown({ gateways }: View): Seen | undefined {
  return gateways.source === 'not-known' && gateways.hint !== undefined ? { evidence: gateways.hint } : undefined;
}

export const GATEWAY_CAUSE_RULES: readonly Rule[] = [
  { code: 'no-eligible-gateway', when: noEligible },
  { code: 'gateways-unreachable', when: unreachable },
];

export const GATEWAY_FINDING_RULES: readonly Rule[] = [
  { code: 'gateways-partly-reachable', when: partlyReachable },
  { code: 'gateways-partly-reachable', when: fewEligible },
  { code: 'gateways-not-known', when: notKnown },
];
