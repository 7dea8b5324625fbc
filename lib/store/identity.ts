import { acceptedIdentity, type IdentityMemory } from '../memory/identity.ts';
import { readFrom } from './item.ts';
import { unpackResult } from './packed.ts';
import { type RemoteId, remoteKey, type Store } from './table.ts';
import { updateItem } from './update.ts';

export interface AcceptIdentityOptions extends RemoteId {
  readonly reason: string;
  readonly now: Date;
}

/** What the latest result saw of the remote is remembered from now on; undefined where there is no result. Throws UnreadableItemError. */
export async function acceptIdentity(store: Store, { reason, now, ...id }: AcceptIdentityOptions): Promise<IdentityMemory | undefined> {
  const item = await updateItem(store, id, (stored) => {
    if (stored === undefined) return undefined;
    const result = readFrom({ ...remoteKey(id) }, () => unpackResult(stored.result));
    const identity = acceptedIdentity(stored.memory?.identity, result, { reason, at: now.toISOString() });
    return { ...stored, memory: { ...stored.memory, identity } };
  });
  return item?.memory?.identity;
}
