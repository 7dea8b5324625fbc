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

const arn = required(process.env, 'ALERT_TOPIC_ARN');
const settleMs = Number(required(process.env, 'SETTLE_SECONDS')) * 1000;
const registry = registrySource(required(process.env, 'REGISTRY_SOURCE'));
const sns = snsClient();
const store = createStore({
  tableName: required(process.env, 'TABLE_NAME'),
  client: dynamoDbClient(),
  onUnreadable: logProblem,
});

export const handler = handlerFor('alert', async (_event: unknown, { signal, now }) => {
  const clusters = await endOrphanedIncidents();
  const unfinished = await sendAlerts({
    store,
    publish: (message) => publish({ sns, arn, signal }, message),
    clusters,
    settleMs,
    signal,
    now,
    onSent: ({ cluster, alias, incidentId, kind: event, cause }) =>
      logger.info('Event is sent', { cluster, alias, incidentId, event, cause }),
    onUnsent: logUnsent,
    onProblem: logProblem,
  });
  if (unfinished.length > 0)
    throw new Error(
      `Events of ${unfinished.length} remotes are not sent, or not out of the outbox: ${firstOf(unfinished)}`,
    );
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
  logger.error('Events are not sent', { count: events.length, remotes, incidentIds, error });
}

/** So many are ended in one run, to leave time for what is to be told; the next run goes on. */
const ENDED_AT_MOST = 300;

/**
 * Ends the incidents of clusters that left the registry, which are not checked any more, and gives
 * the names of the others. Events are sent without a registry too.
 */
async function endOrphanedIncidents(): Promise<string[]> {
  try {
    const names = (await registry.load()).clusters.map(({ name }) => name);
    await endLeft(new Set(names));
    return names;
  } catch (thrown) {
    logProblem(thrown);
    return [];
  }
}

async function endLeft(names: ReadonlySet<string>): Promise<void> {
  const left = (await openRemotes(store)).filter(({ cluster }) => !names.has(cluster));
  await endIncidents(store, { remotes: left.slice(0, ENDED_AT_MOST), now: new Date() });
  const waiting = left.length - ENDED_AT_MOST;
  if (waiting > 0)
    logger.warn('Incidents of clusters that left the registry wait for the next run', { waiting });
}
