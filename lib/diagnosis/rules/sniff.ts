/**
 * What only a seed tells that was asked as a local node asks it: which cluster it belongs to, and
 * what it makes of the checker's own key.
 */
import { formatAddress, parseAddress } from '../../address.ts';
import type { NodeInfo } from '../../facts/facts.ts';
import { answeredSeeds, NODES_AT_MOST, nodesByHttp } from '../../facts/remoteNodes.ts';
import { listing } from '../../listing.ts';
import type { RefusalKind, SniffWitness } from '../../result/sniff.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { View } from '../view.ts';

/** What each refusal of a key comes to; the others are not about the key. */
const KEY_REFUSALS: Partial<Record<RefusalKind, string>> = {
  'key-unknown':
    'the remote has no key with this id, so it was deleted, or belongs to another cluster',
  'key-secret-wrong': 'the remote knows the key id, but the secret is another',
  'key-revoked': 'the key has been invalidated',
  'key-expired': 'the key has expired',
  'key-type-wrong': 'it is an API key of type rest, not a cross-cluster API key',
  'key-malformed': 'it is not what creating the key answered as "encoded"',
  'certificate-identity-missing':
    'it was made with certificate_identity, so requests with it have to be signed, which the checker does not do',
  license: 'the license of the remote does not cover remote clusters with API keys',
  unauthenticated: 'the remote does not say why',
};

function witnessesOf({ facts: { sniff = [] } }: View): SniffWitness[] {
  return sniff.map(({ witness }) => witness);
}

/** A finding about the checker's own key, never about the one that the local nodes use. */
function keyRejected(view: View): Seen[] {
  return witnessesOf(view).flatMap(({ seed, as, refusal }) => {
    const meaning = refusal && KEY_REFUSALS[refusal.kind];
    if (as !== 'api-key' || meaning === undefined) return [];
    return [
      {
        subject: seed,
        evidence: `${seed} answers, but refuses the checker's own API key (crossClusterApiKey of the registry): ${meaning}: ${refusal?.message}. The key of the local cluster is another one, and was not judged by this`,
      },
    ];
  });
}

/** The license of the remote counts for every key. */
function license(view: View): Seen | undefined {
  const refused = isBroken(view)
    ? witnessesOf(view).find(({ refusal }) => refusal?.kind === 'license')
    : undefined;
  return (
    refused && {
      subject: refused.seed,
      evidence: `Asked with the checker's own API key, ${refused.seed} says: ${refused.refusal?.message}`,
    }
  );
}

/**
 * A seed of another cluster than the registry pins. Where the local cluster is connected to the
 * right one all the same, see `seedsMoved`.
 */
function otherCluster(view: View): Seen[] {
  const { expect, stats } = view.facts;
  if (stats.ok && stats.value.clusterUuid === expect?.clusterUuid) return [];
  const pins = (['clusterUuid', 'clusterName'] as const).filter(
    (pin) => expect?.[pin] !== undefined,
  );
  return witnessesOf(view).flatMap((witness) =>
    pins
      .filter((pin) => witness[pin] !== undefined && witness[pin] !== expect?.[pin])
      .map((pin) => ({
        subject: witness.seed,
        evidence: `The registry expects ${PINS[pin]} ${expect?.[pin]}, the seed ${witness.seed} belongs to ${nameOf(witness)}`,
      })),
  );
}

const PINS = { clusterUuid: 'cluster_uuid', clusterName: 'the cluster name' } as const;

/**
 * Seeds of several clusters: which one a local node ends up in depends on which seed answers first.
 */
function seedsDiffer(view: View): Seen | undefined {
  const known = witnessesOf(view).filter(({ clusterName }) => clusterName !== undefined);
  const names = new Set(known.map(({ clusterName }) => clusterName));
  const uuids = new Set(known.flatMap(({ clusterUuid }) => clusterUuid ?? []));
  if (names.size < 2 && uuids.size < 2) return undefined;
  return {
    subject: known.map(({ seed }) => seed).join(', '),
    evidence: `The seeds belong to different clusters: ${known.map((witness) => `${witness.seed} to ${nameOf(witness)}`).join(', ')}`,
  };
}

/** What the local nodes are connected to is not what they would connect to now. */
function seedsMoved(view: View): Seen[] {
  const { stats } = view.facts;
  if (!stats.ok) return [];
  return witnessesOf(view).flatMap((witness) =>
    witness.clusterUuid === undefined || witness.clusterUuid === stats.value.clusterUuid
      ? []
      : [
          {
            subject: witness.seed,
            evidence: `The local cluster is connected to cluster_uuid ${stats.value.clusterUuid}, but its seed ${witness.seed} belongs to ${nameOf(witness)}`,
          },
        ],
  );
}

function nameOf({ clusterName, clusterUuid }: SniffWitness): string {
  return clusterUuid === undefined ? `${clusterName}` : `${clusterName} (${clusterUuid})`;
}

/** Both sources tell of the same cluster, so they should tell the same. */
function listsDiffer({ facts }: View): Seen | undefined {
  const byHttp = nodesByHttp(facts);
  const [seed] = answeredSeeds(facts);
  if (byHttp === undefined || seed === undefined || seed.nodes.length >= NODES_AT_MOST)
    return undefined;
  const ids = new Set(byHttp.map(({ id }) => id));
  if (byHttp.length > 0 && !seed.nodes.some(({ id }) => ids.has(id)))
    return {
      subject: seed.witness.seed,
      severity: 'warning',
      evidence: `The seed ${seed.witness.seed} and the remote's HTTP address in the registry have no node in common: they belong to different clusters (${nameOf(seed.witness)}, and ${httpNameOf(facts)})`,
    };
  const differences = [
    ...missing(seed.nodes, byHttp, 'only the seed lists'),
    ...missing(byHttp, seed.nodes, 'only HTTP lists'),
    ...moved(seed.nodes, byHttp),
  ];
  return differences.length === 0
    ? undefined
    : {
        subject: seed.witness.seed,
        evidence: `The seed ${seed.witness.seed} and the remote's HTTP port tell different nodes: ${listing(differences, '; ')}`,
      };
}

function httpNameOf({ remote }: View['facts']): string {
  return remote?.root.ok
    ? `${remote.root.value.clusterName} (${remote.root.value.clusterUuid})`
    : 'one whose name was not seen';
}

function missing(of: readonly NodeInfo[], among: readonly NodeInfo[], who: string): string[] {
  const ids = new Set(among.map(({ id }) => id));
  const names = of.filter(({ id }) => !ids.has(id)).map(({ name }) => name);
  return names.length === 0 ? [] : [`${who} ${listing(names)}`];
}

const ADDRESSES = ['transportAddress', 'remoteClusterServerAddress'] as const;

/** Nodes of which both know an address, each another one. */
function moved(bySeed: readonly NodeInfo[], byHttp: readonly NodeInfo[]): string[] {
  const known = new Map(byHttp.map((node) => [node.id, node]));
  return bySeed.flatMap((node) =>
    ADDRESSES.flatMap((kind) => {
      const [here, there] = [node[kind], known.get(node.id)?.[kind]].map(comparable);
      return here === undefined || there === undefined || here === there
        ? []
        : [`${node.name} publishes ${here} by the seed, ${there} by HTTP`];
    }),
  );
}

function comparable(address: string | undefined): string | undefined {
  const parsed = parseAddress(address ?? '');
  return parsed && formatAddress({ host: parsed.ip ?? parsed.host, port: parsed.port });
}

export const licenseRule: Rule = { code: 'license-non-compliant', when: license };

export const SEED_IDENTITY_RULES: readonly Rule[] = [
  { code: 'identity-changed', when: otherCluster },
];

export const SNIFF_FINDING_RULES: readonly Rule[] = [
  { code: 'seeds-differ', when: seedsDiffer },
  { code: 'seeds-differ', when: seedsMoved },
  { code: 'node-lists-differ', when: listsDiffer },
  { code: 'checker-key-rejected', when: keyRejected },
];
