import pLimit from 'p-limit';
import { messageOf } from '../errors.ts';
import { summaryOf } from '../incident/summary.ts';
import type { CheckReport, CheckResult } from '../result/result.ts';
import { type Saved, type SaveOptions, saveResult } from './remotes.ts';
import type { Store } from './table.ts';

export interface SaveReportOptions extends Pick<SaveOptions, 'run' | 'thresholds'> {
  readonly now: () => Date;
  /** Told of each result that was stored, or was not since it is outdated. */
  readonly onSaved: (result: CheckResult, saved: Saved) => void;
}

const AT_A_TIME = 16;

/** Stores each result of a report. One that cannot be stored does not hinder the others; then all that went wrong is thrown as AggregateError. */
export async function saveReport(store: Store, { results, vantage }: CheckReport, options: SaveReportOptions): Promise<void> {
  const { now, onSaved, ...common } = options;
  const saved = await pLimit(AT_A_TIME).map(results, async (result) => {
    try {
      onSaved(result, await saveResult(store, { ...common, result, summary: summaryOf(result, vantage), now: now() }));
      return undefined;
    } catch (thrown) {
      return new Error(`Result of ${result.cluster}/${result.alias} is not stored: ${messageOf(thrown)}`, { cause: thrown });
    }
  });
  const problems = saved.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new AggregateError(problems, problems.map(messageOf).join('; '));
}
