/** What the steps of all causes of one registration are filled in with. */
import type { GivenAccess, RegistrationFacts } from '../facts/facts.ts';
import { platformsOf } from '../facts/platformSigns.ts';
import { remoteNodesOf } from '../facts/remoteNodes.ts';
import type { Circumstances } from './cause.ts';

/** Without what only the evidence of one cause tells. */
export interface Setting extends Omit<Circumstances, 'subject' | 'daysLeft'> {
  /** When the evidence was seen. */
  readonly now: Date;
}

export function settingOf(facts: RegistrationFacts): Setting {
  const { registration, now, network } = facts;
  const { cluster, alias, mode } = registration;
  const names = network.flatMap(({ address, endpoints }) =>
    endpoints.flatMap(({ tls }) => {
      const [leaf] = tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain ?? []);
      return leaf === undefined ? [] : [[address, leaf.subjectAltNames] as const];
    }),
  );
  const serverAddresses = remoteNodesOf(facts).nodes.flatMap(
    ({ remoteClusterServerAddress }) => remoteClusterServerAddress ?? [],
  );
  return {
    cluster,
    alias,
    mode,
    registration,
    given: givenIn(facts),
    now,
    platforms: platformsOf(facts),
    certificateNames: new Map(names),
    serverAddresses,
  };
}

/** What a cause asks for must not be there already, whatever became of it. */
function givenIn({ given, remote, otherCluster, sniff = [] }: RegistrationFacts): GivenAccess {
  const asked = new Set(sniff.map(({ witness }) => witness.as));
  return {
    remote: given?.remote === true || remote !== undefined || otherCluster !== undefined,
    crossClusterApiKey: given?.crossClusterApiKey === true || asked.has('api-key'),
    sniffAsNode: given?.sniffAsNode === true || asked.has('node'),
  };
}
