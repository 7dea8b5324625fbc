/**
 * What a check changes of a whole item where nothing is new: times, durations and counts, single
 * values in general.
 */
import { incidentStateSchema } from '../state/incident/incident.ts';
import { applyDelta, type Delta, deltaOf, isStructural, type Json, roundedJson } from './delta.ts';
import { UnreadableItemError } from './item.ts';
import { unpacked } from './packed.ts';
import { type RemoteItem, remoteItemSchema } from './remoteItem.ts';
import { entryOf, type Seen } from './seen.ts';
import { type Store, seenKey } from './table.ts';

/**
 * What others than checks write, the open incident and unsent events, is in the whole item alone;
 * so they need not mind entries.
 */
const countedSchema = remoteItemSchema
  .pick({ memory: true, rollups: true, streak: true })
  .extend({ state: incidentStateSchema });

interface Moving {
  readonly result: Json;
  readonly counted: Json;
}

function movingOf({ result, state, memory, rollups, streak }: RemoteItem): Moving {
  const counted = { state: { ...state, incident: undefined }, memory, rollups, streak };
  return { result: JSON.parse(unpacked(result)), counted: JSON.parse(roundedJson(counted)) };
}

/** An entry shall be small beside a whole item, and fifty of them shall fit into one. */
const MOST_BYTES = 4000;

/**
 * The difference, where it may stand in the shared item; undefined where the whole item is to be
 * written. That is: where status or cause is another, or the streak is over for another reason;
 * where it is not known to be the same remote cluster; where anything in the result has come or
 * gone, be it a finding, a node, an address or a certificate; and where very much has moved.
 * Nothing depends on it but what it costs, as the difference is whole.
 */
export function whatMoved(before: RemoteItem, after: RemoteItem): Delta | undefined {
  const goesOn = before.streak !== undefined && before.streak.at === after.streak?.at;
  const isSameRemote =
    before.addresses === after.addresses && before.remoteClusterUuid === after.remoteClusterUuid;
  if (!goesOn || !isSameRemote) return undefined;
  const [was, is] = [movingIn(before), movingOf(after)];
  const result = was && deltaOf(was.result, is.result);
  if (was === undefined || (result !== undefined && isStructural(result))) return undefined;
  const delta = deltaOf({ ...was }, { ...is });
  return delta !== undefined && Buffer.byteLength(JSON.stringify(delta)) <= MOST_BYTES
    ? delta
    : undefined;
}

/** Undefined where the result is damaged: then it is to be written as a whole, too. */
function movingIn(item: RemoteItem): Moving | undefined {
  try {
    return movingOf(item);
  } catch {
    return undefined;
  }
}

/**
 * The item as its latest check left it. An entry that does not fit it is told to `onUnreadable`,
 * and counts as none.
 */
export function latestOf(
  { onUnreadable }: Store,
  item: RemoteItem,
  { seen, alias }: { readonly seen: Seen; readonly alias: string },
): RemoteItem {
  const { delta, run, updatedAt } = entryOf(seen, alias, item) ?? {};
  if (delta === undefined || run === undefined || updatedAt === undefined) return item;
  try {
    const { result, counted } = applyDelta({ ...movingOf(item) }, delta) as unknown as Moving;
    const { state, ...others } = countedSchema.parse(counted);
    const was = { ...state, incident: item.state?.incident };
    return { ...item, ...others, state: was, result: JSON.stringify(result), run, updatedAt };
  } catch (thrown) {
    onUnreadable(new UnreadableItemError(seenKey(seen.cluster, seen.part), thrown));
    return item;
  }
}
