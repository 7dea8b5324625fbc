/** Events that wait until the alert topic has accepted them. */
import pLimit from 'p-limit';
import type { IncidentEvent } from '../state/incident/incident.ts';
import { keyOf, type RawItem, readAll } from './item.ts';
import { getItem, queryAll } from './query.ts';
import { remoteItemSchema } from './remoteItem.ts';
import { OUTBOX_INDEX, PENDING, type RemoteId, remoteOf, type Store } from './table.ts';
import { updateItem } from './update.ts';

export interface StoredEvents extends RemoteId {
  /** Oldest first. */
  readonly events: readonly IncidentEvent[];
}

const READS_AT_A_TIME = 16;

/**
 * What is unsent, by remote, those first that wait longest. The index lags behind the table: what
 * was sent a moment ago is left out here, and what was decided a moment ago may be missing until
 * the next call. Items that cannot be read are told to `onUnreadable` and left out.
 */
export async function pendingEvents(store: Store): Promise<StoredEvents[]> {
  const limit = pLimit(READS_AT_A_TIME);
  const rows = await queryAll(store, {
    IndexName: OUTBOX_INDEX,
    KeyConditionExpression: 'pending = :pending',
    ExpressionAttributeValues: { ':pending': PENDING },
  });
  const items = await Promise.all(rows.map((row) => limit(() => getItem(store, keyOf(row)))));
  const present = items.filter((item) => item !== undefined);
  return readAll(store, present, storedEvents).filter(({ events }) => events.length > 0);
}

function storedEvents(raw: RawItem): StoredEvents {
  return { ...remoteOf(keyOf(raw)), events: remoteItemSchema.parse(raw).outbox };
}

export interface SentEvents extends RemoteId {
  readonly eventIds: readonly string[];
}

/**
 * Takes events out of the outbox, for good; others that came in the meantime stay. Throws what
 * DynamoDB refuses.
 */
export async function markSent(store: Store, { eventIds, ...id }: SentEvents): Promise<void> {
  await updateItem(store, id, (item) => {
    if (!item?.outbox.some((event) => eventIds.includes(event.id))) return undefined;
    return { ...item, outbox: item.outbox.filter((event) => !eventIds.includes(event.id)) };
  });
}
