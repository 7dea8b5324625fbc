/** An alert as its words look at it: the events of one message, counted. */
import type { Instant } from '../../instant.ts';
import type { EventKind, IncidentEvent } from '../../state/incident/incident.ts';
import type { AlertMessage } from '../topic.ts';

export interface Alert extends AlertMessage {
  /** The example, if there are several. */
  readonly first: IncidentEvent;
  /** How many events there are. Those that the message does not hold count too. */
  readonly count: number;
  /** How many local clusters there are. */
  readonly clusters: number;
  /**
   * Cause codes with the number of events, the most frequent first. For what is over these are the
   * causes that it had.
   */
  readonly causes: readonly (readonly [code: string, count: number])[];
  /** Start of the incident that has been open the longest. */
  readonly openedAt: Instant;
}

/** Throws if the message has no events, which its schema does not allow. */
export function alertOf(message: AlertMessage): Alert {
  const { id, events, eventsLeftOut, part } = message;
  const [first] = events;
  if (first === undefined) throw new Error(`Alert ${id} has no events`);
  return {
    ...message,
    first,
    count: part?.events ?? events.length + eventsLeftOut,
    clusters: part?.clusters ?? new Set(events.map(({ summary }) => summary.cluster)).size,
    causes: causesOf(events),
    openedAt: events.reduce(earliest, first.openedAt),
  };
}

function earliest(before: Instant, { openedAt }: IncidentEvent): Instant {
  return openedAt < before ? openedAt : before;
}

function causesOf(events: readonly IncidentEvent[]): [string, number][] {
  const codes = Map.groupBy(events, ({ kind, previousCause, summary }) =>
    isOver(kind) ? (previousCause ?? '') : summary.cause,
  );
  return [...codes]
    .map(([code, those]): [string, number] => [code, those.length])
    .sort(([, a], [, b]) => b - a);
}

/** Whether the remote works now. */
export function isOver(kind: EventKind): boolean {
  return kind === 'resolved' || kind === 'flapping';
}
