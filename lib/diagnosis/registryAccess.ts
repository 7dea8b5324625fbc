/** What shows that access which the registry gives to the remote is of no use. */
import type { RefusalKind } from '../result/sniff.ts';
import { type Match, prose } from './cause.ts';
import type { View } from './view.ts';

/** The link is judged by itself; only the registry says that this is the same cluster. */
export function leadsElsewhere({ facts: { otherCluster, registration } }: View): Match | undefined {
  if (otherCluster === undefined) return undefined;
  const { root, expected, by } = otherCluster;
  return {
    subject: `remotes.${registration.alias}.remote.urls`,
    evidence: prose`
      remotes.${registration.alias}.remote.urls of the registry lead to cluster ${root.clusterName}
      (cluster_uuid ${root.clusterUuid}), but ${by} ${expected}. What that cluster says of its nodes,
      keys and certificates is not used`,
  };
}

/** Access that is given and gives nothing must not look like access that is missing. */
export function remoteHttpFails({ facts: { remote, registration } }: View): Match | undefined {
  if (remote === undefined || remote.root.ok) return undefined;
  return {
    subject: `remotes.${registration.alias}.remote`,
    evidence: prose`
      The access of remotes.${registration.alias}.remote of the registry gives nothing:
      ${remote.root.failed.message}`,
  };
}

/** What each refusal means for the checker's key; the other kinds are not about the key. */
const KEY_REFUSALS: Partial<Record<RefusalKind, string>> = {
  'key-unknown':
    'the remote has no key with this id, so it was deleted, or belongs to another cluster',
  'key-secret-wrong': 'the remote knows the key id, but the secret is another',
  'key-revoked': 'the key has been invalidated',
  'key-expired': 'the key has expired',
  'key-type-wrong': 'it is an API key of type rest, not a cross-cluster API key',
  'key-malformed': 'it is not the "encoded" value of the answer that created the key',
  'certificate-identity-missing':
    'it was created with certificate_identity, so requests with it have to be signed, which the checker does not do',
  license: 'the license of the remote does not cover remote clusters with API keys',
  unauthenticated: 'the remote does not say why',
};

/** About the checker's own key, never about the one that the local nodes use. */
export function keyRejected({ facts: { sniff = [] } }: View): Match[] {
  return sniff.flatMap(({ witness: { seed, as, refusal } }) => {
    const meaning = refusal && KEY_REFUSALS[refusal.kind];
    if (as !== 'api-key' || meaning === undefined) return [];
    const refuses = prose`
      ${seed} answers, but refuses the checker's own API key (crossClusterApiKey of the registry)`;
    const other = 'The key of the local cluster is another one, and was not judged by this';
    return [{ subject: seed, evidence: `${refuses}: ${meaning}: ${refusal?.message}. ${other}` }];
  });
}
