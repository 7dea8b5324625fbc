/** What was last seen of each remote, and the state of its incident. */

import type { Memory } from '../state/baseline/baseline.ts';
import { incidentStateSchema } from '../state/incident/incident.ts';
import { readAll, readFrom } from './item.ts';
import { unpackResult } from './packed.ts';
import type { RemoteItem } from './remoteItem.ts';
import { type RemoteId, remoteKey, type Store } from './table.ts';
import type { StoredRemote } from './types.ts';
import { readView, type View } from './view.ts';
import { readStored } from './whole.ts';

/**
 * The remotes of one local cluster by alias; empty where it was never checked. Alias `*` is among
 * them once the aliases could not be learnt. Items that cannot be read are told to `onUnreadable`
 * and left out.
 */
export async function readCluster(store: Store, cluster: string): Promise<StoredRemote[]> {
  const { remotes } = await readView(store, cluster, { isConsistent: true });
  const keyed = [...remotes].map(([alias, { latest }]) => ({
    ...remoteKey({ cluster, alias }),
    id: { cluster, alias },
    latest,
  }));
  return readAll(store, keyed, ({ id, latest }) => storedRemote(id, latest));
}

/** One remote; undefined where it was never checked. Throws UnreadableItemError. */
export async function readRemote(
  store: Store,
  cluster: string,
  alias: string,
): Promise<StoredRemote | undefined> {
  const stored = await readStored(store, { cluster, alias });
  return (
    stored &&
    readFrom({ ...remoteKey({ cluster, alias }) }, () =>
      storedRemote({ cluster, alias }, stored.latest),
    )
  );
}

/** What is remembered of the remotes of one local cluster, by alias; nothing without a view. */
export function memoriesIn(view: View | undefined): ReadonlyMap<string, Memory> {
  const remotes = view === undefined ? [] : [...view.remotes];
  return new Map(remotes.map(([alias, { latest }]) => [alias, latest.memory ?? {}]));
}

function storedRemote(id: RemoteId, item: RemoteItem): StoredRemote {
  const {
    state = incidentStateSchema.parse({}),
    updatedAt,
    result,
    memory,
    rollups,
    streak,
    pastIncidents,
  } = item;
  const shown = {
    ...id,
    result: unpackResult(result),
    state,
    rollups,
    streak,
    pastIncidents,
    updatedAt,
  };
  return memory?.expiries === undefined ? shown : { ...shown, expiries: memory.expiries };
}
