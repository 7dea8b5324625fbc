/** Whole items, which end what entries of the shared item say; see seen.ts. */
import { latestOf } from './moved.ts';
import { putItem, type RemoteItem, readItem } from './remoteItem.ts';
import { type Entry, emptySeen, entryOf, isOutdated, putSeen, readSeen } from './seen.ts';
import type { RemoteId, Store } from './table.ts';
import { type Change, isWritten, untilWritten } from './update.ts';
import type { Stored } from './view.ts';

/** Undefined where it was never checked. Throws UnreadableItemError. */
export async function readStored(
  store: Store,
  { cluster, alias }: RemoteId,
): Promise<Stored | undefined> {
  const item = await readItem(store, { cluster, alias });
  if (item === undefined) return undefined;
  const seen =
    item.base === undefined ? emptySeen(cluster, 0) : await readSeen(store, cluster, item.part);
  return { item, seen, latest: latestOf(store, item, { seen, alias }) };
}

export interface WholeOptions {
  readonly now: Date;
  /** Of the cluster, that it is checked with from now on; the same as before where absent. */
  readonly part?: number;
}

/** As `updateItem`, for what checks write: the change gets the item as the latest check left it. */
export async function updateWhole(
  store: Store,
  id: RemoteId,
  change: Change,
  { now, part }: WholeOptions,
): Promise<RemoteItem | undefined> {
  return untilWritten(store, `Remote ${id.cluster}/${id.alias}`, async () => {
    const stored = await readStored(store, id);
    const next = await change(stored?.latest);
    if (next === undefined) return { item: undefined };
    const item = wholeItem(next, part);
    const isFenced = stored === undefined || (await fence(store, id, { stored, now }));
    return isFenced && (await isWritten(store, putItem(store, id, item))) ? { item } : undefined;
  }).then(({ item }) => item);
}

/** As a check writes it, so that nothing counts any more which continues the one before. */
export function wholeItem(item: RemoteItem, part = item.part): RemoteItem {
  return { ...item, part, base: item.version + 1 };
}

/** False where something was seen, or written, since it was read. */
async function fence(
  store: Store,
  { alias }: RemoteId,
  { stored, now }: { readonly stored: Stored; readonly now: Date },
): Promise<boolean> {
  if (isOutdated(stored.seen, alias, stored.item)) return false;
  const entry = fenceOf(stored, alias);
  if (entry === undefined) return true;
  return isWritten(
    store,
    putSeen(
      store,
      { ...stored.seen, entries: new Map([...stored.seen.entries, [alias, entry]]) },
      now,
    ),
  );
}

/**
 * Undefined where none is needed: there is one, or nothing continues the item, as an older version
 * of the program wrote it.
 */
export function fenceOf(
  { item: { base, run, updatedAt }, seen }: Stored,
  alias: string,
): Entry | undefined {
  if (base === undefined) return undefined;
  const entry = entryOf(seen, alias, { base, run });
  return entry?.isFenced ? undefined : { alias, base, run, updatedAt, ...entry, isFenced: true };
}
