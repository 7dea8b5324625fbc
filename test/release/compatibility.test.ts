import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { searchVerdict } from '../../lib/release/compatibility.ts';

const published: Record<string, string[]> = JSON.parse(
  readFileSync(new URL('../fixtures/versions/ccs-compatibility.json', import.meta.url), 'utf8'),
).local_to_remotes;
const minors = Object.keys(published);

describe.each(minors)('searchVerdict from %s, by the published table', (local) => {
  it.each(minors)('to %s', (remote) => {
    const expected = published[local]?.includes(remote) ? 'supported' : 'unsupported';
    expect(searchVerdict([`${local}.1`], [`${remote}.2`])).toMatchObject({
      verdict: expected,
      by: 'table',
    });
  });
});

it.each([
  ['8.19', '9.4', 'supported'],
  ['8.19', '9.5', 'supported'],
  ['8.18', '9.5', 'unsupported'],
  ['9.0', '9.5', 'supported'],
  ['9.3', '9.4', 'supported'],
  ['9.4', '9.3', 'supported'],
  ['9.5', '9.4', 'supported'],
  ['9.5', '9.5', 'supported'],
  ['9.5', '9.3', 'unsupported'],
  ['9.5', '8.19', 'unsupported'],
  ['7.17', '9.5', 'unsupported'],
  ['9.5', '11.0', 'unsupported'],
  ['10.1', '9.5', 'unsupported'],
  ['7.16', '7.17', 'supported'],
  ['7.16', '8.0', 'unsupported'],
  ['7.17', '7.10', 'supported'],
])('searchVerdict from %s to %s, by the rule: %s', (local, remote, verdict) => {
  expect(searchVerdict([`${local}.0`], [`${remote}.0`])).toMatchObject({ verdict, by: 'rule' });
});

it.each([
  ['9.5', '10.0'],
  ['10.0', '9.5'],
])(
  'searchVerdict from %s to %s is unknown while 9.5 need not be the last minor of its major',
  (local, remote) => {
    expect(searchVerdict([`${local}.0`], [`${remote}.0`])).toMatchObject({
      verdict: 'unknown',
      by: 'not-known',
    });
  },
);

it('searchVerdict takes the worst pair of nodes, and names it', () => {
  expect(searchVerdict(['9.5.3'], ['9.5.3', '8.19.21'])).toMatchObject({
    verdict: 'unsupported',
    why: expect.stringContaining('from 9.5 to 8.19'),
  });
});

it.each([
  [[], ['9.5.3'], 'local'],
  [['9.5.3'], [], 'remote'],
  [['9.5.3'], ['nonsense'], 'remote'],
])('searchVerdict does not guess: %j, %j', (local, remote, side) => {
  expect(searchVerdict(local, remote)).toEqual({
    verdict: 'unknown',
    by: 'not-known',
    why: `the version of the ${side} cluster is not known`,
  });
});
