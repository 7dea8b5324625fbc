/** Checks the remotes of one local cluster, and stores what was seen and what it means. */
import type { CheckAnswer } from '../lib/aws/checkAnswer.ts';
import { dynamoDbClient, lambdaClient } from '../lib/aws/clients.ts';
import { required, requiredOneOf } from '../lib/aws/environment.ts';
import { checkEventSchema } from '../lib/aws/events.ts';
import { handOn } from '../lib/aws/handOn.ts';
import { putMetrics } from '../lib/aws/putMetrics.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { secretResolvers } from '../lib/aws/secrets.ts';
import { check } from '../lib/check.ts';
import { messageOf } from '../lib/errors.ts';
import { handlerFor, logger } from '../lib/handler.ts';
import type { Memory } from '../lib/memory/memory.ts';
import { cloudWatchMetrics, METRICS_PER } from '../lib/report/cloudWatch.ts';
import type { CheckResult } from '../lib/result/result.ts';
import { recallCluster, type Saved } from '../lib/store/remotes.ts';
import { saveReport } from '../lib/store/saveReport.ts';
import { createStore } from '../lib/store/table.ts';

const functionName = required(process.env, 'AWS_LAMBDA_FUNCTION_NAME');
const vantage = required(process.env, 'VANTAGE');
const per = requiredOneOf(process.env, 'METRICS_PER', METRICS_PER);
const registry = registrySource(required(process.env, 'REGISTRY_SOURCE'));
const secrets = secretResolvers(registry.directory, process.env);
const lambda = lambdaClient();
const store = createStore({ tableName: required(process.env, 'TABLE_NAME'), client: dynamoDbClient() });

export const handler = handlerFor('check', async (event: unknown, { signal, metrics, now }): Promise<CheckAnswer> => {
  const { cluster, remotes, run, save } = checkEventSchema.parse(event);
  const config = await registry.load();
  const { atMost, settled } = handOn(lambda, { functionName, event: { cluster, run }, signal });
  // Whoever waits for the answer wants all of it.
  const only = remotes === undefined ? save && { atMost } : { remotes };
  const report = await check(config, { secrets, vantage, clusters: [cluster], signal, now, recall, ...only });
  const { handedOn, refused } = await settled();
  const counted: CheckResult[] = [];
  const onSaved = (result: CheckResult, saved: Saved) => {
    log(result, saved);
    if (saved.outcome === 'saved') counted.push(result);
  };
  if (save) await saveReport(store, report, { run, thresholds: config.defaults.thresholds, now, onSaved });
  else for (const result of report.results) log(result);
  putMetrics(metrics, cloudWatchMetrics(counted, { per, now: now() }));
  if (refused.length > 0) throw new AggregateError(refused, refused.map(messageOf).join('; '));
  return { results: report.results, handedOn };
});

function log({ cluster, alias, status, cause, durationMs }: CheckResult, saved?: Saved): void {
  const stored = saved && { ...saved, events: saved.events.map(({ kind }) => kind) };
  logger.info('Remote is checked', { cluster, alias, status, cause: cause.code, durationMs, ...stored });
}

/** Without a memory the check still tells what is; what it would be compared with is missing for once. */
async function recall(cluster: string): Promise<ReadonlyMap<string, Memory>> {
  try {
    return await recallCluster(store, cluster);
  } catch (thrown) {
    logger.warn('Nothing is remembered', { cluster, error: messageOf(thrown) });
    return new Map();
  }
}
