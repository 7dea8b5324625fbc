/** What is told together. */
import { hash } from './hash.ts';
import type { EventKind, IncidentEvent } from './incident.ts';

/** One message. */
export interface EventGroup {
  /** The same whenever the same events are grouped. */
  readonly id: string;
  readonly kind: EventKind;
  /** At least one; of one local cluster, kind, cause and cause before, each of another remote. */
  readonly events: readonly IncidentEvent[];
}

/**
 * One group for what befell several remotes of one local cluster in the same way. Events of one remote, which have to come oldest first, stand in
 * groups of their own that follow each other in that order, so that nothing is told as resolved before it was told as opened.
 */
export function groupEvents(events: readonly IncidentEvent[]): EventGroup[] {
  const turns = new Map<string, number>();
  const groups = new Map<string, { readonly turn: number; readonly kind: EventKind; readonly events: IncidentEvent[] }>();
  for (const event of events) {
    const { kind, summary } = event;
    const remote = hash(summary.cluster, summary.alias);
    const turn = turns.get(remote) ?? 0;
    const key = JSON.stringify([turn, kind, ...inCommon(event)]);
    const group = groups.get(key) ?? { turn, kind, events: [] };
    group.events.push(event);
    groups.set(key, group);
    turns.set(remote, turn + 1);
  }
  const inTurn = [...groups.values()].sort((a, b) => a.turn - b.turn);
  return inTurn.map((group) => ({ id: hash(...group.events.map(({ id }) => id).toSorted()), kind: group.kind, events: group.events }));
}

/** What is told together has this in common; another way of grouping begins here. What is over is known by the cause that it had. */
function inCommon({ kind, previousCause, summary }: IncidentEvent): (string | undefined)[] {
  return [summary.cluster, previousCause, ...(kind === 'resolved' ? [] : [summary.cause])];
}
