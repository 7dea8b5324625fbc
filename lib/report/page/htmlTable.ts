import { html } from 'hono/html';
import { printable } from '../printable.ts';
import type { Html } from './layout.ts';

type Cell = string | Html;

/** Name and value, a line each; those without a value are left out. */
export function valueTable(rows: Readonly<Record<string, Cell | undefined>>): Html {
  const shown = Object.entries(rows).filter(([, value]) => value !== undefined);
  return html`<table class="values"><tbody>
${shown.map(([name, value = '']) => html`<tr><th scope="row">${name}</th><td>${cell(value)}</td></tr>\n`)}</tbody></table>`;
}

export interface Columns {
  /** What the table shows, for those who do not see what stands above it. */
  readonly caption: string;
  readonly heads: readonly Cell[];
  /** The first cell of each names the row. */
  readonly rows: readonly (readonly Cell[])[];
  /** A class of its own. */
  readonly name?: string;
}

/** It scrolls in itself where it is wider than the screen, by keyboard too. */
export function columnTable({ caption, heads, rows, name = '' }: Columns): Html {
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0">
<table class="columns ${name}">
<caption class="unseen">${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${cell(head)}</th>`)}</tr></thead>
<tbody>
${rows.map(([name = '', ...cells]) => html`<tr><th scope="row">${cell(name)}</th>${cells.map((one) => html`<td>${cell(one)}</td>`)}</tr>\n`)}</tbody>
</table>
</div>`;
}

function cell(value: Cell): Cell {
  return typeof value === 'string' ? printable(value) : value;
}
