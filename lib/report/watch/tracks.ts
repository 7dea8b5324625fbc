/** The observations of each remote in a series of checks. */
import type { Instant } from '../../instant.ts';
import type { CheckReport, CheckResult, Status } from '../../result/result.ts';
import { STATUSES_WORST_FIRST } from '../statusOrder.ts';

/**
 * Change since the previous check. `cause`: the same status with another cause. `appeared`: the
 * remote is new.
 */
export type Change = 'better' | 'worse' | 'cause' | 'appeared';

export interface Track {
  /** The latest result. */
  readonly result: CheckResult;
  /** Oldest first. */
  readonly statuses: readonly Status[];
  /** Time of the first check with this status and cause. */
  readonly since: Instant;
  readonly change: Change | undefined;
}

const KEPT = 200;

/**
 * The tracks after one more report, in the order of the report. Drops remotes that are no longer
 * registered.
 */
export function follow(
  tracks: readonly Track[],
  { results }: Pick<CheckReport, 'results'>,
): Track[] {
  const byName = new Map(tracks.map((track) => [nameOf(track.result), track]));
  return results.map((result) => {
    const before = byName.get(nameOf(result));
    const change = changeOf(before?.result, result);
    return {
      result,
      statuses: [...(before?.statuses ?? []), result.status].slice(-KEPT),
      since: before === undefined || change !== undefined ? result.checkedAt : before.since,
      change,
    };
  });
}

function nameOf({ cluster, alias }: CheckResult): string {
  return JSON.stringify([cluster, alias]);
}

function changeOf(
  before: CheckResult | undefined,
  { status, cause }: CheckResult,
): Change | undefined {
  if (before === undefined) return 'appeared';
  if (before.status !== status) return rank(status) > rank(before.status) ? 'better' : 'worse';
  return before.cause.code === cause.code ? undefined : 'cause';
}

function rank(status: Status): number {
  return STATUSES_WORST_FIRST.indexOf(status);
}
