/** Whether the remote is the cluster that it should be. */
import type { Rule, Seen } from '../rule.ts';
import type { View } from '../view.ts';

function otherUuid({ facts: { expect, stats, remote } }: View): Seen | undefined {
  const seen = stats.ok ? stats.value.clusterUuid : undefined;
  const own = remote?.root.ok ? remote.root.value.clusterUuid : undefined;
  if (expect?.clusterUuid !== undefined && seen !== undefined && seen !== expect.clusterUuid)
    return {
      subject: seen,
      evidence: `The registry expects cluster_uuid ${expect.clusterUuid}, the local cluster is connected to ${seen}`,
    };
  if (expect?.clusterUuid !== undefined && own !== undefined && own !== expect.clusterUuid)
    return {
      subject: own,
      evidence: `The registry expects cluster_uuid ${expect.clusterUuid}, the remote's HTTP address belongs to ${own}`,
    };
  if (seen === undefined || own === undefined || seen === own) return undefined;
  return {
    subject: seen,
    evidence: `The local cluster is connected to cluster_uuid ${seen}, the remote's HTTP address in the registry belongs to ${own}`,
  };
}

/** A pin that nobody can hold against anything must not look like one that holds. */
function uuidNotSeen({ facts: { expect, stats, remote, sniff = [] } }: View): Seen | undefined {
  const wasSeen =
    stats.ok || remote?.root.ok || sniff.some(({ witness }) => witness.clusterUuid !== undefined);
  if (expect?.clusterUuid === undefined || wasSeen) return undefined;
  return {
    severity: 'warning',
    evidence: `The registry pins cluster_uuid ${expect.clusterUuid}, but the one connected to was not seen: ${stats.failed.message}`,
  };
}

function otherCertificate({ facts: { expect, network } }: View): Seen[] {
  const pinned = expect?.certificateFingerprint;
  if (pinned === undefined) return [];
  return network.flatMap(({ address, endpoints }) => {
    const chains = endpoints.flatMap(({ tls }) =>
      tls.outcome === 'not-measured' || tls.evidence === undefined ? [] : [tls.evidence.chain],
    );
    const [other] = chains
      .filter((chain) => chain.every(({ fingerprint }) => fingerprint !== pinned))
      .flat();
    return other === undefined
      ? []
      : [
          {
            subject: address,
            evidence: `${address} shows certificate ${other.fingerprint}, the registry expects ${pinned}`,
          },
        ];
  });
}

function otherName({ told }: View): Seen | undefined {
  const said = told.find(({ code }) => code === 'identity-changed');
  return said && { evidence: `${said.node} says: ${said.text}` };
}

export const IDENTITY_RULES: readonly Rule[] = [
  { code: 'identity-changed', when: otherUuid },
  { code: 'identity-changed', when: otherCertificate },
  { code: 'identity-changed', when: otherName },
  { code: 'not-measured', when: uuidNotSeen },
];
