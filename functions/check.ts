/** Checks the remotes of one local cluster, and stores what was seen and what it means. */

import { dynamoDbClient, lambdaClient, required, requiredOneOf } from '../lib/aws/clients.ts';
import { type CheckAnswer, checkEventSchema } from '../lib/aws/events.ts';
import { handlerFor, logger, logProblem } from '../lib/aws/handler.ts';
import { handOn } from '../lib/aws/invoke.ts';
import { putMetrics } from '../lib/aws/putMetrics.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { secretResolvers } from '../lib/aws/secrets.ts';
import { check } from '../lib/check.ts';
import { askCanary } from '../lib/collect/canary.ts';
import { keepConnections } from '../lib/collect/elasticsearch/keepAlive.ts';
import { checkerFindings } from '../lib/collect/failures.ts';
import { within } from '../lib/deadline.ts';
import { messageOf } from '../lib/errors.ts';
import { cloudWatchMetrics, METRICS_PER } from '../lib/report/cloudWatch.ts';
import type { CheckResult } from '../lib/result/result.ts';
import type { IncidentEvent } from '../lib/state/incident/incident.ts';
import { dynamoDbTable } from '../lib/store/dynamoDb.ts';
import { accessTo, checkStore, type Saved, type Standing } from '../lib/store/store.ts';

const functionName = required(process.env, 'AWS_LAMBDA_FUNCTION_NAME');
const vantage = required(process.env, 'VANTAGE');
const per = requiredOneOf(process.env, 'METRICS_PER', METRICS_PER);
const registry = registrySource(required(process.env, 'REGISTRY_SOURCE'));
const secrets = secretResolvers(registry.directory, process.env);
const lambda = lambdaClient();
const kept = keepConnections(() => new Date());
const table = dynamoDbTable({
  tableName: required(process.env, 'TABLE_NAME'),
  client: dynamoDbClient(),
});
const store = checkStore(accessTo(table, { onProblem: logProblem }));

export const handler = handlerFor(
  'check',
  async (event: unknown, { signal, metrics, now }): Promise<CheckAnswer> => {
    const { cluster, remotes, part, run, save } = checkEventSchema.parse(event);
    const config = await registry.load();
    const { atMost, settled } = handOn(lambda, { functionName, event: { cluster, run }, signal });
    // Whoever waits for the answer wants all of it.
    const only = remotes === undefined ? save && { atMost } : { remotes, isPart: part > 0 };
    const { defaults, maintenance } = config;
    const reading = standingsOf(cluster, signal);
    const recall = async () => store.memories((await reading) ?? []);
    // Whoever asks on demand has often just changed something, and wants to know whether one can
    // connect now.
    const connections = save ? { kept } : {};
    const [report, canary] = await Promise.all([
      check(config, {
        secrets,
        vantage,
        clusters: [cluster],
        signal,
        now,
        recall,
        ...connections,
        ...only,
      }),
      save && config.canary
        ? askCanary(config.canary, { cluster, defaults, signal, now })
        : undefined,
    ]);
    const { handedOn, refused } = await settled();
    const counted: CheckResult[] = [];
    const onSaved = (result: CheckResult, saved: Saved) => {
      log(result, saved);
      if (saved.outcome === 'saved') counted.push(result);
    };
    const { thresholds } = defaults;
    const standings = await reading;
    // Only a check of all remotes that has a network knows which are gone.
    const isWhole = remotes === undefined && canary?.status !== 'failing';
    const whole = isWhole ? { handedOn } : {};
    const saving = {
      cluster,
      part,
      run,
      thresholds,
      maintenance,
      canary,
      standings,
      ...whole,
      now,
      onSaved,
      onEnded: logEnd,
    };
    if (save) await store.save(report, saving);
    else for (const result of report.results) log(result);
    putMetrics(metrics, cloudWatchMetrics(counted, { per, now: now() }));
    if (canary?.status === 'failing')
      logger.warn('The checker has lost its own network', {
        cluster,
        evidence: canary.cause.evidence,
      });
    if (refused.length > 0) throw new AggregateError(refused, refused.map(messageOf).join('; '));
    return { results: report.results, handedOn };
  },
);

function log(result: CheckResult, saved?: Saved): void {
  const { cluster, alias, status, cause, durationMs } = result;
  const stored = saved && { ...saved, events: saved.events.map(({ kind }) => kind) };
  logger.info('Remote checked', {
    cluster,
    alias,
    status,
    cause: cause.code,
    durationMs,
    ...stored,
  });
  for (const { code, evidence } of checkerFindings(result))
    logger.warn('Part of the check failed', { cluster, alias, code, evidence });
}

function logEnd({ incidentId, summary: { cluster, alias } }: IncidentEvent): void {
  logger.info('Incident is over, as nobody looks any more', { cluster, alias, incidentId });
}

/**
 * What earlier checks have left. Without it the check still says what is; what it would be compared
 * with is missing once.
 */
async function standingsOf(cluster: string, end: AbortSignal): Promise<Standing[] | undefined> {
  try {
    return await within({ end }, () => store.read(cluster));
  } catch (thrown) {
    logger.warn('Nothing is remembered', { cluster, error: messageOf(thrown) });
    return undefined;
  }
}
