/**
 * Brings the events that wait in the outbox to the alert topic: what belongs together as one
 * message, nothing lost, and nothing told as over before it was told as begun. Each message is
 * written down before it is sent, so that whoever goes on after a death sends the same one.
 */
import { setTimeout } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type Census, censusOf, NO_CENSUS } from '../state/incident/census.ts';
import { type EventGroup, groupEvents, groupId } from '../state/incident/group.ts';
import type { IncidentEvent } from '../state/incident/incident.ts';
import { markSent, pendingEvents } from '../store/outbox.ts';
import {
  type EventRef,
  putSending,
  removeSending,
  type Sending,
  unfinishedSendings,
} from '../store/sending.ts';
import { readStandings } from '../store/standings.ts';
import type { Store } from '../store/table.ts';
import { type PreparedMessage, prepare } from './topic.ts';

export interface AlertOptions {
  readonly store: Store;
  /** Rejects where the topic does not accept the message. */
  readonly publish: (message: PreparedMessage) => Promise<void>;
  /**
   * Names of the local clusters, to count how all their remotes are doing; without them only the
   * events are counted.
   */
  readonly clusters: readonly string[];
  /**
   * While the youngest event is younger than this, others are waited for, and for no longer, so
   * that what happens at once is told at once.
   */
  readonly settleMs: number;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onSent: (event: EventRef) => void;
  /** Told of each message that was not sent, with what is in it. */
  readonly onUnsent: (events: readonly EventRef[], problem: unknown) => void;
  /** Told of what went wrong without anything being unsent. */
  readonly onProblem: (problem: unknown) => void;
}

/** Gives the remotes of which something is unsent, as `cluster/alias`. */
export async function sendAlerts(options: AlertOptions): Promise<string[]> {
  const held = new Set<string>();
  for (const sending of await unfinishedSendings(options.store))
    await attempt(sending.events, held, options, () => deliver(sending, options));
  const events = await settledEvents(options);
  const census = events.length === 0 ? NO_CENSUS : await censusFrom(options);
  for (const group of groupEvents(events.filter(isFree(held)), census))
    await send(group, held, options);
  return [...held];
}

/** What cannot be counted is told all the same. */
async function censusFrom({ store, clusters, onProblem }: AlertOptions): Promise<Census> {
  try {
    return censusOf(await readStandings(store, clusters));
  } catch (thrown) {
    onProblem(thrown);
    return NO_CENSUS;
  }
}

async function settledEvents({
  store,
  settleMs,
  signal,
  now,
}: AlertOptions): Promise<IncidentEvent[]> {
  const pending = await eventsIn(store);
  const youngest = Math.max(...pending.map(({ at }) => Date.parse(at)));
  const waitMs = Math.min(settleMs, settleMs - (now().getTime() - youngest));
  if (pending.length === 0 || waitMs <= 0) return pending;
  await setTimeout(waitMs, undefined, { signal }).catch(() => undefined);
  return eventsIn(store);
}

async function eventsIn(store: Store): Promise<IncidentEvent[]> {
  return (await pendingEvents(store)).flatMap(({ events }) => [...events]);
}

/** What comes after something unsent waits for it, and does not keep others waiting. */
async function send(group: EventGroup, held: Set<string>, options: AlertOptions): Promise<void> {
  const events = group.events.filter(isFree(held));
  const refs = events.map(refOf);
  await attempt(refs, held, options, async () => {
    if (events.length === 0) return;
    const id = groupId(events);
    const sending = { id, ...prepare({ ...group, id, events }), events: refs };
    options.signal.throwIfAborted();
    await putSending(options.store, sending, options.now());
    await deliver(sending, options);
  });
}

const MARKED_AT_A_TIME = 16;

async function deliver(
  { id, message, attributes, events }: Sending,
  { store, publish, onSent, signal }: AlertOptions,
): Promise<void> {
  signal.throwIfAborted();
  await publish({ message, attributes });
  await pLimit(MARKED_AT_A_TIME).map(events, async (event) => {
    await markSent(store, { cluster: event.cluster, alias: event.alias, eventIds: [event.id] });
    onSent(event);
  });
  await removeSending(store, id);
}

async function attempt(
  events: readonly EventRef[],
  held: Set<string>,
  { onUnsent }: AlertOptions,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    for (const event of events) held.add(nameOf(event));
    onUnsent(events, thrown);
  }
}

function refOf({
  id,
  incidentId,
  kind,
  summary: { cluster, alias, cause },
}: IncidentEvent): EventRef {
  return { id, incidentId, kind, cluster, alias, cause };
}

function isFree(held: ReadonlySet<string>): (event: IncidentEvent) => boolean {
  return ({ summary }) => !held.has(nameOf(summary));
}

function nameOf({ cluster, alias }: { readonly cluster: string; readonly alias: string }): string {
  return `${cluster}/${alias}`;
}
