/** The item of one remote: what stands in the table, and how it is read and written. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { memorySchema } from '../state/baseline/baseline.ts';
import { incidentEventSchema, incidentStateSchema } from '../state/incident/incident.ts';
import { openRollupsSchema } from '../state/uptime/rollups.ts';
import { streakSchema } from '../state/uptime/streak.ts';
import { readFrom } from './item.ts';
import { repacked } from './packed.ts';
import { pastIncidentSchema } from './pastIncidents.ts';
import { getItem } from './query.ts';
import {
  OPEN,
  PENDING,
  type RemoteId,
  remoteKey,
  type Store,
  TTL_ATTRIBUTE,
  ttlAfter,
} from './table.ts';

export const ITEM_SCHEMA_VERSION = 1;

/**
 * A remote that is not checked any more, since its registration is gone, is forgotten after so
 * long.
 */
const KEPT_DAYS = 30;

/**
 * While so many events are unsent the incident rests: the result is stored, and its consequences
 * are decided from a later one, when the alert topic accepts events again. Without it an item would
 * outgrow 400 KB.
 */
export const MAX_UNSENT = 20;

/**
 * Unknown attributes are dropped and missing ones get their defaults, so that items of other
 * versions of the program are read.
 */
export const remoteItemSchema = z.object({
  /** Counts writes; each is on condition that nobody else wrote in between. */
  version: z.int().default(0),
  /** The run that was last to write, an ISO time; '' sorts before all. */
  run: z.string().default(''),
  /**
   * The version that the last check wrote, for what was seen since; see seen.ts. Absent where an
   * older version of the program wrote last.
   */
  base: z.int().optional(),
  /** The part of the cluster with which it was checked then. */
  part: z.int().default(0),
  /**
   * Unpacked only where it is asked for, so that a result of another shape hinders neither state
   * nor events.
   */
  result: z.union([z.string(), z.custom<Uint8Array>((value) => value instanceof Uint8Array)]),
  state: incidentStateSchema.optional(),
  memory: memorySchema.optional(),
  /** The hour and the day that are not over yet. */
  rollups: openRollupsSchema.optional().catch(undefined),
  /** Checks in a row with the same outcome, up to now. */
  streak: streakSchema.optional().catch(undefined),
  /** Incidents that are over, latest first. */
  pastIncidents: z.array(pastIncidentSchema).optional().catch(undefined),
  /** Events that the alert topic has not accepted yet, oldest first. */
  outbox: z.array(incidentEventSchema).default([]),
  /**
   * Which remote cluster it is: as `addressesOf` gives it, and as it was last seen with these
   * addresses.
   */
  addresses: z.string().optional(),
  remoteClusterUuid: z.string().optional(),
  updatedAt: z.iso.datetime(),
});

export type RemoteItem = z.infer<typeof remoteItemSchema>;

/** Throws UnreadableItemError. */
export async function readItem(store: Store, id: RemoteId): Promise<RemoteItem | undefined> {
  const item = await getItem(store, remoteKey(id));
  return item && readFrom(item, (raw) => remoteItemSchema.parse(raw));
}

/**
 * The write of the next version of an item, which DynamoDB refuses where the stored version is
 * another than the one it was made from.
 */
export function putItem(
  { tableName }: Store,
  id: RemoteId,
  { version, ...item }: RemoteItem,
): PutCommand {
  return new PutCommand({
    TableName: tableName,
    Item: {
      ...remoteKey(id),
      schemaVersion: ITEM_SCHEMA_VERSION,
      version: version + 1,
      ...item,
      result: repacked(item.result),
      pending: item.outbox.length > 0 ? PENDING : undefined,
      open: item.state?.incident ? OPEN : undefined,
      [TTL_ATTRIBUTE]: ttlAfter(KEPT_DAYS, new Date(item.updatedAt)),
    },
    // Without an item, and in items that never had one, the attribute does not exist.
    ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :version',
    ...(version === 0 ? {} : { ExpressionAttributeValues: { ':version': version } }),
  });
}
