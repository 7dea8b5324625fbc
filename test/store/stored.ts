/** Results to store, and how they are stored. */

import type { CheckResult } from '../../lib/result/result.ts';
import type { Memory } from '../../lib/state/baseline/baseline.ts';
import { summaryOf } from '../../lib/state/incident/summary.ts';
import { memoriesIn } from '../../lib/store/remotes.ts';
import type { SaveOptions } from '../../lib/store/save.ts';
import type { Store } from '../../lib/store/table.ts';
import { readView } from '../../lib/store/view.ts';
import { THRESHOLDS } from '../state/incident/thresholds.ts';
import { failingResult, healthyResult } from '../support/results.ts';

export async function memoriesOf(
  store: Store,
  cluster: string,
): Promise<ReadonlyMap<string, Memory>> {
  return memoriesIn(await readView(store, cluster, { isConsistent: true }));
}

export const START = new Date('2026-11-24T00:00:00Z');

/** The time of a minute of the test, as runs have it. */
export function minute(count: number): string {
  return new Date(START.getTime() + count * 60_000).toISOString();
}

export function failing(alias: string): CheckResult {
  return { ...failingResult, cluster: 'eu', alias };
}

export function healthy(alias: string): CheckResult {
  return { ...healthyResult, cluster: 'eu', alias };
}

/**
 * What `saveResult` takes, for the run of that minute. An incident opens and ends at the first
 * check, and none flaps.
 */
export function saving(
  result: CheckResult,
  runMinute: number,
  thresholds: Partial<SaveOptions['thresholds']> = {},
): SaveOptions {
  const run = minute(runMinute);
  return {
    result: { ...result, checkedAt: run },
    summary: summaryOf(result, 'lambda-eu-west-1'),
    run,
    thresholds: { ...THRESHOLDS, failures: 1, successes: 1, flappingTimes: 100, ...thresholds },
    now: new Date(run),
  };
}
