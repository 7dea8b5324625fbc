/** How many nodes of a remote are looked at. */
import type { NodeInfo } from './facts/facts.ts';

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
