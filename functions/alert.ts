/** Every minute: brings the events that wait in the outbox to the alert topic. */
import { sendAlerts } from '../lib/alert/send.ts';
import { publish } from '../lib/alert/topic.ts';
import { dynamoDbClient, required, snsClient } from '../lib/aws/clients.ts';
import { handlerFor, logger, logProblem } from '../lib/aws/handler.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { messageOf } from '../lib/errors.ts';
import { dynamoDbTable } from '../lib/store/dynamoDb.ts';
import { accessTo, alertStore, type EventRef } from '../lib/store/store.ts';

const arn = required(process.env, 'ALERT_TOPIC_ARN');
const settleMs = Number(required(process.env, 'SETTLE_SECONDS')) * 1000;
const registry = registrySource(required(process.env, 'REGISTRY_SOURCE'));
const sns = snsClient();
const table = dynamoDbTable({
  tableName: required(process.env, 'TABLE_NAME'),
  client: dynamoDbClient(),
});
const store = alertStore(accessTo(table, { onProblem: logProblem }));

export const handler = handlerFor('alert', async (_event: unknown, { signal, now }) => {
  const clusters = await clusterNames(now());
  const unsent = await sendAlerts({
    store,
    publish: (message) => publish({ sns, arn, signal }, message),
    clusters,
    settleMs,
    signal,
    now,
    onSent: ({ cluster, alias, incidentId, kind: event, cause }) =>
      logger.info('Event published', { cluster, alias, incidentId, event, cause }),
    onUnsent: logUnsent,
    onProblem: logProblem,
  });
  if (unsent.length > 0)
    throw new Error(`Events of ${unsent.length} remotes are not sent: ${firstOf(unsent)}`);
});

/** A line of the log with thousands of names is of no use. */
const NAMES_AT_MOST = 50;

function firstOf(names: readonly string[]): string {
  const more = names.length - NAMES_AT_MOST;
  return [...names.slice(0, NAMES_AT_MOST), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function logUnsent(events: readonly EventRef[], problem: unknown): void {
  const first = events.slice(0, NAMES_AT_MOST);
  const remotes = first.map(({ cluster, alias }) => `${cluster}/${alias}`);
  const incidentIds = first.map(({ incidentId }) => incidentId);
  const error = messageOf(problem);
  logger.error('Events not published', { count: events.length, remotes, incidentIds, error });
}

/**
 * Events are sent without a registry too. A cluster that it no longer has is not checked, so its
 * incidents are over.
 */
async function clusterNames(now: Date): Promise<string[]> {
  try {
    const names = (await registry.load()).clusters.map(({ name }) => name);
    await store.endClusters({ known: names, now });
    return names;
  } catch (thrown) {
    logProblem(thrown);
    return [];
  }
}
