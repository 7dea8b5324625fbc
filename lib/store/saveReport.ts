import pLimit from 'p-limit';
import { messageOf } from '../errors.ts';
import { CANARY_ALIAS } from '../incident/incident.ts';
import { type Maintenance, openWindow } from '../incident/maintenance.ts';
import { type CanaryFinding, canarySummary, summaryOf } from '../incident/summary.ts';
import type { CheckReport, CheckResult } from '../result/result.ts';
import { type DecisionOptions, type Saved, saveCanary, saveResult } from './remotes.ts';
import type { Store } from './table.ts';

export interface SaveReportOptions extends Pick<DecisionOptions, 'run' | 'thresholds'> {
  /** The local cluster that was checked. */
  readonly cluster: string;
  readonly now: () => Date;
  readonly maintenance?: Maintenance | undefined;
  /** Whether the checker itself had a network, where that was looked at. While it has none, what it saw does not count. */
  readonly canary?: CanaryFinding | undefined;
  /** Told of each result that was stored, or was not since it is outdated. */
  readonly onSaved: (result: CheckResult, saved: Saved) => void;
}

const AT_A_TIME = 16;

/** Stores each result of a report. One that cannot be stored does not hinder the others; then all that went wrong is thrown as AggregateError. */
export async function saveReport(store: Store, { results, vantage }: CheckReport, options: SaveReportOptions): Promise<void> {
  const { cluster, canary, onSaved } = options;
  const isBlind = canary?.status === 'failing';
  const saving = results.map((result) => ({
    name: result.alias,
    save: async () =>
      onSaved(
        result,
        await saveResult(store, { ...optionsFor(result.alias, options), result, summary: summaryOf(result, vantage), isBlind }),
      ),
  }));
  const own = canary && {
    name: CANARY_ALIAS,
    save: async () =>
      void (await saveCanary(store, cluster, {
        ...optionsFor(CANARY_ALIAS, options),
        summary: canarySummary(cluster, canary, vantage),
      })),
  };
  await saveAll(cluster, own === undefined ? saving : [...saving, own]);
}

function optionsFor(alias: string, { cluster, run, thresholds, maintenance, now }: SaveReportOptions): Omit<DecisionOptions, 'summary'> {
  const at = now();
  return { run, thresholds, now: at, maintenance: maintenance && openWindow(maintenance, { cluster, alias }, at) };
}

async function saveAll(cluster: string, saving: readonly { readonly name: string; readonly save: () => Promise<void> }[]): Promise<void> {
  const saved = await pLimit(AT_A_TIME).map(saving, async ({ name, save }) => {
    try {
      await save();
      return undefined;
    } catch (thrown) {
      return new Error(`Result of ${cluster}/${name} is not stored: ${messageOf(thrown)}`, { cause: thrown });
    }
  });
  const problems = saved.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new AggregateError(problems, problems.map(messageOf).join('; '));
}
