/**
 * The outcomes of past checks, for 30 days: an item for checks in a row with the same outcome, once
 * they are over.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { statusSchema } from '../result/finding.ts';
import { GAP_MS, LONGEST_STREAK_MS, type Streak } from '../state/uptime/streak.ts';
import { readAll } from './item.ts';
import { queryAll } from './query.ts';
import { historyPartition, type RemoteId, type Store, TTL_ATTRIBUTE, ttlAfter } from './table.ts';
import type { HistoryEntry } from './types.ts';
import { isWritten } from './update.ts';

const KEPT_DAYS = 30;

/** Older versions of the program wrote an item for each check. */
const entrySchema = z.object({
  at: z.iso.datetime(),
  until: z.iso.datetime().optional(),
  checks: z.int().default(1),
  status: statusSchema,
  cause: z.string(),
  durationMs: z.number(),
});

/**
 * Writes a streak that is over. To be called before what takes its place is written, as
 * `keepClosed`, and as safely.
 */
export async function keepStreak(
  store: Store,
  id: RemoteId,
  { at, ...streak }: Streak,
): Promise<void> {
  const ttl = { [TTL_ATTRIBUTE]: ttlAfter(KEPT_DAYS, new Date(at)) };
  const put = new PutCommand({
    TableName: store.tableName,
    Item: { pk: historyPartition(id), sk: at, ...streak, ...ttl },
    ConditionExpression: 'attribute_not_exists(checks) OR checks < :checks',
    ExpressionAttributeValues: { ':checks': streak.checks },
  });
  await isWritten(store, put);
}

export interface HistoryOptions extends RemoteId {
  /** ISO time, in UTC with milliseconds, of the first moment that is of interest. */
  readonly from: string;
}

/**
 * What checks of one remote gave that are over, the oldest first. Items that cannot be read are
 * told to `onUnreadable` and left out.
 */
export async function history(
  store: Store,
  { from, ...id }: HistoryOptions,
): Promise<HistoryEntry[]> {
  const longestMs = LONGEST_STREAK_MS + GAP_MS;
  const items = await queryAll(store, {
    KeyConditionExpression: 'pk = :pk AND sk >= :from',
    ExpressionAttributeValues: {
      ':pk': historyPartition(id),
      ':from': new Date(Date.parse(from) - longestMs).toISOString(),
    },
  });
  const entries = readAll(store, items, ({ sk, ...rest }) =>
    entrySchema.parse({ ...rest, at: sk }),
  );
  return entries
    .map((entry) => ({ ...entry, until: entry.until ?? entry.at }))
    .filter(({ until }) => until >= from);
}
