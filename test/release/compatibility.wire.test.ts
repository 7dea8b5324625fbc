import { expect, it } from 'vitest';
import {
  compatibleOnWire,
  minimumWireVersionByRule,
  wireVerdict,
} from '../../lib/release/compatibility.ts';

it.each([
  ['7.17.29', '6.8.0'],
  ['8.0.0', '7.17.0'],
  ['8.19.21', '7.17.0'],
  ['9.0.8', '8.18.0'],
  ['9.1.0', '8.19.0'],
  ['9.5.3', '8.19.0'],
])('minimumWireVersionByRule of %s is %s', (release, minimum) => {
  const [major = 0, minor = 0, patch = 0] = release.split('.').map(Number);
  expect(minimumWireVersionByRule({ major, minor, patch })).toBe(minimum);
});

// What real clusters did, see test/fixtures/recordings.
it.each([
  ['7.17.29', '8.14.3', 'supported'],
  ['7.17.29', '8.19.21', 'supported'],
  ['7.17.29', '9.5.3', 'unsupported'],
  ['8.14.3', '7.17.29', 'supported'],
  ['8.14.3', '9.0.8', 'unsupported'],
  ['8.14.3', '9.5.3', 'unsupported'],
  ['8.19.21', '7.17.29', 'supported'],
  ['8.19.21', '8.14.3', 'supported'],
  ['8.19.21', '9.5.3', 'supported'],
  ['9.0.8', '7.17.29', 'unsupported'],
  ['9.0.8', '8.14.3', 'unsupported'],
  ['9.0.8', '8.19.21', 'supported'],
  ['9.0.8', '9.5.3', 'supported'],
  ['9.5.3', '7.17.29', 'unsupported'],
  ['9.5.3', '8.14.3', 'unsupported'],
  ['9.5.3', '8.19.21', 'supported'],
  ['9.5.3', '9.0.8', 'supported'],
])('wireVerdict of %s and %s: %s', (local, remote, verdict) => {
  expect(wireVerdict({ versions: [local] }, { versions: [remote] })).toMatchObject({
    verdict,
    by: 'rule',
  });
  expect(compatibleOnWire(local, undefined, remote)).toBe(verdict === 'supported');
});

it('wireVerdict lets what the newer side states outrank the rule', () => {
  const newer = { versions: ['11.2.0'], minimumWireVersion: '10.7.0' };
  expect(wireVerdict({ versions: ['10.6.0'] }, newer)).toMatchObject({
    verdict: 'unsupported',
    by: 'minimum-wire-version',
  });
  expect(wireVerdict(newer, { versions: ['10.8.0'] })).toMatchObject({
    verdict: 'supported',
    by: 'minimum-wire-version',
  });
});

it('wireVerdict does not take a statement for the other nodes of a mixed cluster', () => {
  const mixed = { versions: ['8.19.21', '9.5.3'], minimumWireVersion: '7.17.0' };
  expect(wireVerdict({ versions: ['8.14.3'] }, mixed)).toMatchObject({
    verdict: 'unsupported',
    by: 'rule',
  });
});

it('wireVerdict does not guess about a major whose predecessor is not complete', () => {
  expect(wireVerdict({ versions: ['9.5.3'] }, { versions: ['10.0.0'] })).toMatchObject({
    verdict: 'unknown',
  });
  expect(compatibleOnWire('9.5.3', '8.19.0', '10.0.0')).toBe(false);
});
