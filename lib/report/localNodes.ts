/** Which local nodes can use a remote. Nodes with the same values share a line. */
import type { LocalNode } from '../result/witness.ts';

/** Nodes with the same values. */
export interface NodeGroup extends Omit<LocalNode, 'node'> {
  readonly nodes: readonly string[];
}

const ORDER = ['no', 'unknown', 'yes'] as const satisfies readonly LocalNode['canUse'][];

/** Nodes that cannot use the remote come first. */
export function groupNodes(localNodes: readonly LocalNode[]): NodeGroup[] {
  const groups = new Map<string, NodeGroup>();
  for (const { node, ...rest } of localNodes) {
    const key = JSON.stringify(rest);
    groups.set(key, { ...rest, nodes: [...(groups.get(key)?.nodes ?? []), node] });
  }
  return [...groups.values()].sort((a, b) => ORDER.indexOf(a.canUse) - ORDER.indexOf(b.canUse));
}

export function yesOrNo(value: boolean | undefined): string {
  return value === undefined ? '-' : value ? 'yes' : 'no';
}
