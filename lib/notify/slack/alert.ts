/** An alert as the texts look at it. */
import type { IncidentEvent } from '../../incident/incident.ts';
import type { AlertMessage } from '../alertTopic.ts';

export interface Alert extends AlertMessage {
  /** It stands as the example where there are several. */
  readonly first: IncidentEvent;
  /** How many events, those that were left out and those of other parts included. */
  readonly count: number;
  /** How many local clusters. */
  readonly clusters: number;
  /** Codes of what is the matter, or was where it is over, the most frequent first, each with how often it stands in the message. */
  readonly causes: readonly (readonly [code: string, count: number])[];
}

/** Throws where the message has no events, which its schema does not allow. */
export function alertOf(message: AlertMessage): Alert {
  const { id, events, eventsLeftOut, part } = message;
  const [first] = events;
  if (first === undefined) throw new Error(`Alert ${id} has no events`);
  const clusters = part?.clusters ?? new Set(events.map(({ summary }) => summary.cluster)).size;
  return { ...message, first, count: part?.events ?? events.length + eventsLeftOut, clusters, causes: causesOf(events) };
}

function causesOf(events: readonly IncidentEvent[]): [string, number][] {
  const codes = Map.groupBy(events, ({ kind, previousCause, summary }) =>
    kind === 'resolved' || kind === 'flapping' ? (previousCause ?? '') : summary.cause,
  );
  return [...codes].map(([code, those]): [string, number] => [code, those.length]).sort(([, a], [, b]) => b - a);
}
