/** All that stands of the remotes of one local cluster. */
import { keyOf, type RawItem, readOrProblem, UnreadableItemError } from './item.ts';
import { latestOf } from './moved.ts';
import { queryAll } from './query.ts';
import { type RemoteItem, remoteItemSchema } from './remoteItem.ts';
import { emptySeen, type Seen, seenFrom } from './seen.ts';
import { clusterPartition, REMOTE_PREFIX, remoteOf, type Store, seenPartOf } from './table.ts';

/** One remote as it is stored. */
export interface Stored {
  /** The whole item. */
  readonly item: RemoteItem;
  /** The shared item that has its entry, or would have it. */
  readonly seen: Seen;
  /** Both put together. */
  readonly latest: RemoteItem;
}

export interface View {
  readonly cluster: string;
  /** By alias. */
  readonly remotes: ReadonlyMap<string, Stored>;
  /** Items that cannot be read. */
  readonly unreadable: ReadonlyMap<string, UnreadableItemError>;
  /** The shared items, by part. */
  readonly seen: ReadonlyMap<number, Seen>;
}

export interface ViewOptions {
  /** As it stands now; otherwise as a replica has it, which costs half. */
  readonly isConsistent: boolean;
}

/** What cannot be read is told to `onUnreadable`, too. */
export async function readView(
  store: Store,
  cluster: string,
  { isConsistent }: ViewOptions,
): Promise<View> {
  const raws = await queryAll(store, {
    KeyConditionExpression: 'pk = :pk AND sk >= :first',
    ExpressionAttributeValues: { ':pk': clusterPartition(cluster), ':first': REMOTE_PREFIX },
    ConsistentRead: isConsistent,
  });
  const { remotes, seen } = separated(store, raws, cluster);
  return { cluster, seen, ...remotesOf(store, remotes, { cluster, seen }) };
}

/** Items of remotes, and the shared items by part. */
export function separated(
  store: Store,
  raws: readonly RawItem[],
  cluster: string,
): { remotes: RawItem[]; seen: Map<number, Seen> } {
  const seen = new Map<number, Seen>();
  const remotes = raws.filter((raw) => {
    const part = seenPartOf(keyOf(raw));
    if (part !== undefined) seen.set(part, seenFrom(store, raw, { cluster, part }));
    return part === undefined;
  });
  return { remotes, seen };
}

export function seenIn({ cluster, seen }: Pick<View, 'cluster' | 'seen'>, part: number): Seen {
  return seen.get(part) ?? emptySeen(cluster, part);
}

function remotesOf(
  store: Store,
  items: readonly RawItem[],
  view: Pick<View, 'cluster' | 'seen'>,
): Pick<View, 'remotes' | 'unreadable'> {
  const remotes = new Map<string, Stored>();
  const unreadable = new Map<string, UnreadableItemError>();
  for (const raw of items) {
    const { alias } = remoteOf(keyOf(raw));
    const item = readOrProblem(raw, (given) => remoteItemSchema.parse(given));
    if (item instanceof UnreadableItemError) {
      store.onUnreadable(item);
      unreadable.set(alias, item);
    } else {
      const seen = seenIn(view, item.part);
      remotes.set(alias, { item, seen, latest: latestOf(store, item, { seen, alias }) });
    }
  }
  return { remotes, unreadable };
}
