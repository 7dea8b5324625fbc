/** What was last seen of each remote, and the state of its incident. */

import type { Memory } from '../state/baseline/baseline.ts';
import { incidentStateSchema } from '../state/incident/incident.ts';
import { readFrom, readOrProblem, UnreadableItemError } from './item.ts';
import { unpackResult } from './packed.ts';
import type { RemoteItem } from './remoteItem.ts';
import { type RemoteId, remoteKey, type Store } from './table.ts';
import type { StoredCluster, StoredRemote } from './types.ts';
import { readView, type View } from './view.ts';
import { readStored } from './whole.ts';

/**
 * The remotes of one local cluster by alias; empty where it was never checked. Alias `*` is among
 * them once the aliases could not be learnt. Items that cannot be read are told to `onUnreadable`
 * and left out.
 */
export async function readCluster(store: Store, cluster: string): Promise<readonly StoredRemote[]> {
  return (await readWholeCluster(store, cluster)).remotes;
}

/** The same, with those that cannot be read. */
export async function readWholeCluster(store: Store, cluster: string): Promise<StoredCluster> {
  const view = await readView(store, cluster, { isConsistent: true });
  const unreadable = new Map(view.unreadable);
  const remotes = [...view.remotes].flatMap(([alias, { latest }]) => {
    const id = { cluster, alias };
    const found = readOrProblem({ ...remoteKey(id) }, () => storedRemote(id, latest));
    if (!(found instanceof UnreadableItemError)) return [found];
    store.onUnreadable(found);
    unreadable.set(alias, found);
    return [];
  });
  const problems = [...unreadable].map(([alias, { message }]) => ({
    cluster,
    alias,
    problem: message,
  }));
  return { remotes, unreadable: problems.toSorted((a, b) => a.alias.localeCompare(b.alias)) };
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
