/**
 * Brings the events that wait in the outbox to the alert topic: what belongs together as one
 * message, nothing lost, and nothing told as over before it was told as begun. Each message is
 * written down before it is sent, so that whoever goes on after a death sends the same one; and
 * once it was accepted, so that it is not sent again. A run reads what waits once, in portions, and
 * looks at its deadline before each step; what it does not get done is left for the next run.
 */
import { setTimeout } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type Census, censusOf, NO_CENSUS } from '../state/incident/census.ts';
import { type EventGroup, groupEvents, groupId } from '../state/incident/group.ts';
import type { IncidentEvent } from '../state/incident/incident.ts';
import {
  markSent,
  type Outbox,
  pendingKeys,
  readOutboxes,
  youngestPending,
} from '../store/outbox.ts';
import {
  type EventRef,
  putSending,
  removeSending,
  type Sending,
  unfinishedSendings,
} from '../store/sending.ts';
import { readStandings } from '../store/standings.ts';
import { type Key, remoteKey, remoteOf, type Store } from '../store/table.ts';
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

interface Run extends AlertOptions {
  /** Outboxes by remote, as this run knows them. */
  readonly outboxes: Map<string, Outbox>;
  /** Remotes whose later events wait, since an earlier one is unsent or still in the outbox. */
  readonly held: Set<string>;
  /** Remotes of which something is unsent, or cannot be taken out of the outbox. */
  readonly unfinished: Set<string>;
}

/** So many remotes are read at a time, and their events told together: bounds memory and time. */
const REMOTES_AT_A_TIME = 5000;

/**
 * Gives the remotes of which something is unsent, or cannot be taken out of the outbox, as
 * `cluster/alias`.
 */
export async function sendAlerts(options: AlertOptions): Promise<string[]> {
  const run: Run = { ...options, outboxes: new Map(), held: new Set(), unfinished: new Set() };
  for (const sending of await unfinishedSendings(run.store)) await resume(sending, run);
  await settle(run);
  let census: Promise<Census> | undefined;
  for await (const keys of pendingKeys(run.store, REMOTES_AT_A_TIME)) {
    if (run.signal.aborted) return leave(keys, run);
    const events = (await eventsOf(keys, run)).filter(isFree(run.held));
    if (events.length === 0) continue;
    census ??= countAll(run);
    const groups = groupEvents(events, await census);
    for (const group of groups) await send(group, run);
  }
  return [...run.unfinished];
}

/** More may wait behind them. */
function leave(keys: readonly Key[], { unfinished, onProblem }: Run): string[] {
  for (const key of keys) unfinished.add(nameOf(remoteOf(key)));
  onProblem(
    new Error(
      `The time was over before the events of ${keys.length} remotes or more were read: they wait for the next run`,
    ),
  );
  return [...unfinished];
}

/** Waits while the youngest event is young. */
async function settle({ store, settleMs, signal, now }: Run): Promise<void> {
  const youngest = await youngestPending(store);
  if (youngest === undefined) return;
  const waitMs = Math.min(settleMs, settleMs - (now().getTime() - Date.parse(youngest)));
  if (waitMs > 0) await setTimeout(waitMs, undefined, { signal }).catch(() => undefined);
}

async function eventsOf(keys: readonly Key[], { store, outboxes }: Run): Promise<IncidentEvent[]> {
  outboxes.clear();
  const read = await readOutboxes(store, keys);
  for (const outbox of read) outboxes.set(nameOf(outbox), outbox);
  return read.flatMap(({ events }) => [...events]);
}

/** Leaves time to send what is told without a count. */
const COUNT_MS = 10_000;

/** What cannot be counted is told all the same. */
async function countAll({ store, clusters, signal, onProblem }: Run): Promise<Census> {
  try {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(COUNT_MS)]);
    return censusOf(await readStandings(store, clusters, inTime));
  } catch (thrown) {
    onProblem(thrown);
    return NO_CENSUS;
  }
}

/** What comes after something unsent waits for it, and does not keep others waiting. */
async function send(group: EventGroup, run: Run): Promise<void> {
  const events = group.events.filter(isFree(run.held));
  const refs = events.map(refOf);
  await attempt(refs, run, async () => {
    if (events.length === 0) return;
    const id = groupId(events);
    const sending = { id, prepared: prepare({ ...group, id, events }), events: refs };
    run.signal.throwIfAborted();
    await putSending(run.store, sending, run.now());
    await deliver(sending, run);
  });
}

/** Goes on with a message of a run that died or ran out of time. */
async function resume(sending: Sending, run: Run): Promise<void> {
  await attempt(sending.events, run, async () => {
    run.signal.throwIfAborted();
    const read = await readOutboxes(run.store, sending.events.map(remoteKey));
    for (const outbox of read) run.outboxes.set(nameOf(outbox), outbox);
    await deliver(sending, run);
  });
}

async function attempt(
  events: readonly EventRef[],
  run: Run,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    for (const event of events) {
      run.held.add(nameOf(event));
      run.unfinished.add(nameOf(event));
    }
    run.onUnsent(events, thrown);
  }
}

/** Throws if the topic does not accept the message. */
async function deliver({ id, prepared, events }: Sending, run: Run): Promise<void> {
  if (prepared !== undefined) {
    run.signal.throwIfAborted();
    await run.publish(prepared);
    for (const event of events) run.onSent(event);
    await putSending(run.store, { id, events }, run.now()).catch(run.onProblem);
  }
  const left = await takeOut(events, run);
  for (const event of left) run.held.add(nameOf(event));
  if (left.length === 0) await removeSending(run.store, id).catch(run.onProblem);
}

const MARKED_AT_A_TIME = 16;

/** Gives those that are still in the outbox. Only lack of time is no fault. */
async function takeOut(events: readonly EventRef[], run: Run): Promise<EventRef[]> {
  let problem: unknown;
  const left = await pLimit(MARKED_AT_A_TIME).map(events, async (event) => {
    try {
      run.signal.throwIfAborted();
      await takeOutOne(event, run);
      return [];
    } catch (thrown) {
      problem ??= thrown;
      if (!run.signal.aborted) run.unfinished.add(nameOf(event));
      return [event];
    }
  });
  const count = left.flat().length;
  const what = `${count} events that were sent are still in the outbox, the next run goes on: ${problem}`;
  if (count > 0) run.onProblem(new Error(what, { cause: problem }));
  return left.flat();
}

async function takeOutOne(event: EventRef, { store, outboxes }: Run): Promise<void> {
  const { id, cluster, alias } = event;
  const known = outboxes.get(nameOf(event));
  // Read before, and empty: a run that died has taken it out.
  if (known === undefined) return;
  const outbox = await markSent(store, { cluster, alias, eventIds: [id] }, known);
  if (outbox === undefined) outboxes.delete(nameOf(event));
  else outboxes.set(nameOf(event), outbox);
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
