import { acceptedIdentity, type IdentityMemory } from '../state/baseline/clusterIdentity.ts';
import { decideAccepted } from '../state/incident/acceptance.ts';
import { readFrom } from './item.ts';
import { unpackResult } from './packed.ts';
import { withResolved } from './pastIncidents.ts';
import { MAX_UNSENT, type RemoteItem } from './remoteItem.ts';
import { type RemoteId, remoteKey, type Store } from './table.ts';
import { updateWhole } from './whole.ts';

export interface AcceptIdentityOptions extends RemoteId {
  readonly reason: string;
  readonly now: Date;
}

export interface Accepted {
  /** What is remembered from now on. */
  readonly identity: IdentityMemory;
  /** The incident that is over by that. */
  readonly resolvedIncident?: string | undefined;
}

/**
 * What the latest result saw of the remote is remembered from now on, and an incident about it is
 * over; undefined where there is no result. Throws UnreadableItemError.
 */
export async function acceptIdentity(
  store: Store,
  { reason, now, ...id }: AcceptIdentityOptions,
): Promise<Accepted | undefined> {
  let accepted: Accepted | undefined;
  const change = (stored: RemoteItem | undefined) => {
    // Another attempt may find it otherwise.
    accepted = undefined;
    if (stored === undefined) return undefined;
    const { memory, outbox, state, pastIncidents = [] } = stored;
    const result = readFrom({ ...remoteKey(id) }, () => unpackResult(stored.result));
    const identity = acceptedIdentity(memory?.identity, result, { reason, at: now.toISOString() });
    const decided =
      outbox.length < MAX_UNSENT ? decideAccepted(state, { result, reason, now }) : undefined;
    accepted = { identity, resolvedIncident: decided && state?.incident?.id };
    const ended = decided && {
      state: decided.state,
      outbox: [...outbox, ...decided.events],
      pastIncidents: withResolved(pastIncidents, decided.events, now),
    };
    return { ...stored, memory: { ...memory, identity }, ...ended };
  };
  await updateWhole(store, id, change, { now });
  return accepted;
}
