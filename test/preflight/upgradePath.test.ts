import { describe, expect, it } from 'vitest';
import {
  fewestSteps,
  isLegalStep,
  newestOf,
  positionsOf,
  stepsBetween,
  textOf,
} from '../../lib/preflight/upgradePath.ts';
import { parseVersion, type Version } from '../../lib/release/release.ts';

function release(text: string): Version {
  return parseVersion(text) as Version;
}

describe('isLegalStep', () => {
  it.each([
    ['8.5.0', '8.5.1', true],
    ['8.5.0', '8.19.21', true],
    ['8.5.1', '8.5.0', false],
    ['8.5.0', '8.5.0', false],
    ['6.8.23', '7.17.0', true],
    ['6.7.0', '7.17.0', false],
    ['7.17.29', '8.19.0', true],
    ['7.16.3', '8.0.0', false],
    ['7.17.29', '9.0.0', false],
    ['8.17.0', '9.0.0', false],
    ['8.18.0', '9.0.8', true],
    ['8.18.8', '9.1.0', false],
    ['8.19.0', '9.1.0', true],
    ['8.19.21', '9.5.3', true],
    ['8.19.21', '9.0.8', false],
    ['9.5.3', '10.0.0', false],
  ])('from %s to %s: %s', (from, to, legal) => {
    expect(isLegalStep(release(from), release(to))).toBe(legal);
  });
});

describe('positionsOf', () => {
  const texts = (versions: readonly string[], to: string) =>
    positionsOf(versions, release(to)).map(({ text }) => text);

  it('names every minor between, and the release itself at the end', () => {
    expect(texts(['8.18.2'], '9.2.1')).toEqual(['8.18.2', '8.19', '9.0', '9.1', '9.2.1']);
    expect(texts(['9.5.1'], '9.5.3')).toEqual(['9.5.1', '9.5.3']);
  });

  it('keeps a cluster that is at or beyond the target, or unknown, at its version', () => {
    expect(texts(['9.5.3'], '9.5.3')).toEqual(['9.5.3']);
    expect(texts(['9.5.4'], '9.5.3')).toEqual(['9.5.4']);
    expect(texts([], '9.5.3')).toEqual(['']);
    expect(texts(['9.5.1', 'nonsense'], '9.5.3')).toEqual(['9.5.1, nonsense']);
  });

  it('ends an upgrade in progress first', () => {
    expect(texts(['9.3.0', '8.19.21'], '9.5.0')).toEqual([
      '9.3.0, 8.19.21',
      '9.3.0',
      '9.4',
      '9.5.0',
    ]);
    expect(texts(['8.19.21', '9.5.0'], '9.5.0')).toEqual(['8.19.21, 9.5.0', '9.5.0']);
    expect(stepsBetween(positionsOf(['8.19.21', '9.3.0'], release('9.5.0')))).toEqual([
      [1],
      [2, 3],
      [3],
      [],
    ]);
  });
});

describe('fewestSteps', () => {
  const fewest = (from: string, to: string) =>
    fewestSteps(stepsBetween(positionsOf([from], release(to))))[0];

  it.each([
    ['9.1.0', '9.5.0', 1],
    ['8.19.21', '9.5.0', 1],
    ['8.5.0', '9.5.0', 2],
    ['8.5.0', '9.0.8', 2],
    ['7.10.2', '9.5.0', 3],
    ['6.8.23', '9.5.0', 3],
    ['8.19.0', '9.0.8', Number.POSITIVE_INFINITY],
    ['9.5.3', '10.0.0', Number.POSITIVE_INFINITY],
    ['9.5.3', '11.0.0', Number.POSITIVE_INFINITY],
  ])('from %s to %s: %d', (from, to, count) => {
    expect(fewest(from, to)).toBe(count);
  });
});

it('newestOf compares releases by number', () => {
  expect(textOf(newestOf(['8.9.0', '8.10.0']) as Version)).toBe('8.10.0');
});
