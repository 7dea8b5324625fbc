import { html } from 'hono/html';
import type { Status } from '../../result/result.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { natural } from '../naturalOrder.ts';
import { printable } from '../printable.ts';
import { STATUSES_WORST_FIRST } from '../statusOrder.ts';
import { columnTable } from './htmlTable.ts';
import { type Html, isOld, shape } from './layout.ts';
import { remotePath } from './words.ts';

/** With more rows than this, the page folds the healthy rows. */
const MAX_ROWS = 15;

export function matrixTable(remotes: readonly StoredRemote[], now: Date): Html {
  const matrix = matrixOf(remotes);
  const { rows, rowsAre } = matrix;
  const troubled = rows.filter(({ isHealthy }) => !isHealthy);
  const healthy = rows.filter(({ isHealthy }) => isHealthy);
  if (rows.length <= MAX_ROWS || troubled.length === 0 || healthy.length === 0)
    return html`${shapes()}${table(matrix, rows, now)}`;
  const what = rowsAre === 'aliases' ? 'aliases' : 'local clusters';
  return html`${shapes()}${table(matrix, troubled, now)}
<details class="more"><summary>${healthy.length} more ${what}, all healthy</summary>
${table(matrix, healthy, now)}
</details>`;
}

function table({ columns, rowsAre }: Matrix, rows: readonly MatrixRow[], now: Date): Html {
  return columnTable({
    caption: rows.every(({ isHealthy }) => isHealthy)
      ? 'Healthy remote clusters by local cluster'
      : 'Remote clusters by local cluster',
    name: 'fleet',
    heads: [rowsAre === 'aliases' ? 'Alias' : 'Local cluster', ...columns],
    rows: rows.map(({ name, cells }) => [name, ...cells.map((remote) => cell(remote, now))]),
  });
}

/** Short, because a page may have thousands of them. The shapes stand once, in `shapes`. */
function cell(remote: StoredRemote | undefined, now: Date): Html {
  if (remote === undefined) return html``;
  const { status } = remote.result;
  const [name, words] = isOld(remote, now)
    ? [`${status} stale`, `was ${status}`]
    : [status, status];
  const title = status === 'healthy' ? words : `${words}: ${remote.result.cause.title}`;
  return html`<a href="${remotePath(remote)}" class="${name}" title="${printable(title)}"><svg class="icon"><use href="#${status}"/></svg><span class="unseen">${words}</span></a>`;
}

/** What the cells refer to. */
function shapes(): Html {
  return html`<svg class="unseen" aria-hidden="true">${STATUSES_WORST_FIRST.map((status) => html`<symbol id="${status}" viewBox="0 0 16 16">${shape(status)}</symbol>`)}</svg>`;
}

/**
 * A matrix of local clusters and remotes. The longer side becomes the rows. Problems come first on
 * both sides.
 */

export interface Matrix {
  /** Names the kind of the rows. The columns are the other kind. */
  readonly rowsAre: 'aliases' | 'clusters';
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly name: string;
  readonly isHealthy: boolean;
  /** In column order. Undefined if the remote is not registered there. */
  readonly cells: readonly (StoredRemote | undefined)[];
}

export function matrixOf(remotes: readonly StoredRemote[]): Matrix {
  const byCluster = Map.groupBy(remotes, ({ cluster }) => cluster);
  const byAlias = Map.groupBy(remotes, ({ alias }) => alias);
  const rowsAre = byCluster.size > byAlias.size ? 'clusters' : 'aliases';
  const [down, across] = rowsAre === 'clusters' ? [byCluster, byAlias] : [byAlias, byCluster];
  const columns = troubleFirst(across).map(({ name }) => name);
  const nameAcross = ({ cluster, alias }: StoredRemote) =>
    rowsAre === 'clusters' ? alias : cluster;
  const rows = troubleFirst(down).map(({ name, remotes: inRow }): MatrixRow => {
    const byColumn = new Map(inRow.map((remote) => [nameAcross(remote), remote]));
    const isHealthy = inRow.every(({ result }) => result.status === 'healthy');
    return { name, isHealthy, cells: columns.map((column) => byColumn.get(column)) };
  });
  return { rowsAre, columns, rows };
}

interface Group {
  readonly name: string;
  readonly remotes: readonly StoredRemote[];
}

/** Sorts by the number of failing remotes, then by the number of degraded ones, and so on. */
function troubleFirst(groups: ReadonlyMap<string, readonly StoredRemote[]>): Group[] {
  return [...groups].map(([name, remotes]) => ({ name, remotes })).toSorted(byTrouble);
}

function byTrouble(one: Group, other: Group): number {
  const bad = STATUSES_WORST_FIRST.filter((status) => status !== 'healthy');
  const differences = bad.map((status) => count(other, status) - count(one, status));
  return differences.find((difference) => difference !== 0) ?? natural(one.name, other.name);
}

function count({ remotes }: Group, status: Status): number {
  return remotes.filter(({ result }) => result.status === status).length;
}
