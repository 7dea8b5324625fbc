/**
 * Which local nodes can use the remote. Those that the registry names answer for themselves, the
 * others are as the cluster lists them.
 */
import type { NodeInfo, RegistrationFacts } from '../facts/facts.ts';
import type { ActiveWitness, FailedAnswer, LocalNode, PassiveWitness } from '../result/witness.ts';
import { asksOf } from './view.ts';

const ROLE = 'remote_cluster_client';

type Verdict = Pick<LocalNode, 'canUse' | 'why'>;

export function localNodesOf(facts: RegistrationFacts): LocalNode[] {
  const { passive, local } = facts;
  const listed = local.nodes.ok ? local.nodes.value : [];
  const others = listed.filter(({ name }) => !passive.some(({ node }) => node === name));
  return [...passive.map((witness) => askedNode(witness, listed, facts)), ...others.map(otherNode)];
}

function askedNode(
  witness: PassiveWitness,
  listed: readonly NodeInfo[],
  facts: RegistrationFacts,
): LocalNode {
  const { node, connected, hasCredentials } = witness;
  const hasRole = roleOf(witness, listed);
  const usesKeys = facts.registration.securityModel === 'api-key';
  return {
    node,
    ...(hasRole === undefined ? {} : { hasRole }),
    ...(usesKeys && hasCredentials !== undefined ? { hasKey: hasCredentials } : {}),
    ...(connected === undefined ? {} : { connected }),
    ...verdictOf(witness, hasRole, facts),
  };
}

function roleOf(
  { node, connected, failed }: PassiveWitness,
  listed: readonly NodeInfo[],
): boolean | undefined {
  if (failed?.kind === 'no-role') return false;
  // Only a node with the role lists its remotes.
  if (connected !== undefined) return true;
  return listed.find(({ name }) => name === node)?.roles.includes(ROLE);
}

function verdictOf(
  witness: PassiveWitness,
  hasRole: boolean | undefined,
  facts: RegistrationFacts,
): Verdict {
  if (hasRole === false) return { canUse: 'no', why: `lacks the role ${ROLE}` };
  const { failed } = witness;
  if (failed !== undefined) return withoutAnswer(failed);
  const asks = asksOf(facts).filter(({ url }) => url === witness.url);
  const asked = asks.find(({ outcome }) => outcome !== 'connected') ?? asks[0];
  return asked === undefined ? byOthers(witness, facts) : byRequest(asked);
}

function withoutAnswer({ kind, message }: FailedAnswer): Verdict {
  return kind === 'missing'
    ? { canUse: 'no', why: 'does not know this remote' }
    : { canUse: 'unknown', why: message };
}

const OUTCOMES = {
  connected: 'yes',
  'not-connected': 'no',
  'timed-out': 'no',
  'no-role': 'no',
  'not-authorized': 'unknown',
  unknown: 'unknown',
} as const satisfies Record<ActiveWitness['outcome'], LocalNode['canUse']>;

function byRequest({ outcome, error }: ActiveWitness): Verdict {
  const why =
    outcome === 'connected'
      ? 'a cross-cluster request passes'
      : (error ?? `a cross-cluster request ends with ${outcome}`);
  return { canUse: OUTCOMES[outcome], why };
}

/** A node that sees the same as one through which a request passed is not asked itself. */
function byOthers({ connections }: PassiveWitness, { active }: RegistrationFacts): Verdict {
  const holds = `holds ${connections} connections`;
  if (active.some(({ outcome }) => outcome === 'connected'))
    return { canUse: 'yes', why: `${holds}, as a node through which a request passes` };
  return {
    canUse: 'unknown',
    why: `${holds}, and was not asked: no request passes through other nodes`,
  };
}

function otherNode({ name, roles }: NodeInfo): LocalNode {
  const hasRole = roles.includes(ROLE);
  const why = hasRole ? 'not asked, as its URL is not in the registry' : `lacks the role ${ROLE}`;
  return { node: name, hasRole, canUse: hasRole ? 'unknown' : 'no', why };
}
