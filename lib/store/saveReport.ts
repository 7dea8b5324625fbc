import { messageOf } from '../errors.ts';
import type { CheckReport } from '../result/result.ts';
import { CANARY_ALIAS } from '../state/incident/incident.ts';
import { type Maintenance, openWindow } from '../state/incident/maintenance.ts';
import { type CanaryFinding, canarySummary, summaryOf } from '../state/incident/summary.ts';
import { type DecisionOptions, type SaveOptions, saveCanary } from './save.ts';
import { saveTogether, type TogetherOptions } from './saveTogether.ts';
import type { Store } from './table.ts';

export interface SaveReportOptions
  extends Pick<DecisionOptions, 'run' | 'thresholds'>,
    Pick<TogetherOptions, 'cluster' | 'part' | 'view' | 'onSaved'> {
  readonly now: () => Date;
  readonly maintenance?: Maintenance | undefined;
  /**
   * Whether the checker itself had a network, where that was looked at. While it has none, what it
   * saw does not count.
   */
  readonly canary?: CanaryFinding | undefined;
}

/**
 * Stores each result of a report. One that cannot be stored does not hinder the others; then all
 * that went wrong is thrown as AggregateError.
 */
export async function saveReport(
  store: Store,
  { results, vantage }: CheckReport,
  options: SaveReportOptions,
): Promise<void> {
  const { cluster, canary, now } = options;
  const isBlind = canary?.status === 'failing';
  const saves = results.map((result): SaveOptions => {
    return {
      ...optionsFor(result.alias, options),
      result,
      summary: summaryOf(result, vantage),
      isBlind,
    };
  });
  const saving = saveTogether(store, saves, { ...options, now: now() }).catch((thrown: unknown) => [
    new Error(`No result of ${cluster} is stored: ${messageOf(thrown)}`, { cause: thrown }),
  ]);
  const problems = (
    await Promise.all([
      saving,
      canary === undefined ? [] : saveOwn(store, { canary, vantage, options }),
    ])
  ).flat();
  if (problems.length > 0) throw new AggregateError(problems, problems.map(messageOf).join('; '));
}

interface Own {
  readonly canary: CanaryFinding;
  readonly vantage: string;
  readonly options: SaveReportOptions;
}

async function saveOwn(store: Store, { canary, vantage, options }: Own): Promise<Error[]> {
  const { cluster } = options;
  const summary = canarySummary(cluster, canary, vantage);
  const saved = saveCanary(store, cluster, { ...optionsFor(CANARY_ALIAS, options), summary });
  return saved.then(
    () => [],
    (thrown: unknown) => [
      new Error(`Result of ${cluster}/${CANARY_ALIAS} is not stored: ${messageOf(thrown)}`, {
        cause: thrown,
      }),
    ],
  );
}

function optionsFor(
  alias: string,
  { cluster, run, thresholds, maintenance, now }: SaveReportOptions,
): Omit<DecisionOptions, 'summary'> {
  const at = now();
  return {
    run,
    thresholds,
    now: at,
    maintenance: maintenance && openWindow(maintenance, { cluster, alias }, at),
  };
}
