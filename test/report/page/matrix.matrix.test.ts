import { expect, it } from 'vitest';
import { type Matrix, matrixOf } from '../../../lib/report/page/matrix.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  unknownResult,
} from '../../support/results.ts';
import { stored } from './stored.ts';

const RESULTS = { f: failingResult, d: degradedResult, u: unknownResult, h: healthyResult };

/** `cluster/alias:status` */
function matrix(...given: readonly string[]): Matrix {
  return matrixOf(
    given.map((text) => {
      const [cluster = '', alias = '', status = ''] = text.split(/[/:]/);
      return stored(RESULTS[status as keyof typeof RESULTS], { cluster, alias });
    }),
  );
}

const told = ({ rowsAre, columns, rows }: Matrix) => [
  `${rowsAre}: ${columns.join(' ')}`,
  ...rows.map(
    ({ name, isHealthy, cells }) =>
      `${name}${isHealthy ? ' (healthy)' : ''}: ${cells.map((cell) => cell?.result.status ?? '-').join(' ')}`,
  ),
];

it('matrixOf has the longer side downwards and the trouble first', () => {
  expect(
    told(
      matrix(
        'eu/a:h',
        'eu/b:u',
        'us/c:f',
        'us/b:h',
        'us/d:d',
        'eu/e:h',
        'eu/c:f',
        'us/f:d',
        'eu/f:d',
      ),
    ),
  ).toEqual([
    'aliases: us eu',
    'c: failing failing',
    'f: degraded degraded',
    'd: degraded -',
    'b: healthy unknown',
    'a (healthy): - healthy',
    'e (healthy): - healthy',
  ]);
  expect(told(matrix('eu/a:h', 'us/a:f', 'ap/a:h'))).toEqual([
    'clusters: a',
    'us: failing',
    'ap (healthy): healthy',
    'eu (healthy): healthy',
  ]);
  expect(told(matrix())).toEqual(['aliases: ']);
});
