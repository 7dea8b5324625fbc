import { html } from 'hono/html';
import { printable } from '../printable.ts';
import type { Html } from './layout.ts';

type Cell = string | Html;

/** Names and values, one line for each. Skips names without a value. */
export function valueTable(rows: Readonly<Record<string, Cell | undefined>>): Html {
  const shown = Object.entries(rows).filter(([, value]) => value !== undefined);
  return html`<table class="values"><tbody>
${shown.map(([name, value = '']) => html`<tr><th scope="row">${name}</th><td>${cell(value)}</td></tr>\n`)}</tbody></table>`;
}

export interface Columns {
  /** The content of the table, for screen readers. */
  readonly caption: string;
  readonly heads: readonly Cell[];
  /** The first cell is the header of its row. */
  readonly rows: readonly (readonly Cell[])[];
  /** An additional CSS class. */
  readonly name?: string;
}

/** Scrolls separately if it is wider than the screen, also by keyboard. */
export function columnTable({ caption, heads, rows, name = '' }: Columns): Html {
  return html`<div class="scroll${name === 'fleet' ? ' tall' : ''}" role="group" aria-label="${caption}" tabindex="0">
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
