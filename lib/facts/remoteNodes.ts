/**
 * The nodes of the remote cluster, from the remote's HTTP port and from its seeds: the word of a
 * seed counts, since local nodes go by it.
 */

import type { Gateways } from '../result/result.ts';
import type { NodeInfo, RegistrationFacts, Sniffed } from './facts.ts';

export interface RemoteNodes {
  readonly source: Extract<Gateways['source'], 'remote-http' | 'transport' | 'both' | 'not-known'>;
  /** Those that a seed lists, in its order, then those that only the HTTP port does. */
  readonly nodes: readonly NodeInfo[];
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
  if (bySeed === undefined)
    return byHttp === undefined
      ? { source: 'not-known', nodes: [] }
      : { source: 'remote-http', nodes: byHttp };
  return byHttp === undefined
    ? { source: 'transport', nodes: bySeed }
    : { source: 'both', nodes: merged(bySeed, byHttp) };
}

function merged(bySeed: readonly NodeInfo[], byHttp: readonly NodeInfo[]): NodeInfo[] {
  const settings = new Map(byHttp.map((node) => [node.id, node.settings]));
  const ids = new Set(bySeed.map(({ id }) => id));
  return [
    ...bySeed.map((node) => ({ ...node, settings: settings.get(node.id) ?? node.settings })),
    ...byHttp.filter(({ id }) => !ids.has(id)),
  ];
}
