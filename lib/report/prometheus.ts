/**
 * Results in Prometheus text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/), for GET /metrics and for the
 * textfile collector of node_exporter. The labels local_cluster and alias identify the remote. All
 * other labels have few values. Unmeasured values have no sample.
 */
import packageJson from 'remote-cluster-checker/package.json' with { type: 'json' };
import type { CheckReport, CheckResult } from '../result/result.ts';
import { type Figures, figuresOf } from './figures.ts';
import { printable } from './printable.ts';
import { type Labels, METRICS, type Metric } from './prometheusMetrics.ts';

/** The exact content type of GET /metrics. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const MAX_LABEL_LENGTH = 200;

/** The same for all remotes of a local cluster, so the first result with a value counts. */
const FAILED_SEARCHES = 'remote_cluster_recent_failed_searches';

/** All metric names, for dashboards and rules. */
export const METRIC_NAMES: readonly string[] = [
  'remote_cluster_checker_info',
  ...METRICS.map(({ name }) => name),
  FAILED_SEARCHES,
];

/**
 * The complete text. Prometheus rejects all of it if a series occurs twice. If two remotes would
 * have the same labels, the first one counts.
 */
export function prometheus(
  { results, vantage }: Pick<CheckReport, 'results'> & Partial<Pick<CheckReport, 'vantage'>>,
  measuredLater: (result: CheckResult) => Durations | undefined = () => undefined,
): string {
  const measured = [
    ...new Map(results.toReversed().map((result) => [nameOf(result), result])).values(),
  ]
    .toReversed()
    .map((result) => ({
      result,
      figures: withDurations(figuresOf(result), measuredLater(result)),
    }));
  const checker = { version: packageJson.version, ...(vantage === undefined ? {} : { vantage }) };
  return [
    ...head('remote_cluster_checker_info', 'The checker and where it looks from, always 1.'),
    line('remote_cluster_checker_info', checker, 1),
    ...METRICS.flatMap((metric) => family(metric, measured)),
    ...failedSearches(measured),
    '',
  ].join('\n');
}

/** What a later check measured than the one that the rest of a result is of. */
export interface Durations {
  readonly requestMs?: number | undefined;
  readonly stepMs: Readonly<Partial<Record<string, number>>>;
}

function withDurations(figures: Figures, later: Durations | undefined): Figures {
  if (later === undefined) return figures;
  const { dns, tcp, tls, transport } = later.stepMs;
  return { ...figures, requestMs: later.requestMs, stepMs: { dns, tcp, tls, transport } };
}

function nameOf({ cluster, alias }: CheckResult): string {
  return line('', { cluster, alias }, 1);
}

interface Measured {
  readonly result: CheckResult;
  readonly figures: Figures;
}

function failedSearches(measured: readonly Measured[]): string[] {
  const known = measured.flatMap(({ result, figures }) =>
    figures.failedSearches === undefined ? [] : [[result.cluster, figures.failedSearches] as const],
  );
  const lines = [...new Map(known.toReversed())]
    .toReversed()
    .flatMap(([local_cluster, failed]) =>
      Object.entries(failed).map(([reason, count]) =>
        line(FAILED_SEARCHES, { local_cluster, reason }, count),
      ),
    );
  const help =
    'Cross-cluster searches of the local cluster that failed within the last hour, by reason; which remote was meant is not counted.';
  return lines.length === 0 ? [] : [...head(FAILED_SEARCHES, help), ...lines];
}

function family({ name, help, samples }: Metric, measured: readonly Measured[]): string[] {
  const lines = measured.flatMap(({ result, figures }) =>
    samples(result, figures).flatMap(({ labels, value }) =>
      value === undefined
        ? []
        : [line(name, { local_cluster: result.cluster, alias: result.alias, ...labels }, value)],
    ),
  );
  return lines.length === 0 ? [] : [...head(name, help), ...lines];
}

function head(name: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}{${pairs.join(',')}} ${value}`;
}

/**
 * Control characters and line ends are already removed. The text must be UTF-8, so half a surrogate
 * pair is replaced.
 */
function escaped(text: string): string {
  return printable(text)
    .slice(0, MAX_LABEL_LENGTH)
    .toWellFormed()
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"');
}
