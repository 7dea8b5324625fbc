/** The outcomes of past checks, for 30 days. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { CheckResult } from '../result/result.ts';
import { statusSchema } from '../result/status.ts';
import { readAll } from './item.ts';
import { queryAll } from './query.ts';
import { historyPartition, type RemoteId, type Store, TTL_ATTRIBUTE, ttlAfter } from './table.ts';
import type { HistoryEntry } from './types.ts';

const KEPT_DAYS = 30;

const entrySchema = z.object({ at: z.iso.datetime(), status: statusSchema, cause: z.string(), durationMs: z.number() });

export async function recordOutcome({ client, tableName }: Store, result: CheckResult, now: Date): Promise<void> {
  const { status, cause, durationMs, checkedAt } = result;
  const item = { status, cause: cause.code, durationMs, [TTL_ATTRIBUTE]: ttlAfter(KEPT_DAYS, now) };
  await client.send(new PutCommand({ TableName: tableName, Item: { pk: historyPartition(result), sk: checkedAt, ...item } }));
}

export interface HistoryOptions extends RemoteId {
  /** ISO time, in UTC with milliseconds, of the first moment that is of interest. */
  readonly from: string;
}

/** What checks of one remote gave, the oldest first. Items that cannot be read are told to `onUnreadable` and left out. */
export async function history(store: Store, { from, ...id }: HistoryOptions): Promise<HistoryEntry[]> {
  const items = await queryAll(store, {
    KeyConditionExpression: 'pk = :pk AND sk >= :from',
    ExpressionAttributeValues: { ':pk': historyPartition(id), ':from': from },
  });
  return readAll(store, items, ({ sk, ...rest }) => entrySchema.parse({ ...rest, at: sk }));
}
