/**
 * Messages that are under way to the alert topic, written down before they are sent: whoever goes
 * on after a death sends the same message with the same id, and does not put its events together
 * with others. Once the topic has accepted a message, only what was in it is left, so that whoever
 * goes on takes the events out of the outbox and does not send the message again.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { readAll } from './item.ts';
import { queryAll } from './query.ts';
import { SENDING_PARTITION, type Store, sendingKey, TTL_ATTRIBUTE, ttlAfter } from './table.ts';

const eventRefSchema = z.object({
  cluster: z.string(),
  alias: z.string(),
  id: z.string(),
  incidentId: z.string(),
  kind: z.string(),
  cause: z.string(),
});

const sendingSchema = z.object({
  id: z.string(),
  /** As SNS takes it; absent once SNS has it. */
  prepared: z
    .object({
      message: z.string(),
      attributes: z.record(z.string(), z.object({ DataType: z.string(), StringValue: z.string() })),
    })
    .optional(),
  /** What is in it. */
  events: z.array(eventRefSchema),
});

export type Sending = z.infer<typeof sendingSchema>;
export type EventRef = z.infer<typeof eventRefSchema>;

/** What is forgotten by then is in the outbox still. */
const KEPT_DAYS = 7;

const itemSchema = z.object({
  sending: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

/** Writes it down, or writes down that it was published. */
export async function putSending(
  { client, tableName }: Store,
  sending: Sending,
  now: Date,
): Promise<void> {
  const item = {
    ...sendingKey(sending.id),
    sending: gzipSync(JSON.stringify(sending)),
    [TTL_ATTRIBUTE]: ttlAfter(KEPT_DAYS, now),
  };
  await client.send(new PutCommand({ TableName: tableName, Item: item }));
}

/**
 * What was begun and not ended. Items that cannot be read are told to `onUnreadable` and left out.
 */
export async function unfinishedSendings(store: Store): Promise<Sending[]> {
  const items = await queryAll(store, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': SENDING_PARTITION },
    ConsistentRead: true,
  });
  return readAll(store, items, (raw) =>
    sendingSchema.parse(JSON.parse(gunzipSync(itemSchema.parse(raw).sending).toString('utf8'))),
  );
}

export async function removeSending({ client, tableName }: Store, id: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: tableName, Key: sendingKey(id) }));
}
