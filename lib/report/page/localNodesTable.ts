/** Which local nodes can use the remote. */
import { html } from 'hono/html';
import type { LocalNode } from '../../result/localNode.ts';
import { groupNodes, type NodeGroup, yesOrNo } from '../localNodes.ts';
import { printable } from '../printable.ts';
import type { Html } from './layout.ts';

/** With its heading; nothing where the result is of a version that did not tell. */
export function localNodesTable(localNodes: readonly LocalNode[] | undefined): Html {
  if (localNodes === undefined || localNodes.length === 0) return html``;
  return html`<h2>Local nodes</h2>
<table>
<tr><th>Can use it</th><th>Role</th><th>API key</th><th>Connected</th><th>Nodes</th><th>Why</th></tr>
${groupNodes(localNodes).map(row)}</table>
`;
}

function row({ canUse, hasRole, hasKey, connected, nodes, why }: NodeGroup): Html {
  return html`<tr><td>${canUse}</td><td>${yesOrNo(hasRole)}</td><td>${yesOrNo(hasKey)}</td><td>${yesOrNo(connected)}</td><td>${printable(nodes.join(', '))}</td><td>${printable(why)}</td></tr>\n`;
}
