/** Which local nodes can use the remote. */
import { html } from 'hono/html';
import type { LocalNode } from '../../result/localNode.ts';
import { groupNodes, type NodeGroup, yesOrNo } from '../localNodes.ts';
import { heading, type Level } from './heading.ts';
import type { Html } from './layout.ts';
import { columnTable } from './table.ts';

/** With its heading; nothing where the result is of a version that did not tell. */
export function localNodesTable(localNodes: readonly LocalNode[] | undefined, level: Level): Html {
  if (localNodes === undefined || localNodes.length === 0) return html``;
  return html`${heading(level, 'Local nodes')}
${columnTable({
  caption: 'Local nodes',
  heads: ['Nodes', 'Can use it', 'Role', 'API key', 'Connected', 'Why'],
  rows: groupNodes(localNodes).map(row),
})}
`;
}

function row({ canUse, hasRole, hasKey, connected, nodes, why }: NodeGroup): string[] {
  return [nodes.join(', '), canUse, yesOrNo(hasRole), yesOrNo(hasKey), yesOrNo(connected), why];
}
