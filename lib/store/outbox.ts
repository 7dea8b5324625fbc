/** Events that wait until the alert topic has accepted them. */
import { setTimeout } from 'node:timers/promises';
import {
  BatchGetCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import type { IncidentEvent } from '../state/incident/incident.ts';
import { keyOf, type RawItem, readAll } from './item.ts';
import { remoteItemSchema } from './remoteItem.ts';
import {
  type Key,
  OUTBOX_INDEX,
  PENDING,
  type RemoteId,
  remoteKey,
  remoteOf,
  type Store,
} from './table.ts';
import { isWritten, untilWritten } from './update.ts';

/** The unsent events of one remote. */
export interface Outbox extends RemoteId {
  /** Of the item that they were read from. */
  readonly version: number;
  /** Oldest first. */
  readonly events: readonly IncidentEvent[];
}

function pendingQuery({ tableName }: Store): QueryCommandInput {
  return {
    TableName: tableName,
    IndexName: OUTBOX_INDEX,
    KeyConditionExpression: 'pending = :pending',
    ExpressionAttributeValues: { ':pending': PENDING },
  };
}

/**
 * When the remote was written that came to the outbox last, an ISO time; undefined if nothing
 * waits.
 */
export async function youngestPending(store: Store): Promise<string | undefined> {
  const latest = new QueryCommand({ ...pendingQuery(store), ScanIndexForward: false, Limit: 1 });
  const { Items: [row] = [] } = await store.client.send(latest);
  return row && String(row['updatedAt']);
}

/**
 * Keys of remotes that have unsent events, those first that wait longest, `size` at a time. The
 * index lags behind the table: some may have been sent a moment ago, and others may be missing
 * until the next call.
 */
export async function* pendingKeys(store: Store, size: number): AsyncGenerator<Key[]> {
  const keys: Key[] = [];
  const pages = paginateQuery({ client: store.client, pageSize: size }, pendingQuery(store));
  for await (const { Items = [] } of pages) {
    keys.push(...Items.map(keyOf));
    while (keys.length >= size) yield keys.splice(0, size);
  }
  if (keys.length > 0) yield keys;
}

/** DynamoDB takes no more in one request. */
const KEYS_AT_MOST = 100;
/**
 * Of these requests: whole items pass through DynamoDB, 16 MB at most, though only events arrive.
 */
const READS_AT_A_TIME = 4;

/**
 * The outboxes of these remotes in the same order, without those that are empty or not there. Items
 * that cannot be understood go to `onUnreadable` and are left out. Throws what DynamoDB refuses,
 * and if it goes on leaving out items that were asked for.
 */
export async function readOutboxes(store: Store, keys: readonly Key[]): Promise<Outbox[]> {
  const count = Math.ceil(keys.length / KEYS_AT_MOST);
  const batches = Array.from({ length: count }, (_, index) =>
    keys.slice(index * KEYS_AT_MOST, (index + 1) * KEYS_AT_MOST),
  );
  const read = await pLimit(READS_AT_A_TIME).map(batches, (batch) => readBatch(store, batch));
  const found = new Map(read.flat().map((raw) => [textOf(keyOf(raw)), raw]));
  const present = keys.map((key) => found.get(textOf(key))).filter((raw) => raw !== undefined);
  return readAll(store, present, outboxFrom).filter(({ events }) => events.length > 0);
}

const READ_ATTEMPTS = 8;
const LONGEST_WAIT_MS = 200;

/**
 * DynamoDB leaves keys out that would be too much at once, or that it throttles: they are asked for
 * again.
 */
async function readBatch(store: Store, keys: readonly Key[]): Promise<RawItem[]> {
  const { client, tableName } = store;
  const items: RawItem[] = [];
  let left: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let attempt = 1; left.length > 0 && attempt <= READ_ATTEMPTS; attempt += 1) {
    if (attempt > 1) await setTimeout(store.random() * LONGEST_WAIT_MS);
    const request = {
      Keys: left,
      ConsistentRead: true,
      ProjectionExpression: 'pk, sk, version, outbox',
    };
    const command = new BatchGetCommand({ RequestItems: { [tableName]: request } });
    const { Responses, UnprocessedKeys } = await client.send(command);
    items.push(...(Responses?.[tableName] ?? []));
    left = UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  // Whoever took what is missing for empty would forget that it was sent.
  if (left.length > 0)
    throw new Error(
      `DynamoDB did not give ${left.length} of ${keys.length} items in ${READ_ATTEMPTS} attempts`,
    );
  return items;
}

const outboxSchema = remoteItemSchema.pick({ version: true, outbox: true });

function outboxFrom(raw: RawItem): Outbox {
  const { version, outbox } = outboxSchema.parse(raw);
  return { ...remoteOf(keyOf(raw)), version, events: outbox };
}

/** Neither part has a line end. */
function textOf({ pk, sk }: Key): string {
  return `${pk}\n${sk}`;
}

export interface SentEvents extends RemoteId {
  readonly eventIds: readonly string[];
}

/**
 * Takes events out of the outbox for good; others that came in the meantime stay. `known` is the
 * outbox as it was read, which saves reading it again. Gives it as it is from now on; undefined if
 * it is empty. Throws what DynamoDB refuses.
 */
export async function markSent(
  store: Store,
  { eventIds, ...remote }: SentEvents,
  known?: Outbox,
): Promise<Outbox | undefined> {
  let outbox = known;
  const { left } = await untilWritten(
    store,
    `Remote ${remote.cluster}/${remote.alias}`,
    async () => {
      const [found] =
        outbox === undefined ? await readOutboxes(store, [remoteKey(remote)]) : [outbox];
      outbox = undefined;
      const events = found?.events.filter(({ id }) => !eventIds.includes(id)) ?? [];
      if (found === undefined || events.length === found.events.length) return { left: found };
      const left = { ...found, version: found.version + 1, events };
      return (await isWritten(store, putOutbox(store, left))) ? { left } : undefined;
    },
  );
  return left?.events.length === 0 ? undefined : left;
}

/** The write, which DynamoDB refuses if somebody else has written the item since it was read. */
function putOutbox({ tableName }: Store, { version, events, ...remote }: Outbox): UpdateCommand {
  return new UpdateCommand({
    TableName: tableName,
    Key: { ...remoteKey(remote) },
    UpdateExpression: `SET version = :next, outbox = :events${events.length === 0 ? ' REMOVE pending' : ''}`,
    ConditionExpression: 'version = :version',
    ExpressionAttributeValues: { ':version': version - 1, ':next': version, ':events': events },
  });
}
