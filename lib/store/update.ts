/**
 * Changes the item of one remote, however many others do so at the same time: read, decide, write
 * if nobody else did, or begin again.
 */
import { setTimeout } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { putItem, type RemoteItem, readItem } from './remoteItem.ts';
import type { RemoteId, Store } from './table.ts';

const ATTEMPTS = 20;
const LONGEST_WAIT_MS = 100;

/**
 * From the item as it is to the item as it shall be; undefined to leave it. It may be called
 * several times.
 */
export type Change = (
  item: RemoteItem | undefined,
) => RemoteItem | undefined | Promise<RemoteItem | undefined>;

/**
 * Gives the item as it was written; undefined where the change left it. Throws what DynamoDB
 * refuses, and UnreadableItemError. For what only the whole item has: the open incident and unsent
 * events.
 */
export async function updateItem(
  store: Store,
  id: RemoteId,
  change: Change,
): Promise<RemoteItem | undefined> {
  return untilWritten(store, `Remote ${id.cluster}/${id.alias}`, async () => {
    const item = await change(await readItem(store, id));
    return item === undefined || (await isWritten(store, putItem(store, id, item)))
      ? { item }
      : undefined;
  }).then(({ item }) => item);
}

/** Attempts again, after a moment, what gives undefined since somebody else has written. */
export async function untilWritten<T>(
  store: Store,
  what: string,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  for (let count = 1; count <= ATTEMPTS; count += 1) {
    const done = await attempt();
    if (done !== undefined) return done;
    await setTimeout(store.random() * LONGEST_WAIT_MS);
  }
  throw new Error(`${what} was changed by others in each of ${ATTEMPTS} attempts to store it`);
}

/** False where the condition of the write does not hold. */
export async function isWritten(
  { client }: Store,
  write: PutCommand | UpdateCommand,
): Promise<boolean> {
  try {
    // The SDK's types take one kind of command at a time.
    await client.send(write as PutCommand);
    return true;
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return false;
    throw thrown;
  }
}
