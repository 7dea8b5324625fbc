/**
 * Hours and days that are over, an item each: 24 of them tell a day, 30 a month, where single
 * checks would be 1440 and 43,200. They cost two writes an hour at most, since the hour and the day
 * that are not over yet stand in the item of the remote.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  checksOf,
  closedRollups,
  type OpenRollups,
  type Period,
  type Rollup,
  rollupSchema,
} from '../state/uptime/rollups.ts';
import { readAll } from './item.ts';
import { queryAll } from './query.ts';
import { type RemoteId, rollupPartition, type Store, TTL_ATTRIBUTE, ttlAfter } from './table.ts';
import { isWritten } from './update.ts';

/** Longer than the pages look back. */
const KEPT_DAYS = { hour: 8, day: 40 } as const satisfies Record<Period, number>;

/**
 * Writes what is over when a check of the run `at` is added. To be called before the remote's item
 * is written: whoever succeeds with that has kept what it replaces; whoever fails has kept the same
 * or less, and an item is only replaced by one that counts more checks.
 */
export async function keepClosed(
  store: Store,
  id: RemoteId,
  { open, at }: { readonly open: OpenRollups | undefined; readonly at: string },
) {
  for (const { period, rollup } of closedRollups(open, at))
    await isWritten(store, putRollup(store, id, { period, rollup }));
}

function putRollup(
  { tableName }: Store,
  id: RemoteId,
  { period, rollup }: { readonly period: Period; readonly rollup: Rollup },
): PutCommand {
  const { from, ...counted } = rollup;
  const checks = checksOf(rollup);
  const ttl = { [TTL_ATTRIBUTE]: ttlAfter(KEPT_DAYS[period], new Date(from)) };
  return new PutCommand({
    TableName: tableName,
    Item: { pk: rollupPartition(id, period), sk: from, checks, ...counted, ...ttl },
    ConditionExpression: 'attribute_not_exists(checks) OR checks < :checks',
    ExpressionAttributeValues: { ':checks': checks },
  });
}

export interface RollupsOptions extends RemoteId {
  readonly period: Period;
  /** ISO time, in UTC with milliseconds: those that begin then or later. */
  readonly from: string;
}

/**
 * Hours or days that are over, the oldest first; those without a check are missing. Items that
 * cannot be read are told to `onUnreadable` and left out.
 */
export async function readRollups(
  store: Store,
  { period, from, ...id }: RollupsOptions,
): Promise<Rollup[]> {
  const items = await queryAll(store, {
    KeyConditionExpression: 'pk = :pk AND sk >= :from',
    ExpressionAttributeValues: { ':pk': rollupPartition(id, period), ':from': from },
  });
  return readAll(store, items, ({ sk, ...rest }) => rollupSchema.parse({ ...rest, from: sk }));
}
