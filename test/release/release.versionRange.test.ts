import { describe, expect, it } from 'vitest';
import { isVersionRange, satisfies } from '../../lib/release/release.ts';

describe('isVersionRange', () => {
  it.each(['9', '9.5', '9.5.3', '=9.5.3', '>=8.19 <10', ' >8  <=9.5 '])('takes %j', (range) => {
    expect(isVersionRange(range)).toBe(true);
  });

  it.each([
    '',
    ' ',
    '^8.19',
    '~8',
    '8.x',
    '*',
    '>=',
    '>= 8.19',
    '8.19.1.2',
    '>=8.19 || 7.17',
    '8.19-SNAPSHOT',
    'latest',
    '10000',
  ])('refuses %j', (range) => {
    expect(isVersionRange(range)).toBe(false);
  });
});

describe('satisfies', () => {
  it.each([
    ['8.19.0', '>=8.19 <10', true],
    ['9.5.3', '>=8.19 <10', true],
    ['8.18.9', '>=8.19 <10', false],
    ['10.0.0', '>=8.19 <10', false],
    ['9.5.3', '9.5', true],
    ['9.5.3', '<=9.5', true],
    ['9.5.3', '>9.5', false],
    ['9.6.0', '>9.5', true],
    ['9.10.0', '>9.9', true],
    ['9.5.3', '=9.5.3', true],
    ['9.5.2', '=9.5.3', false],
    ['9.5.3-SNAPSHOT', '9.5.3', true],
    ['9.5', '9.5', false],
    ['unknown', '9.5', false],
    ['9.5.3', 'latest', false],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(satisfies(version, range)).toBe(expected);
  });
});
