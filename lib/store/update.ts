/** Changes the item of one remote, however many others do so at the same time: read, decide, write if nobody else did, or begin again. */
import { setTimeout } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { PutCommand } from '@aws-sdk/lib-dynamodb';
import { putItem, type RemoteItem, readItem } from './remoteItem.ts';
import type { RemoteId, Store } from './table.ts';

const ATTEMPTS = 20;
const LONGEST_WAIT_MS = 100;

/** From the item as it is to the item as it shall be; undefined to leave it. It may be called several times. */
export type Change = (item: RemoteItem | undefined) => RemoteItem | undefined | Promise<RemoteItem | undefined>;

/** Gives the item as it was written; undefined where the change left it. Throws what DynamoDB refuses, and UnreadableItemError. */
export async function updateItem(store: Store, id: RemoteId, change: Change): Promise<RemoteItem | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const item = await change(await readItem(store, id));
    if (item === undefined || (await isWritten(store, putItem(store, id, item)))) return item;
    await setTimeout(store.random() * LONGEST_WAIT_MS);
  }
  throw new Error(`Remote ${id.cluster}/${id.alias} was changed by others in each of ${ATTEMPTS} attempts to store it`);
}

/** False where the condition of the write does not hold. */
export async function isWritten({ client }: Store, put: PutCommand): Promise<boolean> {
  try {
    await client.send(put);
    return true;
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return false;
    throw thrown;
  }
}
