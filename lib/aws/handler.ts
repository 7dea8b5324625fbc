/**
 * What all Lambda functions have in common: a deadline, logs and metrics. Traces are Lambda's own.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { ConfigurationError, messageOf } from '../errors.ts';
import { cloudWatchMetrics, type MetricsPer } from '../report/cloudWatch.ts';
import type { CheckResult } from '../result/result.ts';

/**
 * Kept back from the function's time for what has to be done when its deadline has passed: to
 * store, to log, to answer.
 */
export const MARGIN_MS = 3000;

export interface HandlerTools {
  /** Aborts `MARGIN_MS` before Lambda ends the function. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => Date;
}

/**
 * Each function is a bundle of its own, so these are made once a function. Namespace, service and
 * log level come from POWERTOOLS_*.
 */
export const logger = new Logger();
const metrics = new Metrics();

export type Run<Event, Answer> = (event: Event, tools: HandlerTools) => Promise<Answer>;

export type Handler<Event, Answer> = (event: Event, context: Context) => Promise<Answer>;

/**
 * The handler of one function. What it throws is logged and thrown again, so that Lambda counts and
 * retries it.
 */
export function handlerFor<Event, Answer>(
  name: string,
  run: Run<Event, Answer>,
): Handler<Event, Answer> {
  const handler = async (event: Event, context: Context): Promise<Answer> => {
    const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS));
    try {
      return await run(event, { signal, logger, metrics, now: () => new Date() });
    } finally {
      // The middleware for this warns whenever there are none.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    }
  };
  return middy(handler)
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .onError(({ error }) => logFailure(name, error));
}

/** For what goes wrong without the function failing. */
export function logProblem(thrown: unknown): void {
  logger.error(messageOf(thrown), errorOf(thrown));
}

function logFailure(name: string, thrown: unknown): void {
  const what = thrown instanceof ConfigurationError ? 'is configured wrongly' : 'failed';
  logger.error(`Function ${name} ${what}: ${messageOf(thrown)}`, errorOf(thrown));
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

interface MetricsOptions extends Pick<HandlerTools, 'metrics' | 'now'> {
  readonly per: MetricsPer;
}

/** Prints them in CloudWatch's embedded format, a line for each set of dimensions. */
export function putMetrics(
  results: readonly CheckResult[],
  { metrics: into, now, per }: MetricsOptions,
): void {
  for (const group of cloudWatchMetrics(results, { per, now: now() })) {
    into.addDimensions(group.dimensions);
    for (const { name, unit, value } of group.metrics) into.addMetric(name, unit, value);
    into.publishStoredMetrics();
  }
}
