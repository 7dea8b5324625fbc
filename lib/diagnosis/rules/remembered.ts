/**
 * Whether the remote is still who it was when the checker first saw it. What the registry pins
 * outranks what is remembered.
 */
import { issuersSeen } from '../../state/baseline/clusterIdentity.ts';
import type { Rule, Seen } from '../rule.ts';
import { uuidOf, type View } from '../view.ts';

function clusterReplaced({ facts }: View): Seen | undefined {
  const remembered = facts.memory?.identity?.clusterUuid;
  const seen = uuidOf(facts);
  if (
    remembered === undefined ||
    seen === undefined ||
    seen === remembered.uuid ||
    facts.expect?.clusterUuid !== undefined
  )
    return undefined;
  return {
    subject: seen,
    evidence: `The remote is now the cluster ${seen}; since ${remembered.since.slice(0, 10)} it has been ${remembered.uuid}. Was it planned?`,
  };
}

function issuerChanged({ facts }: View): Seen | undefined {
  const remembered = facts.memory?.identity?.issuers;
  const { certificateFingerprint, certificateIssuer } = facts.expect ?? {};
  if (
    remembered === undefined ||
    certificateFingerprint !== undefined ||
    certificateIssuer !== undefined
  )
    return undefined;
  const issuers = issuersSeen(facts.network).filter((issuer) => !remembered.names.includes(issuer));
  if (issuers.length === 0) return undefined;
  return {
    subject: issuers.join(', '),
    evidence: `A certificate of the remote is now issued by ${issuers.join(', ')}; since ${remembered.since.slice(0, 10)} the issuer has been ${remembered.names.join(', ')}. Is it an expected rotation?`,
  };
}

/** Pinned by the registry. */
function otherIssuer({ facts: { expect, network } }: View): Seen | undefined {
  const pinned = expect?.certificateIssuer;
  const other = issuersSeen(network).filter((issuer) => issuer !== pinned);
  if (pinned === undefined || other.length === 0) return undefined;
  return {
    subject: other.join(', '),
    evidence: `The registry expects certificates issued by ${pinned}, the remote shows one issued by ${other.join(', ')}`,
  };
}

export const pinnedIssuerRule: Rule = { code: 'identity-changed', when: otherIssuer };

export const REMEMBERED_RULES: readonly Rule[] = [
  { code: 'cluster-replaced', when: clusterReplaced },
  { code: 'certificate-issuer-changed', when: issuerChanged },
];
