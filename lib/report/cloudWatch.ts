/**
 * Results as CloudWatch metrics. Each combination of name and dimensions costs about $0.30 a month,
 * so there are few: five for a local cluster, and optionally five for each remote.
 */
import type { CheckResult } from '../result/result.ts';
import { type Figures, figuresOf } from './figures.ts';

export const METRICS_PER = ['none', 'cluster', 'remote'] as const;
export type MetricsPer = (typeof METRICS_PER)[number];

export interface CloudWatchMetric {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds' | 'None';
  readonly value: number;
}

/** Metrics with the same dimensions. */
export interface CloudWatchMetrics {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metrics: readonly CloudWatchMetric[];
}

export interface CloudWatchOptions {
  readonly per: MetricsPer;
  readonly now: Date;
}

/**
 * Unknown values have no metric. If a cluster is checked in parts, its counts add up, so their
 * statistic is Sum. The statistic of days is Minimum. SearchesSkipped counts from check to check,
 * so its sum over a period is the loss in that period.
 */
export function cloudWatchMetrics(
  results: readonly CheckResult[],
  { per, now }: CloudWatchOptions,
): CloudWatchMetrics[] {
  if (per === 'none') return [];
  const measured = results.map((result) => ({ result, figures: figuresOf(result) }));
  const clusters = [...Map.groupBy(measured, ({ result }) => result.cluster)].map(
    ([cluster, group]) => ({
      dimensions: { Cluster: dimension(cluster) },
      metrics: [
        count('RemotesFailing', group.filter(({ result }) => result.status === 'failing').length),
        count('RemotesDegraded', group.filter(({ result }) => result.status === 'degraded').length),
        count('RemotesUnknown', group.filter(({ result }) => result.status === 'unknown').length),
        ...searchesSkipped(group.map(({ figures }) => figures)),
        ...daysToExpiry(
          group.map(({ figures }) => figures),
          now,
        ),
      ],
    }),
  );
  const remotes = measured.map(({ result, figures }) => ({
    dimensions: { Cluster: dimension(result.cluster), Remote: dimension(result.alias) },
    metrics: ofRemote(result, figures, now),
  }));
  return [
    ...clusters,
    ...(per === 'remote' ? remotes.filter(({ metrics }) => metrics.length > 0) : []),
  ];
}

function ofRemote({ status }: CheckResult, figures: Figures, now: Date): CloudWatchMetric[] {
  const { gatewaysReachable, requestMs } = figures;
  return [
    ...(status === 'unknown' ? [] : [count('Available', status === 'failing' ? 0 : 1)]),
    ...(gatewaysReachable === undefined ? [] : [count('GatewaysReachable', gatewaysReachable)]),
    ...(requestMs === undefined
      ? []
      : [{ name: 'RequestDuration', unit: 'Milliseconds' as const, value: Math.round(requestMs) }]),
    ...searchesSkipped([figures]),
    ...daysToExpiry([figures], now),
  ];
}

/** Only if the searches of the remotes are counted and an earlier check exists. */
function searchesSkipped(all: readonly Figures[]): CloudWatchMetric[] {
  const known = all
    .map(({ skippedSinceLastCheck }) => skippedSinceLastCheck)
    .filter((skipped) => skipped !== undefined);
  return known.length === 0
    ? []
    : [
        count(
          'SearchesSkipped',
          known.reduce((sum, skipped) => sum + skipped, 0),
        ),
      ];
}

function count(name: string, value: number): CloudWatchMetric {
  return { name, unit: 'Count', value };
}

const DAY_MS = 86_400_000;

/** Days until the first certificate or API key expires. Negative after the expiration. */
function daysToExpiry(all: readonly Figures[], now: Date): CloudWatchMetric[] {
  const times = all.flatMap(({ certificateExpiryMs, apiKeyExpiryMs }) => [
    ...Object.values(certificateExpiryMs),
    apiKeyExpiryMs,
  ]);
  const known = times.filter((time) => time !== undefined);
  if (known.length === 0) return [];
  return [
    {
      name: 'DaysToExpiry',
      unit: 'None',
      value: Math.floor((earliest(known) - now.getTime()) / DAY_MS),
    },
  ];
}

function earliest(times: readonly number[]): number {
  return times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
}

/** CloudWatch accepts 1 to 1024 printable ASCII characters, without a colon at the start. */
function dimension(text: string): string {
  return (
    text
      .replace(/[^ -~]/gu, '?')
      .replace(/^:/, '?')
      .slice(0, 255)
      .trim() || '?'
  );
}
