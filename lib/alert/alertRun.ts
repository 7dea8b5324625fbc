/** One run of whoever brings the events of the outbox to the alert topic, and what it logs. */
import { messageOf } from '../errors.ts';
import type { Registry } from '../registry/schema.ts';
import type { EventRef } from '../store/store.ts';
import { type AlertOptions, sendAlerts } from './send.ts';

export interface AlertRunOptions
  extends Pick<AlertOptions, 'store' | 'publish' | 'settleMs' | 'signal' | 'now' | 'onProblem'> {
  readonly registry: () => Promise<Registry>;
  readonly logger: AlertLogger;
}

export interface AlertLogger {
  info(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

/** Rejects with the names of the remotes of which something is unsent. */
export async function alertRun(options: AlertRunOptions): Promise<void> {
  const { logger } = options;
  const unsent = await sendAlerts({
    ...options,
    clusters: await endOrphanedIncidents(options),
    onSent: ({ cluster, alias, incidentId, kind: event, cause }) =>
      logger.info('Event published', { cluster, alias, incidentId, event, cause }),
    onUnsent: (events, problem) => logUnsent(logger, events, problem),
  });
  if (unsent.length > 0)
    throw new Error(`Events of ${unsent.length} remotes are not sent: ${firstOf(unsent)}`);
}

/**
 * Ends the incidents of clusters that left the registry, which are not checked any more, and gives
 * the names of the others. Events are sent without a registry too.
 */
async function endOrphanedIncidents({
  registry,
  store,
  now,
  onProblem,
}: AlertRunOptions): Promise<string[]> {
  try {
    const names = (await registry()).clusters.map(({ name }) => name);
    await store.endClusters({ known: names, now: now() });
    return names;
  } catch (thrown) {
    onProblem(thrown);
    return [];
  }
}

/** A line of the log with thousands of names is of no use. */
const NAMES_AT_MOST = 50;

function firstOf(names: readonly string[]): string {
  const more = names.length - NAMES_AT_MOST;
  return [...names.slice(0, NAMES_AT_MOST), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function logUnsent(logger: AlertLogger, events: readonly EventRef[], problem: unknown): void {
  const first = events.slice(0, NAMES_AT_MOST);
  const remotes = first.map(({ cluster, alias }) => `${cluster}/${alias}`);
  const incidentIds = first.map(({ incidentId }) => incidentId);
  const error = messageOf(problem);
  logger.error('Events not published', { count: events.length, remotes, incidentIds, error });
}
