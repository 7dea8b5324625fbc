import { html } from 'hono/html';
import type { StoredRemote } from '../../store/types.ts';
import { printable } from '../printable.ts';
import { badge, type Html } from './layout.ts';
import { type Matrix, type MatrixRow, matrixOf } from './matrix.ts';
import { isOld } from './old.ts';
import { columnTable } from './table.ts';
import { remotePath } from './words.ts';

/** With more rows than this, those in which all is well are folded away. */
const MAX_ROWS = 15;

export function matrixTable(remotes: readonly StoredRemote[], now: Date): Html {
  const matrix = matrixOf(remotes);
  const { rows, rowsAre } = matrix;
  const troubled = rows.filter(({ isHealthy }) => !isHealthy);
  if (rows.length <= MAX_ROWS || troubled.length === 0) return table(matrix, rows, now);
  const healthy = rows.filter(({ isHealthy }) => isHealthy);
  if (healthy.length === 0) return table(matrix, rows, now);
  const what = rowsAre === 'aliases' ? 'aliases' : 'local clusters';
  return html`${table(matrix, troubled, now)}
<details class="more"><summary>${healthy.length} more ${what}, all healthy</summary>
${table(matrix, healthy, now)}
</details>`;
}

function table({ columns, rowsAre }: Matrix, rows: readonly MatrixRow[], now: Date): Html {
  return columnTable({
    caption: rows.every(({ isHealthy }) => isHealthy) ? 'Healthy remote clusters by local cluster' : 'Remote clusters by local cluster',
    name: 'matrix',
    heads: [rowsAre === 'aliases' ? 'Alias' : 'Local cluster', ...columns],
    rows: rows.map(({ name, cells }) => [name, ...cells.map((remote) => cell(remote, now))]),
  });
}

function cell(remote: StoredRemote | undefined, now: Date): Html {
  if (remote === undefined) return html`<span class="quiet" aria-hidden="true">·</span><span class="unseen">not registered</span>`;
  const { status } = remote.result;
  const words = isOld(remote, now) ? `was ${status}` : status;
  return html`<a href="${remotePath(remote)}" title="${printable(remote.result.cause.title)}">${badge(status, words)}</a>`;
}
