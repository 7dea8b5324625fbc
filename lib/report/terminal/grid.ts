/** Aligned columns within the width of a terminal. */
import { printable } from '../printable.ts';
import type { Paper } from './ink.ts';
import { widthOf, wrapped } from './paragraph.ts';

export interface Column<Row> {
  readonly head: string;
  /** May be any text of a cluster. */
  readonly cell: (row: Row) => string;
  /** The column with the lowest number drops first if there is no room; one without stays. */
  readonly drops?: number;
  /** Prose: it wraps in a column as narrow as this before another column drops. */
  readonly min?: number;
  readonly paint?: (row: Row, text: string) => string;
}

export interface GridOptions extends Paper {
  /** What becomes of a cell that is too long: more lines, or an end of `…`. */
  readonly overflow: 'wrap' | 'cut';
}

export interface Grid {
  /** Columns that are shown, with their widths and the gaps between them. */
  readonly width: number;
  readonly head: string;
  /** The lines of each row, without trailing blanks. */
  readonly rows: readonly (readonly string[])[];
}

const GAP = 2;
/** Below this a column cannot be read. */
const NARROWEST = 6;

interface Sized<Row> {
  readonly column: Column<Row>;
  /** Printable cells of all rows. */
  readonly cells: readonly string[];
  /** The widest of them. */
  readonly natural: number;
}

/** The columns that have room, in their order, dropped in a fixed one. */
export function grid<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: GridOptions,
): Grid {
  const shown = fitting(
    columns.map((column) => sized(column, rows)),
    options.width,
  );
  const widths = widthsFor(shown, options.width);
  const lines = rows.map((row, index) =>
    joined(
      shown.map(({ column, cells }, at) => {
        const width = Number(widths[at]);
        const paint = column.paint;
        return {
          width,
          lines: fitted(String(cells[index]), width, options),
          paint: paint === undefined ? undefined : (text: string) => paint(row, text),
        };
      }),
    ),
  );
  const heads = shown.map(({ column }, at) => ({
    width: Number(widths[at]),
    lines: fitted(column.head, Number(widths[at]), { ...options, overflow: 'cut' }),
    paint: undefined,
  }));
  return { width: total(widths), head: joined(heads).join(''), rows: lines };
}

function sized<Row>(column: Column<Row>, rows: readonly Row[]): Sized<Row> {
  const cells = rows.map((row) => printable(column.cell(row)));
  return { column, cells, natural: widest([column.head, ...cells].map(widthOf)) };
}

function floorOf<Row>({ column, natural }: Sized<Row>): number {
  return Math.min(natural, column.min ?? natural);
}

/** Drops one column after the other until the rest fits, or until all others have to stay. */
function fitting<Row>(all: readonly Sized<Row>[], width: number): readonly Sized<Row>[] {
  if (total(all.map(floorOf)) <= width) return all;
  const next = all
    .filter(({ column }) => column.drops !== undefined)
    .reduce<Sized<Row> | undefined>(
      (first, one) =>
        first === undefined || Number(one.column.drops) < Number(first.column.drops) ? one : first,
      undefined,
    );
  if (next === undefined) return all;
  return fitting(
    all.filter((one) => one !== next),
    width,
  );
}

/** Narrows the widest columns if there is no room, and gives what is left to prose. */
function widthsFor<Row>(shown: readonly Sized<Row>[], width: number): number[] {
  const widths = shown.map(floorOf);
  for (let excess = total(widths) - width; excess > 0; excess -= 1) {
    const most = widest(widths);
    if (most <= NARROWEST) break;
    widths[widths.lastIndexOf(most)] = most - 1;
  }
  for (const [at, { natural }] of shown.entries()) {
    const room = width - total(widths);
    const wish = natural - Number(widths[at]);
    widths[at] = Number(widths[at]) + Math.max(0, Math.min(wish, room));
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}

function fitted(text: string, width: number, { overflow, unicode }: GridOptions): string[] {
  return overflow === 'wrap' ? wrapped(text, width) : [cut(text, width, unicode)];
}

/** The beginning of a text, with a mark if it does not fit. */
export function cut(text: string, width: number, unicode: boolean): string {
  if (!Number.isFinite(width) || widthOf(text) <= width) return text;
  const mark = unicode ? '…' : '>';
  const [line = ''] = wrapped(text.replaceAll(' ', '\u00a0'), Math.max(1, width - 1));
  return width < 1 ? '' : `${line.replaceAll('\u00a0', ' ')}${mark}`;
}

interface Cell {
  readonly width: number;
  readonly lines: readonly string[];
  readonly paint: ((text: string) => string) | undefined;
}

function joined(cells: readonly Cell[]): string[] {
  const height = widest(cells.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, at) => {
    const texts = cells.map(({ lines }) => lines[at] ?? '');
    const last = texts.findLastIndex((text) => text !== '');
    return cells
      .slice(0, last + 1)
      .map(({ width, paint }, index) => {
        const text = String(texts[index]);
        const painted = paint === undefined || text === '' ? text : paint(text);
        return index === last ? painted : `${painted}${' '.repeat(width - widthOf(text) + GAP)}`;
      })
      .join('');
  });
}

/** The largest width. There may be more rows than a function call accepts arguments. */
export function widest(widths: readonly number[]): number {
  return widths.reduce((most, width) => Math.max(most, width), 0);
}
