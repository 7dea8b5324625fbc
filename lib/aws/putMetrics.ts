import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { CloudWatchMetrics } from '../report/cloudWatch.ts';

/** Prints them in CloudWatch's embedded format, a line for each set of dimensions. */
export function putMetrics(metrics: Metrics, groups: readonly CloudWatchMetrics[]): void {
  for (const group of groups) {
    metrics.addDimensions(group.dimensions);
    for (const { name, unit, value } of group.metrics) metrics.addMetric(name, unit, value);
    metrics.publishStoredMetrics();
  }
}
