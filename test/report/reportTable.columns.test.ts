import { expect, it } from 'vitest';
import { columns } from '../../lib/report/reportTable.ts';

it('columns aligns cells and leaves no blanks at line ends', () => {
  expect(
    columns([
      ['A', 'LONG HEAD', 'C'],
      ['longer', 'b', ''],
    ]),
  ).toEqual(['A       LONG HEAD  C', 'longer  b']);
  expect(columns([])).toEqual([]);
});
