/**
 * What is wrong on the local cluster's side: registration, roles, differences between its nodes.
 */

import { parseVersion } from '../../release/release.ts';
import type { Rule, Seen } from '../rule.ts';
import { rootsOf, type View } from '../view.ts';

function registrationMissing({ facts: { registration, local } }: View): Seen | undefined {
  if (registration.configuredIn !== 'nowhere') return undefined;
  return {
    evidence: `The registry names the remote ${registration.alias}, but no node of ${local.name} has it registered`,
  };
}

function registrationInvalid({ facts: { registration } }: View): Seen[] {
  return registration.contradictions.map((evidence) => ({ evidence }));
}

function registrationUnexpected({ facts: { registration, expect } }: View): Seen | undefined {
  if (
    expect?.mode === undefined ||
    registration.mode === 'unknown' ||
    registration.mode === expect.mode
  )
    return undefined;
  return {
    evidence: `The registry expects ${expect.mode} mode, the registration is in ${registration.mode} mode`,
  };
}

function nodesWithoutRole({ facts }: View): Seen | undefined {
  const passive = facts.passive
    .filter(({ failed }) => failed?.kind === 'no-role')
    .map(({ node }) => node);
  if (passive.length === 0) return undefined;
  const all = passive.length === facts.passive.length;
  return {
    subject: passive.join(', '),
    ...(all ? { severity: 'unknown' as const } : {}),
    evidence: all
      ? `No asked node has the role remote_cluster_client (${passive.join(', ')}), so none can say anything about the remote`
      : `${passive.join(', ')} lacks the role remote_cluster_client: requests through it cannot use any remote`,
  };
}

function keyMissingOnNodes({ facts: { passive }, verdict }: View): Seen | undefined {
  const without = passive
    .filter(({ hasCredentials }) => hasCredentials === false)
    .map(({ node }) => node);
  if (without.length === 0 || !passive.some(({ hasCredentials }) => hasCredentials === true))
    return undefined;
  return {
    subject: without.join(', '),
    evidence: `${without.join(', ')} has no API key for this remote in its keystore, other nodes have`,
    ...(verdict === 'connected' ? { severity: 'warning' as const } : {}),
  };
}

function unevenNodes({ facts: { passive, active }, verdict }: View): Seen | undefined {
  const unregistered = passive
    .filter(({ failed }) => failed?.kind === 'missing')
    .map(({ node }) => node);
  if (unregistered.length > 0 && unregistered.length < passive.length)
    return {
      subject: unregistered.join(', '),
      evidence: `${unregistered.join(', ')} does not know this remote, other nodes do`,
    };
  if (verdict !== 'mixed') return undefined;
  const bad = active.filter(({ outcome }) => outcome !== 'connected').map(({ node }) => node);
  return {
    subject: bad.join(', '),
    evidence: `Requests through ${bad.join(', ')} cannot use this remote, requests through other nodes can`,
  };
}

/** Since 8.15 the default is true: a dead remote drops out of searches without an error. */
function skipUnavailableImplicit({ facts }: View): Seen | undefined {
  const { skipUnavailableExplicit, skipUnavailable } = facts.registration;
  const version = parseVersion(rootsOf(facts)[0]?.version ?? '');
  if (skipUnavailableExplicit !== false || skipUnavailable === undefined || version === undefined)
    return undefined;
  return {
    evidence: `skip_unavailable is not set; ${version.major}.${version.minor} takes it as ${skipUnavailable}`,
  };
}

export const registrationMissingRule: Rule = {
  code: 'registration-missing',
  when: registrationMissing,
};

export const LOCAL_SIDE_RULES: readonly Rule[] = [
  { code: 'api-key-missing-on-nodes', when: keyMissingOnNodes },
  { code: 'uneven-local-nodes', when: unevenNodes },
  { code: 'local-node-without-role', when: nodesWithoutRole },
  { code: 'registration-invalid', when: registrationInvalid },
  { code: 'registration-unexpected', when: registrationUnexpected },
  { code: 'skip-unavailable-implicit', when: skipUnavailableImplicit },
];
