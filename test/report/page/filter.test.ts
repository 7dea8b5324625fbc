import { describe, expect, it } from 'vitest';
import {
  filterForm,
  filterOf,
  isFiltering,
  passes,
  queryOf,
} from '../../../lib/report/page/filter.ts';
import {
  degradedResult,
  failingResult,
  HOSTILE,
  healthyResult,
  hostileResult,
} from '../../support/results.ts';
import { stored } from './stored.ts';

const remotes = [stored(failingResult), stored(healthyResult)];

describe('filterOf', () => {
  it('reads what it understands, and leaves out the rest', () => {
    expect(
      filterOf({ status: 'failing', cluster: 'eu', alias: ' ord ', cause: 'connection-refused' }),
    ).toEqual({
      status: 'failing',
      cluster: 'eu',
      alias: 'ord',
      cause: 'connection-refused',
    });
    for (const query of [
      {},
      { status: '', cluster: '', alias: ' ', cause: '' },
      { status: 'red', other: 'x' },
    ])
      expect(isFiltering(filterOf(query))).toBe(false);
  });

  it('is read from what queryOf writes', () => {
    const filter = filterOf({ status: 'unknown', cluster: 'e & u', alias: '<b>', cause: 'ö' });
    expect(filterOf(Object.fromEntries(new URLSearchParams(queryOf(filter))))).toEqual(filter);
    expect(queryOf({})).toBe('');
  });
});

it('passes wants all that is given', () => {
  const passing = (query: Parameters<typeof filterOf>[0]) =>
    remotes.filter((remote) => passes(filterOf(query), remote)).map(({ alias }) => alias);
  expect(passing({})).toEqual(['orders', 'archive']);
  expect(passing({ status: 'healthy' })).toEqual(['archive']);
  expect(passing({ cluster: 'us' })).toEqual([]);
  expect(passing({ alias: 'ORD' })).toEqual(['orders']);
  expect(passing({ cause: 'connection-refused' })).toEqual(['orders']);
  expect(passing({ cause: 'connection-refused', status: 'healthy' })).toEqual([]);
});

describe('filterForm', () => {
  const form = (query: Parameters<typeof filterOf>[0], isReloading = true) =>
    String(
      filterForm({
        filter: filterOf(query),
        isReloading,
        clusters: ['us', 'eu'],
        remotes: [...remotes, stored(hostileResult)],
      }),
    );

  it('offers what there is', () => {
    expect(form({})).toMatchInlineSnapshot(`
      "<details class="filter"><summary>Filter</summary><form method="get">
      <label>Status <select name="status"><option value="">all</option>
      <option value="failing">failing</option>
      <option value="degraded">degraded</option>
      <option value="unknown">unknown</option>
      <option value="healthy">healthy</option>
      </select></label>
      <label>Local cluster <select name="cluster"><option value="">all</option>
      <option value="eu">eu</option>
      <option value="us">us</option>
      </select></label>
      <label>Cause <select name="cause"><option value="">all</option>
      <option value="not-connected">Not connected, cause unknown</option>
      <option value="connection-refused">The remote refuses connections</option>
      <option value="healthy">The remote works</option>
      </select></label>
      <label>Alias contains <input type="search" name="alias" value=""></label>
      <button type="submit">Show</button>

      </form></details>"
    `);
  });

  it('shows what is filtered by, known or not, and the way back', () => {
    const chosen = form({
      status: 'failing',
      cluster: HOSTILE,
      alias: HOSTILE,
      cause: 'connection-refused',
    });
    expect(chosen.match(/ selected>/g)).toHaveLength(3);
    expect(chosen).toContain('<option value="failing" selected>failing</option>');
    expect(chosen).toContain('<a href="?">Show all</a>');
    expect(chosen).not.toContain('<script>');
  });

  it('names a cause without the days of one remote, and an unknown cause as its result does', () => {
    const cause = { ...degradedResult.cause, code: 'of-a-later-release', title: 'Something new' };
    const given = [stored(degradedResult), stored({ ...failingResult, cause })];
    const filter = filterOf({});
    const text = String(filterForm({ filter, isReloading: true, clusters: [], remotes: given }));
    expect(text).toContain('A certificate expires soon</option>');
    expect(text).toContain('<option value="of-a-later-release">Something new</option>');
  });

  it('does not begin to reload again', () => {
    expect(form({ status: 'failing' }, false)).toContain(
      '<input type="hidden" name="reload" value="off">',
    );
    expect(form({ status: 'failing' }, false)).toContain('<a href="?reload=off">Show all</a>');
  });
});
