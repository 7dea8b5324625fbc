import { expect, it } from 'vitest';
import { changeLines, goneLines } from '../../../lib/report/watch/screen.ts';
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

it('goneLines names the remotes that are not registered any more', () => {
  const before = follow([], report([healthyResult, failingResult, hostileResult]));
  const now = follow(before, report([healthyResult]));
  const startedAt = '2026-11-24T00:02:00.000Z';
  const lines = goneLines(before, now, { startedAt });
  expect(lines.split('\n')).toHaveLength(3);
  expect(lines).toContain(
    `${startedAt} eu/orders gone (was failing): it is not registered any more\n`,
  );
  expect(goneLines(now, now, { startedAt })).toBe('');
});

it('goneLines says nothing of a local cluster that does not answer, or answers again', () => {
  const before = follow([], report([healthyResult, failingResult]));
  const silent = { ...failingResult, alias: '*', status: 'unknown' } as const;
  const during = follow(before, report([silent]));
  const startedAt = '2026-11-24T00:02:00.000Z';
  expect(goneLines(before, during, { startedAt })).toBe('');
  expect(goneLines(during, before, { startedAt })).toBe('');
});
