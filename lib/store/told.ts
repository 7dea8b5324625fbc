/** Who tells one message to a channel, so that a message that is delivered twice is told once. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { messageOf } from '../errors.ts';
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
  /** Gets what DynamoDB refused after the channel had answered: the channel's answer counts. */
  readonly onProblem: (problem: unknown) => void;
}

/**
 * Calls `tell` unless the message was told before, and remembers that it was. Throws what `tell`
 * throws, and if somebody else is telling the message right now: then a later delivery finds it
 * told, or tells it. Whoever dies between `tell` and the memory of it makes it be told again. A
 * memory that cannot be written goes to `onProblem`: to throw would make Lambda deliver the message
 * again.
 */
export async function tellOnce(
  store: Store,
  options: TellOptions,
  tell: () => Promise<void>,
): Promise<'told' | 'told-before'> {
  if (!(await claim(store, options))) return refuseUnlessTold(store, options);
  const { channel, id, onProblem } = options;
  try {
    await tell();
  } catch (thrown) {
    await release(store, options).catch(onProblem);
    throw thrown;
  }
  await remember(store, options).catch((cause: unknown) => {
    const problem = `Message ${id} was sent to ${channel}, but this could not be stored`;
    onProblem(new Error(`${problem}: ${messageOf(cause)}`, { cause }));
  });
  return 'told';
}

async function release({ client, tableName }: Store, { channel, id }: TellOptions): Promise<void> {
  await client.send(new DeleteCommand({ TableName: tableName, Key: toldKey(channel, id) }));
}

async function remember({ client, tableName }: Store, options: TellOptions): Promise<void> {
  await client.send(new PutCommand({ TableName: tableName, Item: receipt(options, 'told') }));
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
