/**
 * What checks have seen of the remotes of which nothing is new. A whole item costs its size at each
 * write, for every remote and every minute; so the whole item is written where something is new,
 * and once an hour. In between, all remotes that one invocation of `check` has looked at share one
 * item, where each has an entry: what its latest check changed of the whole item, and nothing left
 * out. Readers put both together.
 *
 * An entry counts only while the whole item is the one that it was made from (`base`). Without
 * transactions, two things keep a check from being lost where several write at the same time: - the
 * shared item is written on condition that nobody else wrote it in between (`seq`); - whoever is
 * about to write a whole item first fences its entry, in a write of the shared item, and makes the
 * whole item from the entry that is
 *    fenced. No entry is written for a base that is fenced: whoever wants to writes a whole item instead, and there the version decides.
 * Whoever dies in between leaves a fence, so that the next check writes a whole item.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Delta } from './delta.ts';
import { keyOf, type RawItem, UnreadableItemError } from './item.ts';
import { getItem } from './query.ts';
import type { RemoteItem } from './remoteItem.ts';
import { type Store, seenKey, TTL_ATTRIBUTE, ttlAfter } from './table.ts';

/** As long as a whole item. */
const KEPT_DAYS = 30;

const entrySchema = z.object({
  alias: z.string(),
  /** Of the whole item. */
  base: z.int(),
  /** The run of the check, an ISO time, and when it was stored. */
  run: z.string(),
  updatedAt: z.iso.datetime(),
  /** Absent where there is a fence, and nothing was seen since the whole item. */
  delta: z.custom<Delta>((value) => typeof value === 'object' && value !== null).optional(),
  isFenced: z.boolean().optional(),
});
export type Entry = z.infer<typeof entrySchema>;

/** The shared item of one part of a cluster. */
export interface Seen {
  readonly cluster: string;
  readonly part: number;
  /** Counts its writes; 0 where there is none yet. */
  readonly seq: number;
  /** By alias. */
  readonly entries: ReadonlyMap<string, Entry>;
}

const itemSchema = z.object({
  seq: z.int(),
  entries: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

export function emptySeen(cluster: string, part: number): Seen {
  return { cluster, part, seq: 0, entries: new Map() };
}

/**
 * What cannot be read is told to `onUnreadable`; then the whole items are all that is known, and
 * the next check begins anew.
 */
export function seenFrom(
  { onUnreadable }: Store,
  raw: RawItem,
  { cluster, part }: Pick<Seen, 'cluster' | 'part'>,
): Seen {
  try {
    const { seq, entries } = itemSchema.parse(raw);
    const list = z.array(entrySchema).parse(JSON.parse(gunzipSync(entries).toString('utf8')));
    return { cluster, part, seq, entries: new Map(list.map((entry) => [entry.alias, entry])) };
  } catch (thrown) {
    onUnreadable(new UnreadableItemError(keyOf(raw), thrown));
    return { ...emptySeen(cluster, part), seq: z.int().catch(0).parse(raw['seq']) };
  }
}

export async function readSeen(store: Store, cluster: string, part: number): Promise<Seen> {
  const raw = await getItem(store, seenKey(cluster, part));
  return raw === undefined ? emptySeen(cluster, part) : seenFrom(store, raw, { cluster, part });
}

/** The write, which DynamoDB refuses where somebody else wrote since it was read. */
export function putSeen(
  { tableName }: Store,
  { cluster, part, seq, entries }: Seen,
  now: Date,
): PutCommand {
  const packed = gzipSync(JSON.stringify([...entries.values()]));
  return new PutCommand({
    TableName: tableName,
    Item: {
      ...seenKey(cluster, part),
      seq: seq + 1,
      entries: packed,
      [TTL_ATTRIBUTE]: ttlAfter(KEPT_DAYS, now),
    },
    ConditionExpression: seq === 0 ? 'attribute_not_exists(seq)' : 'seq = :seq',
    ...(seq === 0 ? {} : { ExpressionAttributeValues: { ':seq': seq } }),
  });
}

type Based = Pick<RemoteItem, 'base' | 'run'>;

/** The entry that continues a whole item. One that was deleted and came again has a later run. */
export function entryOf({ entries }: Seen, alias: string, { base, run }: Based): Entry | undefined {
  const entry = entries.get(alias);
  return entry !== undefined && entry.base === base && entry.run >= run ? entry : undefined;
}

/**
 * Whether the whole item was read before its latest write, as something continues a later one
 * already.
 */
export function isOutdated({ entries }: Seen, alias: string, { base = 0, run }: Based): boolean {
  const entry = entries.get(alias);
  return entry !== undefined && entry.base > base && entry.run >= run;
}
