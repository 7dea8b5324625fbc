/** Shows which nodes of one local cluster can use which remotes. */
import { html } from 'hono/html';
import type { LocalNode } from '../../result/witness.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { printable } from '../printable.ts';
import { columnTable } from './htmlTable.ts';
import { badge, type Html, layout, navigation } from './layout.ts';
import { type ClusterOverview, countBadges, worstFirst } from './overview.ts';
import { elapsed, localPath, remotePath } from './words.ts';

/** Nodes with the same values for all remotes. */
interface Column {
  readonly nodes: readonly string[];
  /** In the order of the remotes. Undefined if a result does not mention the node. */
  readonly cells: readonly (LocalNode | undefined)[];
}

/** All local clusters, worst first. */
export function localClustersPage(clusters: readonly ClusterOverview[]): Html {
  const rows = worstFirst(clusters).map(({ name, status, counts, remotes }) => [
    html`<a href="${localPath(name)}">${printable(name)}</a>`,
    badge(status),
    remotes.length === 0 ? 'nothing checked yet' : countBadges(counts),
    String(nodesIn(remotes)),
  ]);
  const status = worstFirst(clusters)[0]?.status ?? 'unknown';
  return layout(
    `${clusters.length} – Local clusters`,
    html`${navigation('./', 'Local clusters')}
<header>
<h1>Local clusters</h1>
<p class="quiet">The clusters that search and follow the remote clusters. Each page shows which of its nodes can use which remote.</p>
</header>
<main id="content">
${columnTable({
  caption: 'Local clusters',
  heads: ['Local cluster', 'Worst', 'Remote clusters', 'Nodes seen'],
  rows,
})}
</main>`,
    { root: './', status },
  );
}

function nodesIn(remotes: readonly StoredRemote[]): number {
  return new Set(remotes.flatMap(({ result }) => (result.localNodes ?? []).map(({ node }) => node)))
    .size;
}

export function localClusterPage({ name, status, remotes }: ClusterOverview, now: Date): Html {
  const title = `Local nodes of ${printable(name)}`;
  return layout(
    title,
    html`${navigation('../', 'Local clusters')}
<header>
<h1>${title}</h1>
</header>
<main id="content">
<p class="words">Whether requests through a node can use a remote: its role, its keystore and its connections are its own. Nodes whose URL the registry does not name are not asked.</p>
${nodesTable(remotes, now)}
</main>`,
    { root: '../', status },
  );
}

function nodesTable(remotes: readonly StoredRemote[], now: Date): Html {
  const columns = columnsOf(remotes);
  if (columns.length === 0) return html`<p class="quiet">No result tells of any node yet.</p>`;
  return columnTable({
    caption: 'Remote clusters by local nodes',
    heads: ['Alias', ...columns.map(({ nodes }) => nodes.join(', ')), 'Checked'],
    rows: remotes.map((remote, index) => [
      html`<a href="../${remotePath(remote)}">${printable(remote.alias)}</a>`,
      ...columns.map(({ cells }) => cell(cells[index])),
      `${elapsed(remote.updatedAt, now)} ago`,
    ]),
  });
}

function columnsOf(remotes: readonly StoredRemote[]): Column[] {
  const names = [
    ...new Set(remotes.flatMap(({ result }) => (result.localNodes ?? []).map(({ node }) => node))),
  ];
  const columns = new Map<string, Column>();
  for (const name of names) {
    const cells = remotes.map(({ result }) => result.localNodes?.find(({ node }) => node === name));
    const key = JSON.stringify(cells.map((one) => one && [one.canUse, one.why]));
    columns.set(key, { nodes: [...(columns.get(key)?.nodes ?? []), name], cells });
  }
  return [...columns.values()];
}

function cell(told: LocalNode | undefined): Html {
  if (told === undefined) return html`<span class="quiet">-</span>`;
  if (told.canUse === 'yes') return html`yes`;
  return html`<strong>${told.canUse}</strong>: ${printable(told.why)}`;
}
