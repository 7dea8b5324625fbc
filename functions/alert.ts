/** Every minute: brings the events that wait in the outbox to the alert topic. */
import { dynamoDbClient, snsClient } from '../lib/aws/clients.ts';
import { required } from '../lib/aws/environment.ts';
import { messageOf } from '../lib/errors.ts';
import { handlerFor, logger, logProblem } from '../lib/handler.ts';
import { type EventGroup, groupEvents } from '../lib/incident/group.ts';
import { publishGroup } from '../lib/notify/alertTopic.ts';
import { markSent, pendingEvents } from '../lib/store/outbox.ts';
import { createStore } from '../lib/store/table.ts';

const topicArn = required(process.env, 'ALERT_TOPIC_ARN');
const sns = snsClient();
const store = createStore({ tableName: required(process.env, 'TABLE_NAME'), client: dynamoDbClient(), onUnreadable: logProblem });

export const handler = handlerFor('alert', async (_event: unknown, { signal }) => {
  const held = new Set<string>();
  for (const group of groupEvents((await pendingEvents(store)).flatMap(({ events }) => events))) {
    const remotes = group.events.map(({ summary: { cluster, alias } }) => `${cluster}/${alias}`);
    try {
      signal.throwIfAborted();
      // An incident must not be told as resolved before it was told as opened.
      if (remotes.some((remote) => held.has(remote))) throw new Error('An earlier event of the same remote is unsent');
      await send(group);
    } catch (thrown) {
      for (const remote of remotes) held.add(remote);
      const incidentIds = group.events.map(({ incidentId }) => incidentId);
      logger.error('Events are not sent', { remotes, incidentIds, error: messageOf(thrown) });
    }
  }
  if (held.size > 0) throw new Error(`Events of ${held.size} remotes are not sent: ${[...held].join(', ')}`);
});

async function send(group: EventGroup): Promise<void> {
  await publishGroup(sns, topicArn, group);
  for (const { id, kind: event, incidentId, summary } of group.events) {
    const { cluster, alias, cause } = summary;
    await markSent(store, { cluster, alias, eventIds: [id] });
    logger.info('Event is sent', { cluster, alias, incidentId, event, cause });
  }
}
