import { expect, it } from 'vitest';
import { changeLines } from '../../../lib/report/watch/screen.ts';
import { follow } from '../../../lib/report/watch/tracks.ts';
import { failingResult, healthyResult, hostileResult, report } from '../../support/results.ts';

it('changeLines prints every remote at first, and then only what changed', () => {
  const first = follow([], report([healthyResult, failingResult]));
  expect(changeLines(first)).toMatchInlineSnapshot(`
    "2026-11-24T00:00:00.000Z eu/archive healthy healthy: A cross-cluster request passes through local-1 (12 ms); the remote runs 9.5.3
    2026-11-24T00:00:00.000Z eu/orders failing connection-refused: 10.0.0.1:9300: connect refused
    "
  `);
  expect(changeLines(follow(first, report([healthyResult, failingResult])))).toBe('');
  const broken = {
    ...failingResult,
    alias: 'archive',
    checkedAt: '2026-11-24T00:01:00.000Z' as const,
  };
  const otherwise = {
    ...failingResult,
    cause: { ...failingResult.cause, code: 'connection-timed-out', evidence: 'connect timed out' },
  };
  expect(changeLines(follow(first, report([broken, otherwise])))).toMatchInlineSnapshot(`
    "2026-11-24T00:01:00.000Z eu/archive failing (was healthy) connection-refused: 10.0.0.1:9300: connect refused
    2026-11-24T00:00:00.000Z eu/orders failing connection-timed-out: connect timed out
    "
  `);
});

it('changeLines keeps what clusters say on one line', () => {
  expect(changeLines(follow([], report([hostileResult]))).split('\n')).toHaveLength(2);
});
