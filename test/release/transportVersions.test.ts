import { describe, expect, test } from 'vitest';
import { releaseHint } from '../../lib/release/transportVersions.ts';

describe('releaseHint', () => {
  test.each([
    [7_000_099, '7.0.0'],
    [7_172_899, '7.17.28'],
    [8_080_299, '8.8.2'],
    [8_500_020, '8.9.0-8.9.2'],
    [8_560_000, '8.12.0'],
    [8_560_001, '8.12.1-8.12.2'],
    [8_636_001, '8.14.0-8.14.3'],
    [8_702_003, '8.15.2-8.15.5'],
    [8_840_002, '8.18.0'],
    [8_841_068, '8.19.4'],
    [8_841_084, '8.19.12'],
    [8_841_096, '8.19.21'],
    [9_000_009, '9.0.0'],
    [9_000_018, '9.0.8'],
    [9_185_020, '9.2.6'],
    [9_458_007, '9.5.3'],
  ])('gives for %d the release %s', (transportVersion, release) => {
    expect(releaseHint(transportVersion)).toBe(release);
  });

  test.each([
    0, 99, 6_080_099, 7_172_801, 7_180_099, 8_090_099, 8_841_030, 9_000_017, 9_000_099, 9_458_008,
    10_000_000, 7_172_899.5,
  ])('knows none for %d', (unknown) => {
    expect(releaseHint(unknown)).toBeUndefined();
  });
});
