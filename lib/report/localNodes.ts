/**
 * Which local nodes can use which remote, as a table for a terminal. Nodes with the same values
 * share a line.
 */

import type { CheckReport, CheckResult } from '../result/result.ts';
import type { LocalNode } from '../result/witness.ts';
import { printable } from './printable.ts';
import { widest } from './reportTable.ts';

const COLUMNS = [
  'cluster',
  'alias',
  'can use',
  'role',
  'key',
  'connected',
  'nodes',
  'why',
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

const HEAD = Object.fromEntries(COLUMNS.map((column) => [column, column.toUpperCase()])) as Row;

/** Nodes with the same values. */
export interface NodeGroup extends Omit<LocalNode, 'node'> {
  readonly nodes: readonly string[];
}

const ORDER = ['no', 'unknown', 'yes'] as const satisfies readonly LocalNode['canUse'][];

/** Nodes that cannot use the remote come first. */
export function groupNodes(localNodes: readonly LocalNode[]): NodeGroup[] {
  const groups = new Map<string, NodeGroup>();
  for (const { node, ...told } of localNodes) {
    const key = JSON.stringify(told);
    groups.set(key, { ...told, nodes: [...(groups.get(key)?.nodes ?? []), node] });
  }
  return [...groups.values()].sort((a, b) => ORDER.indexOf(a.canUse) - ORDER.indexOf(b.canUse));
}

/** The complete text, with a final newline. */
export function nodesTable({ results }: Pick<CheckReport, 'results'>): string {
  const rows = [HEAD, ...results.flatMap(rowsOf)];
  const columns = COLUMNS.map((column) => {
    const width = widest(rows.map((row) => row[column].length));
    return (row: Row) => row[column].padEnd(width);
  });
  return rows
    .map(
      (row) =>
        `${columns
          .map((cell) => cell(row))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function rowsOf({ cluster, alias, localNodes }: CheckResult): Row[] {
  return groupNodes(localNodes ?? []).map(({ nodes, canUse, hasRole, hasKey, connected, why }) => ({
    cluster: printable(cluster),
    alias: printable(alias),
    'can use': canUse,
    role: yesOrNo(hasRole),
    key: yesOrNo(hasKey),
    connected: yesOrNo(connected),
    nodes: printable(nodes.join(', ')),
    why: printable(why),
  }));
}

export function yesOrNo(value: boolean | undefined): string {
  return value === undefined ? '-' : value ? 'yes' : 'no';
}
