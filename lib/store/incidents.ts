/**
 * Incidents that are open: listed, acknowledged, and ended where nothing more will be heard of
 * their remote.
 */
import pLimit from 'p-limit';
import { decideRemoved } from '../state/incident/decide.ts';
import type { Acknowledgement, IncidentEvent } from '../state/incident/incident.ts';
import { removedSummary } from '../state/incident/summary.ts';
import { keyOf, type RawItem, readAll } from './item.ts';
import { getItem, queryAll } from './query.ts';
import { MAX_UNSENT, type RemoteItem, remoteItemSchema } from './remoteItem.ts';
import {
  clusterPartition,
  INCIDENTS_INDEX,
  OPEN,
  type RemoteId,
  remoteKey,
  remoteOf,
  type Store,
} from './table.ts';
import type { StoredIncident } from './types.ts';
import { updateItem } from './update.ts';
import { updateWhole } from './whole.ts';

const READS_AT_A_TIME = 16;

/**
 * Remotes with an open incident, of one local cluster, or of all. The index lags behind the table
 * by a moment.
 */
export async function openRemotes(store: Store, cluster?: string): Promise<RemoteId[]> {
  const rows = await queryAll(store, {
    IndexName: INCIDENTS_INDEX,
    KeyConditionExpression: cluster === undefined ? '#open = :open' : '#open = :open AND pk = :pk',
    ExpressionAttributeNames: { '#open': 'open' },
    ExpressionAttributeValues: {
      ':open': OPEN,
      ...(cluster === undefined ? {} : { ':pk': clusterPartition(cluster) }),
    },
  });
  return rows.map((row) => remoteOf(keyOf(row)));
}

/** All open incidents. Items that cannot be read are told to `onUnreadable` and left out. */
export async function openIncidents(store: Store): Promise<StoredIncident[]> {
  const remotes = await openRemotes(store);
  const items = await pLimit(READS_AT_A_TIME).map(remotes, (remote) =>
    getItem(store, remoteKey(remote)),
  );
  const present = items.filter((item) => item !== undefined);
  return readAll(store, present, storedIncident).filter((one) => one !== undefined);
}

function storedIncident(raw: RawItem): StoredIncident | undefined {
  const { state } = remoteItemSchema.parse(raw);
  return state?.incident && { ...remoteOf(keyOf(raw)), state, incident: state.incident };
}

/** Acknowledges an open incident, or takes that back. Undefined where no such incident is open. */
export async function acknowledge(
  store: Store,
  incidentId: string,
  acknowledged: Acknowledgement | undefined,
): Promise<StoredIncident | undefined> {
  const found = (await openIncidents(store)).find(({ incident }) => incident.id === incidentId);
  if (found === undefined) return undefined;
  const { cluster, alias } = found;
  const item = await updateItem(store, found, (stored) => {
    if (stored?.state?.incident?.id !== incidentId) return undefined;
    return {
      ...stored,
      state: { ...stored.state, incident: { ...stored.state.incident, acknowledged } },
    };
  });
  return (
    item?.state?.incident && { cluster, alias, state: item.state, incident: item.state.incident }
  );
}

/** Ends what is open of remotes that are not checked any more; gives what is to be told. */
export async function endIncidents(
  store: Store,
  { remotes, now }: { readonly remotes: readonly RemoteId[]; readonly now: Date },
): Promise<IncidentEvent[]> {
  return (
    await pLimit(READS_AT_A_TIME).map(remotes, (remote) => endIncident(store, remote, now))
  ).flat();
}

async function endIncident(
  store: Store,
  id: RemoteId,
  now: Date,
): Promise<readonly IncidentEvent[]> {
  let events: readonly IncidentEvent[] = [];
  const change = (stored: RemoteItem | undefined) => {
    // Another attempt may find that it is over already.
    events = [];
    if (stored?.state?.incident === undefined || stored.outbox.length >= MAX_UNSENT)
      return undefined;
    const decided = decideRemoved(stored.state, removedSummary(id, now), now);
    events = decided.events;
    return {
      ...stored,
      state: decided.state,
      outbox: [...stored.outbox, ...events],
      updatedAt: now.toISOString(),
    };
  };
  await updateWhole(store, id, change, { now });
  return events;
}
