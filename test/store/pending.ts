import { type Outbox, pendingKeys, readOutboxes } from '../../lib/store/outbox.ts';
import type { Store } from '../../lib/store/table.ts';

export type Pending = Omit<Outbox, 'version'>;

/** All that is unsent, by remote, the longest waiting first. */
export async function pendingEvents(store: Store): Promise<Pending[]> {
  const pending: Pending[] = [];
  for await (const keys of pendingKeys(store, 1000)) {
    const read = await readOutboxes(store, keys);
    pending.push(...read.map(({ cluster, alias, events }) => ({ cluster, alias, events })));
  }
  return pending;
}
