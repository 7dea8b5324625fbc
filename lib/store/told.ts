/** Who tells one message to a channel, so that a message that is delivered twice is told once. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { getItem } from './query.ts';
import { type Store, TTL_ATTRIBUTE, toldKey, ttlAfter } from './table.ts';

const KEPT_DAYS = 7;

export interface TellOptions {
  /** Where to: `slack`. */
  readonly channel: string;
  /** Of the message; the same for each of its deliveries. */
  readonly id: string;
  readonly now: () => Date;
  /** After so long somebody else may try, as whoever began must have died. */
  readonly leaseMs: number;
}

/**
 * Calls `tell` unless the message was told before, and remembers that it was. Throws what `tell`
 * throws, and where somebody else is telling the message right now: then a later delivery finds it
 * told, or tells it. Whoever dies between `tell` and the memory of it makes it be told again.
 */
export async function tellOnce(
  store: Store,
  options: TellOptions,
  tell: () => Promise<void>,
): Promise<'told' | 'told-before'> {
  if (!(await claim(store, options))) return refuseUnlessTold(store, options);
  try {
    await tell();
  } catch (thrown) {
    await store.client.send(
      new DeleteCommand({ TableName: store.tableName, Key: toldKey(options.channel, options.id) }),
    );
    throw thrown;
  }
  await store.client.send(
    new PutCommand({ TableName: store.tableName, Item: receipt(options, 'told') }),
  );
  return 'told';
}

function receipt(
  { channel, id, now, leaseMs }: TellOptions,
  progress: 'telling' | 'told',
): Record<string, unknown> {
  const at = now();
  return {
    ...toldKey(channel, id),
    progress,
    leaseEndsAt: at.getTime() + leaseMs,
    [TTL_ATTRIBUTE]: ttlAfter(KEPT_DAYS, at),
  };
}

async function claim({ client, tableName }: Store, options: TellOptions): Promise<boolean> {
  try {
    await client.send(
      new PutCommand({
        TableName: tableName,
        Item: receipt(options, 'telling'),
        ConditionExpression:
          'attribute_not_exists(pk) OR (progress = :telling AND leaseEndsAt < :now)',
        ExpressionAttributeValues: { ':telling': 'telling', ':now': options.now().getTime() },
      }),
    );
    return true;
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return false;
    throw thrown;
  }
}

async function refuseUnlessTold(
  store: Store,
  { channel, id }: TellOptions,
): Promise<'told-before'> {
  const item = await getItem(store, toldKey(channel, id));
  if (item?.['progress'] === 'told') return 'told-before';
  throw new Error(`Message ${id} is being told to ${channel} by another invocation`);
}
