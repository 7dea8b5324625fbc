/**
 * Whether the HTTP addresses that the registry gives for the remote lead to the cluster that the
 * local cluster uses. What another cluster says of its nodes, keys and certificates is about that
 * cluster.
 */
import type { OtherCluster, RegistrationFacts } from './facts.ts';

type Identities = Pick<RegistrationFacts, 'expect' | 'remote' | 'sniff' | 'stats'>;

/** Undefined if they lead to the right cluster, or if nothing can be compared. */
export function otherClusterOf(facts: Identities): OtherCluster | undefined {
  const { remote } = facts;
  if (!remote?.root.ok) return undefined;
  const root = remote.root.value;
  const [first] = expectedOf(facts);
  return first === undefined || first.expected === root.clusterUuid
    ? undefined
    : { root, ...first, answers: remote };
}

/** The best witness first: the connection in use, then the seeds, then what the registry pins. */
function expectedOf({
  expect,
  stats,
  sniff = [],
}: Identities): Omit<OtherCluster, 'root' | 'answers'>[] {
  return [
    ...(stats.ok
      ? [{ expected: stats.value.clusterUuid, by: 'the local cluster is connected to' }]
      : []),
    ...sniff.flatMap(({ witness: { seed, clusterUuid } }) =>
      clusterUuid === undefined
        ? []
        : [{ expected: clusterUuid, by: `the seed ${seed} belongs to` }],
    ),
    ...(expect?.clusterUuid === undefined
      ? []
      : [{ expected: expect.clusterUuid, by: 'the registry pins' }]),
  ];
}

/** Facts about the remote alone: what another cluster says is kept as the difference. */
export function withoutOtherCluster(facts: RegistrationFacts): RegistrationFacts {
  const otherCluster = otherClusterOf(facts);
  if (otherCluster === undefined) return facts;
  const { remote: _other, ...own } = facts;
  return { ...own, otherCluster };
}
