/** Every minute: brings the events that wait in the outbox to the alert topic. */
import { sendAlerts } from '../lib/alert/send.ts';
import { publish } from '../lib/alert/topic.ts';
import { dynamoDbClient, required, snsClient } from '../lib/aws/clients.ts';
import { handlerFor, logger, logProblem } from '../lib/aws/handler.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { messageOf } from '../lib/errors.ts';
import { endIncidents, openRemotes } from '../lib/store/incidents.ts';
import type { EventRef } from '../lib/store/sending.ts';
import { createStore } from '../lib/store/table.ts';

const topicArn = required(process.env, 'ALERT_TOPIC_ARN');
const settleMs = Number(required(process.env, 'SETTLE_SECONDS')) * 1000;
const registry = registrySource(required(process.env, 'REGISTRY_SOURCE'));
const sns = snsClient();
const store = createStore({
  tableName: required(process.env, 'TABLE_NAME'),
  client: dynamoDbClient(),
  onUnreadable: logProblem,
});

export const handler = handlerFor('alert', async (_event: unknown, { signal, now }) => {
  const clusters = await clusterNames();
  const unsent = await sendAlerts({
    store,
    publish: (message) => publish(sns, topicArn, message),
    clusters,
    settleMs,
    signal,
    now,
    onSent: ({ cluster, alias, incidentId, kind: event, cause }) =>
      logger.info('Event is sent', { cluster, alias, incidentId, event, cause }),
    onUnsent: logUnsent,
    onProblem: logProblem,
  });
  if (unsent.length > 0)
    throw new Error(`Events of ${unsent.length} remotes are not sent: ${unsent.join(', ')}`);
});

function logUnsent(events: readonly EventRef[], problem: unknown): void {
  const remotes = events.map(({ cluster, alias }) => `${cluster}/${alias}`);
  const incidentIds = events.map(({ incidentId }) => incidentId);
  logger.error('Events are not sent', { remotes, incidentIds, error: messageOf(problem) });
}

/**
 * What is to be told is told without a registry too. A cluster that it does not have any more is
 * not checked, so its incidents are over.
 */
async function clusterNames(): Promise<string[]> {
  try {
    const names = (await registry.load()).clusters.map(({ name }) => name);
    const left = (await openRemotes(store)).filter(({ cluster }) => !names.includes(cluster));
    await endIncidents(store, { remotes: left, now: new Date() });
    return names;
  } catch (thrown) {
    logProblem(thrown);
    return [];
  }
}
