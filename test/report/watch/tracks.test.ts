import { expect, it } from 'vitest';
import { instantOf } from '../../../lib/instant.ts';
import { follow, type Track } from '../../../lib/report/watch/tracks.ts';
import type { CheckResult } from '../../../lib/result/result.ts';
import { degradedResult, failingResult, healthyResult, report } from '../../support/results.ts';

/** The same remote, found otherwise, so many minutes later. */
function archive(like: CheckResult, minutes: number): CheckResult {
  return {
    ...like,
    cluster: 'eu',
    alias: 'archive',
    checkedAt: instantOf(new Date(Date.UTC(2026, 10, 24, 0, minutes))),
  };
}

function watched(...results: readonly CheckResult[]): Track | undefined {
  return results.reduce<Track[]>((tracks, result) => follow(tracks, report([result])), [])[0];
}

it('follow remembers how each remote was, and since when it is as it is', () => {
  const track = watched(
    archive(healthyResult, 0),
    archive(failingResult, 1),
    archive(failingResult, 2),
  );
  expect(track).toMatchObject({
    statuses: ['healthy', 'failing', 'failing'],
    since: '2026-11-24T00:01:00.000Z' as const,
    change: undefined,
  });
});

it.each([
  ['appeared', [healthyResult]],
  ['worse', [healthyResult, degradedResult]],
  ['worse', [degradedResult, failingResult]],
  ['better', [failingResult, healthyResult]],
  [undefined, [healthyResult, healthyResult]],
  [
    'cause',
    [failingResult, { ...failingResult, cause: { ...failingResult.cause, code: 'half-open' } }],
  ],
] as const)('follow tells what changed: %s', (change, results) => {
  expect(watched(...results.map((result, index) => archive(result, index)))?.change).toBe(change);
});

it('follow forgets what is no longer registered, and keeps the order of the report', () => {
  const tracks = follow(
    follow([], report([healthyResult, failingResult])),
    report([degradedResult, healthyResult]),
  );
  expect(tracks.map(({ result, change }) => `${result.alias} ${change}`)).toEqual([
    'logs appeared',
    'archive undefined',
  ]);
});

it('follow keeps so many checks and no more', () => {
  const many = Array.from({ length: 210 }, () => healthyResult);
  expect(
    watched(failingResult, ...many.map((result) => ({ ...result, alias: failingResult.alias })))
      ?.statuses,
  ).toEqual(Array.from({ length: 200 }, () => 'healthy'));
});
