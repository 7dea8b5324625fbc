/** Which local nodes can use which remote, for a terminal. */
import type { CheckReport, CheckResult, Status } from '../result/result.ts';
import type { LocalNode } from '../result/witness.ts';
import { groupNodes, type NodeGroup, yesOrNo } from './localNodes.ts';
import { type Column, grid } from './terminal/grid.ts';
import type { Paper } from './terminal/ink.ts';

interface Row extends NodeGroup {
  readonly cluster: string;
  readonly alias: string;
}

const STATUS_OF = {
  yes: 'healthy',
  no: 'failing',
  unknown: 'unknown',
} as const satisfies Record<LocalNode['canUse'], Status>;

/** The complete text, with a final newline. */
export function nodesTable({ results }: Pick<CheckReport, 'results'>, paper: Paper): string {
  const { head, rows } = grid(columnsOn(paper), results.flatMap(rowsOf), {
    ...paper,
    overflow: 'wrap',
  });
  return [paper.ink.bold(head), ...rows.flat()].map((line) => `${line}\n`).join('');
}

function columnsOn({ ink }: Paper): Column<Row>[] {
  const columns: Column<Row>[] = [
    { head: 'CLUSTER', cell: ({ cluster }) => cluster },
    { head: 'ALIAS', cell: ({ alias }) => alias },
    {
      head: 'CAN USE',
      cell: ({ canUse }) => canUse,
      paint: ({ canUse }, text) => ink.status(STATUS_OF[canUse], text),
    },
    { head: 'ROLE', cell: ({ hasRole }) => yesOrNo(hasRole), drops: 1 },
    { head: 'KEY', cell: ({ hasKey }) => yesOrNo(hasKey), drops: 2 },
    { head: 'CONNECTED', cell: ({ connected }) => yesOrNo(connected), drops: 3 },
    { head: 'NODES', cell: ({ nodes }) => nodes.join(', '), min: 12 },
    { head: 'WHY', cell: ({ why }) => why, min: 20 },
  ];
  const plain = ({ canUse }: Row, text: string) => (canUse === 'yes' ? ink.dim(text) : text);
  return columns.map((column) => ({ paint: plain, ...column }));
}

function rowsOf({ cluster, alias, localNodes }: CheckResult): Row[] {
  return groupNodes(localNodes ?? []).map((group) => ({ ...group, cluster, alias }));
}
