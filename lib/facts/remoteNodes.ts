/**
 * The nodes of the remote cluster, from the remote's HTTP port and from its seeds: the word of a
 * seed counts, since local nodes go by it.
 */

import type { Gateways } from '../result/result.ts';
import type { NodeInfo, RegistrationFacts, Sniffed } from './facts.ts';

export interface RemoteNodes {
  readonly source: Extract<Gateways['source'], 'remote-http' | 'transport' | 'both' | 'not-known'>;
  /**
   * Those that a seed lists, in its order, then those that only the HTTP port does; the first
   * 1,000.
   */
  readonly nodes: readonly NodeInfo[];
  /** How many there are besides. */
  readonly further: number;
}

export type NodeSources = Pick<RegistrationFacts, 'remote' | 'sniff'>;

/** A seed that listed its cluster's nodes. */
export interface Answered extends Sniffed {
  readonly nodes: readonly NodeInfo[];
}

/** In the order in which local nodes try them. */
export function answeredSeeds({ sniff = [] }: NodeSources): Answered[] {
  return sniff.flatMap(({ witness, nodes }) => (nodes === undefined ? [] : [{ witness, nodes }]));
}

export function nodesByHttp({ remote }: NodeSources): readonly NodeInfo[] | undefined {
  return remote?.nodes.ok ? remote.nodes.value : undefined;
}

export function remoteNodesOf(sources: NodeSources): RemoteNodes {
  const byHttp = nodesByHttp(sources);
  const bySeed = answeredSeeds(sources)[0]?.nodes;
  const nodes = merged(bySeed ?? [], byHttp ?? []);
  const source =
    bySeed === undefined
      ? byHttp === undefined
        ? 'not-known'
        : 'remote-http'
      : byHttp === undefined
        ? 'transport'
        : 'both';
  const first = firstNodes(nodes, ownIdsOf(sources));
  return { source, nodes: first, further: nodes.length - first.length + cutBefore(sources) };
}

/** How many nodes the seed listed beyond those that were kept. */
function cutBefore(sources: NodeSources): number {
  const [seed] = answeredSeeds(sources);
  return seed === undefined || seed.nodes.length < NODES_AT_MOST
    ? 0
    : (seed.witness.listed ?? 0) - seed.nodes.length;
}

/** Of the nodes that answered as seeds: a local node connects to them first. */
export function ownIdsOf(sources: NodeSources): ReadonlySet<string> {
  return new Set(answeredSeeds(sources).flatMap(({ witness }) => witness.node?.id ?? []));
}

function merged(bySeed: readonly NodeInfo[], byHttp: readonly NodeInfo[]): NodeInfo[] {
  const settings = new Map(byHttp.map((node) => [node.id, node.settings]));
  const ids = new Set(bySeed.map(({ id }) => id));
  return [
    ...bySeed.map((node) => ({ ...node, settings: settings.get(node.id) ?? node.settings })),
    ...byHttp.filter(({ id }) => !ids.has(id)),
  ];
}

/** How many seeds of a remote are looked at: local nodes connect to the first that answers. */
export const SEEDS_AT_MOST = 128;

/** The largest clusters have some hundred nodes. */
export const NODES_AT_MOST = 1_000;

/**
 * The first of these nodes in their order, the one with a wanted id before all others if there are
 * too many.
 */
export function firstNodes(
  nodes: readonly NodeInfo[],
  wanted: ReadonlySet<string>,
): readonly NodeInfo[] {
  if (nodes.length <= NODES_AT_MOST) return nodes;
  const isWanted = ({ id }: NodeInfo) => wanted.has(id);
  return [...nodes.filter(isWanted), ...nodes.filter((node) => !isWanted(node))].slice(
    0,
    NODES_AT_MOST,
  );
}
