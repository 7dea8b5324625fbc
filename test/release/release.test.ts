import { expect, it } from 'vitest';
import {
  compareMinors,
  compareVersions,
  minorOf,
  parseVersion,
} from '../../lib/release/release.ts';

it('parseVersion takes releases and snapshots', () => {
  expect(parseVersion('9.5.3')).toEqual({ major: 9, minor: 5, patch: 3 });
  expect(parseVersion('9.6.0-SNAPSHOT')).toEqual({ major: 9, minor: 6, patch: 0 });
});

it.each(['', '9', '9.5', 'v9.5.3', '9.5.3.1', '9.5.3SNAPSHOT', '1234.0.0'])(
  'parseVersion refuses %j',
  (text) => {
    expect(parseVersion(text)).toBeUndefined();
  },
);

it('compareVersions and compareMinors order by number, not by letter', () => {
  const [older, newer] = [
    { major: 8, minor: 9, patch: 9 },
    { major: 8, minor: 10, patch: 0 },
  ];
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
  expect(compareVersions(newer, newer)).toBe(0);
  expect(compareMinors({ ...newer, patch: 7 }, newer)).toBe(0);
  expect(minorOf(newer)).toBe('8.10');
});
