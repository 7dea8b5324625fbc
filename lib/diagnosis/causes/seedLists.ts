/** Which cluster each seed belongs to, and which nodes it lists. */
import { formatAddress, parseAddress } from '../../address.ts';
import type { NodeInfo } from '../../facts/facts.ts';
import { answeredSeeds, NODES_AT_MOST, nodesByHttp } from '../../facts/remoteNodes.ts';
import { listing } from '../../listing.ts';
import type { SniffWitness } from '../../result/sniff.ts';
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { get, register, say } from '../stepBuilders.ts';
import type { View } from '../view.ts';

function witnessesOf({ facts: { sniff = [] } }: View): SniffWitness[] {
  return sniff.map(({ witness }) => witness);
}

/** Which cluster a local node connects to depends on which seed answers first. */
function seedsDiffer(view: View): Match | undefined {
  const known = witnessesOf(view).filter(({ clusterName }) => clusterName !== undefined);
  const names = new Set(known.map(({ clusterName }) => clusterName));
  const uuids = new Set(known.flatMap(({ clusterUuid }) => clusterUuid ?? []));
  if (names.size < 2 && uuids.size < 2) return undefined;
  const belongings = known.map((witness) => `${witness.seed} to ${clusterOf(witness)}`).join(', ');
  return {
    subject: known.map(({ seed }) => seed).join(', '),
    evidence: `The seeds belong to different clusters: ${belongings}`,
  };
}

/** The local nodes are connected to another cluster than a new connection would lead to. */
function seedElsewhere(view: View): Match[] {
  const { stats } = view.facts;
  if (!stats.ok) return [];
  const { clusterUuid } = stats.value;
  return witnessesOf(view)
    .filter((witness) => witness.clusterUuid !== undefined && witness.clusterUuid !== clusterUuid)
    .map((witness) => ({
      subject: witness.seed,
      evidence: prose`
        The local cluster is connected to cluster_uuid ${clusterUuid}, but its seed ${witness.seed}
        belongs to ${clusterOf(witness)}`,
    }));
}

/** `name (uuid)`, as far as a seed says it. */
export function clusterOf({ clusterName, clusterUuid }: SniffWitness): string {
  return clusterUuid === undefined ? `${clusterName}` : `${clusterName} (${clusterUuid})`;
}

/** Both sources are about the same cluster, so they should list the same nodes. */
function listsDiffer({ facts }: View): Match | undefined {
  const byHttp = nodesByHttp(facts);
  const [first] = answeredSeeds(facts);
  if (byHttp === undefined || first === undefined) return undefined;
  if (first.nodes.length >= NODES_AT_MOST) return undefined;
  const { seed } = first.witness;
  const ids = new Set(byHttp.map(({ id }) => id));
  if (byHttp.length > 0 && !first.nodes.some(({ id }) => ids.has(id)))
    return {
      subject: seed,
      severity: 'warning',
      evidence: prose`
        The seed ${seed} and the remote's HTTP address in the registry have no node in common: they
        belong to different clusters (${clusterOf(first.witness)}, and ${clusterByHttp(facts)})`,
    };
  const differences = [
    ...missing(first.nodes, byHttp, 'only the seed lists'),
    ...missing(byHttp, first.nodes, 'only HTTP lists'),
    ...otherAddresses(first.nodes, byHttp),
  ];
  if (differences.length === 0) return undefined;
  const list = listing(differences, '; ');
  return {
    subject: seed,
    evidence: `The seed ${seed} and the remote's HTTP API list different nodes: ${list}`,
  };
}

function clusterByHttp({ remote }: View['facts']): string {
  if (remote?.root.ok !== true) return 'one whose name was not seen';
  return `${remote.root.value.clusterName} (${remote.root.value.clusterUuid})`;
}

function missing(of: readonly NodeInfo[], among: readonly NodeInfo[], who: string): string[] {
  const ids = new Set(among.map(({ id }) => id));
  const names = of.filter(({ id }) => !ids.has(id)).map(({ name }) => name);
  return names.length === 0 ? [] : [`${who} ${listing(names)}`];
}

const ADDRESS_KINDS = ['transportAddress', 'remoteClusterServerAddress'] as const;

/** Nodes whose address both sources know, each another one. */
function otherAddresses(bySeed: readonly NodeInfo[], byHttp: readonly NodeInfo[]): string[] {
  const known = new Map(byHttp.map((node) => [node.id, node]));
  return bySeed.flatMap((node) =>
    ADDRESS_KINDS.flatMap((kind) => {
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

export const SEED_LISTS = {
  'node-lists-differ': {
    title: 'Seed and HTTP API list different nodes',
    meaning: prose`
      The checker asked the remote for its nodes twice: at a seed, as local nodes do, and at the
      HTTP address in the registry. If the two have no node in common, one of them is another
      cluster. If not, a node came or went, or an address changed, and the seed's list is used.`,
    verify: () => [
      get('/', 'remote-cluster'),
      get('_cat/nodes?v&h=name,id,ip,node.role', 'remote-cluster'),
    ],
    fix: ({ alias }) => [
      say(prose`
        If they are different clusters, correct the seeds of ${alias}, or
        remotes.${alias}.remote.urls in the registry. A difference that is gone at the next check
        needs nothing.`),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { finding: listsDiffer },
  },
  'seeds-differ': {
    title: 'A seed belongs to another cluster',
    meaning: prose`
      A local node uses the cluster of its first seed that answers. After a restart, or when that
      seed is gone, it may use the other one: searches then return data from an unrelated cluster.`,
    verify: ({ alias }) => [
      get(`_cluster/settings?flat_settings&filter_path=*.cluster.remote.${alias}.seeds`),
      say('Compare with the name and the uuid that each seed belongs to:'),
      get('/', 'remote-cluster'),
    ],
    fix: (given) => [
      say('Keep the seeds of one cluster:'),
      register(given, { seeds: ['<host>:<port>'] }),
    ],
    documentation: DOCUMENTATION.connectionModes,
    when: { finding: [seedsDiffer, seedElsewhere] },
  },
} as const satisfies Record<CodesOf<'seedLists'>, Cause>;
