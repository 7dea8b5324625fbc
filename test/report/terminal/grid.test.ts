import { expect, it } from 'vitest';
import { type Column, cut, grid } from '../../../lib/report/terminal/grid.ts';
import { paper } from '../../support/paper.ts';

interface Row {
  readonly name: string;
  readonly why: string;
  readonly ms: string;
}

const COLUMNS: Column<Row>[] = [
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'WHY', cell: ({ why }) => why, min: 10 },
  { head: 'MS', cell: ({ ms }) => ms, drops: 1 },
];
const ROWS: Row[] = [
  { name: 'logs', why: 'it answers in time', ms: '4' },
  { name: '漢字', why: 'no', ms: '1200' },
];

function shown(width: number, overflow: 'wrap' | 'cut' = 'wrap', rows = ROWS): string {
  const { head, rows: lines } = grid(COLUMNS, rows, { ...paper(width), overflow });
  return [head, ...lines.flat()].join('\n');
}

it('grid aligns columns by the width of letters on a terminal', () => {
  expect(shown(80)).toMatchInlineSnapshot(`
    "NAME  WHY                 MS
    logs  it answers in time  4
    漢字  no                  1200"
  `);
});

it('grid wraps prose before it drops a column, and drops one before others get narrow', () => {
  expect(shown(24)).toMatchInlineSnapshot(`
    "NAME  WHY           MS
    logs  it answers    4
          in time
    漢字  no            1200"
  `);
  expect(shown(17)).toMatchInlineSnapshot(`
    "NAME  WHY
    logs  it answers
          in time
    漢字  no"
  `);
});

it('grid narrows columns that have to stay', () => {
  const long = [{ name: 'a-name-that-is-far-too-long', why: 'why', ms: '1' }];
  expect(shown(20, 'wrap', long)).toMatchInlineSnapshot(`
    "NAME             WHY
    a-name-that-is-  why
    far-too-long"
  `);
  expect(shown(20, 'cut', long)).toMatchInlineSnapshot(`
    "NAME             WHY
    a-name-that-is…  why"
  `);
  const lines = shown(4, 'wrap', long).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(6 + 2 + 3);
});

it('cut keeps the beginning of a text, and says that it does', () => {
  expect(cut('as long as it is', 8, true)).toBe('as long…');
  expect(cut('as long as it is', 8, false)).toBe('as long>');
  expect(cut('short', 8, true)).toBe('short');
  expect(cut('short', 0, true)).toBe('');
});
