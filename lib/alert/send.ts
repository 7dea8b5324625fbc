/**
 * Brings the events that wait in the outbox to the alert topic: what belongs together as one
 * message, nothing lost, and nothing resolved before it was opened. Each message is written down
 * before it is sent, so that whoever goes on after a death sends the same one; and again once the
 * topic has accepted it, so that it is not sent twice.
 */
import { setTimeout } from 'node:timers/promises';
import { type Census, censusOf } from '../state/incident/census.ts';
import { type EventGroup, groupEvents, groupId } from '../state/incident/group.ts';
import type { IncidentEvent } from '../state/incident/incident.ts';
import type { AlertStore, EventRef, Sending, Views } from '../store/store.ts';
import { type PreparedMessage, prepare } from './topic.ts';

export interface AlertOptions {
  readonly store: AlertStore;
  /** Rejects if the topic does not accept the message. */
  readonly publish: (message: PreparedMessage) => Promise<void>;
  /** Names of the local clusters whose remotes are counted; only events are, without them. */
  readonly clusters: readonly string[];
  /**
   * While the latest event is younger than this, others are waited for, and for no longer, so that
   * what happens at once is sent together.
   */
  readonly settleMs: number;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onSent: (event: EventRef) => void;
  /** Called for each message that was not sent, with what is in it. */
  readonly onUnsent: (events: readonly EventRef[], problem: unknown) => void;
  /** Called with what went wrong after the topic had accepted a message. The next run goes on. */
  readonly onProblem: (problem: unknown) => void;
}

/** What a run knows. */
interface Run extends AlertOptions {
  /** What stands of the local clusters with unsent events, kept up to date. */
  readonly views: Views;
  /** Remotes whose later events wait: an earlier one is unsent, or still in the outbox. */
  readonly held: Set<string>;
  /** Remotes of which something is unsent, or could not be taken out of the outbox. */
  readonly unsent: Set<string>;
}

/**
 * Gives the remotes of which something is unsent, or could not be taken out of the outbox, as
 * `cluster/alias`; alias `*` for a local cluster whose events could not be read. An event leaves
 * the outbox only after the topic has accepted it. Whoever dies between that and the record of it
 * has the same message sent again, with the same id; whoever dies later only has it taken out of
 * the outbox by the next run.
 */
export async function sendAlerts(options: AlertOptions): Promise<string[]> {
  const run: Run = { ...options, views: new Map(), held: new Set(), unsent: new Set() };
  const { store, views, held, unsent } = run;
  for (const sending of await store.unfinishedSendings())
    await attempt(sending.events, run, () => deliver(sending, run));
  const waiting = await settled(run);
  if (waiting.length === 0) return [...unsent];
  const census = await read(waiting, run);
  const events = store.eventsIn(views).filter(isFree(held));
  for (const group of groupEvents(events, census)) await send(group, run);
  return [...unsent];
}

/** Leaves time to send what is sent without a count. */
const COUNT_MS = 10_000;

/** Reads what stands of each local cluster once. What cannot be counted is sent all the same. */
async function read(waiting: readonly string[], run: Run): Promise<Census> {
  const { store, clusters, signal, views, unsent } = run;
  const own = await store.view(waiting, signal);
  for (const cluster of own.failed) unsent.add(`${cluster}/*`);
  views.clear();
  for (const [cluster, view] of own.views) views.set(cluster, view);
  const others = clusters.filter((cluster) => !waiting.includes(cluster));
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(COUNT_MS)]);
  const all = new Map([...views, ...(await store.view(others, inTime)).views]);
  return censusOf(clusters.flatMap((cluster) => store.countedIn(all.get(cluster) ?? [])));
}

/** The local clusters with unsent events, once no others are to be waited for. */
async function settled({ store, settleMs, signal, now }: Run): Promise<readonly string[]> {
  const { clusters, latestAt } = await store.waiting();
  if (latestAt === undefined) return [];
  const waitMs = Math.min(settleMs, settleMs - (now().getTime() - Date.parse(latestAt)));
  if (!(waitMs > 0)) return clusters;
  await setTimeout(waitMs, undefined, { signal }).catch(() => undefined);
  return (await store.waiting()).clusters;
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
    await run.store.putSending(sending, run.now());
    await deliver(sending, run);
  });
}

/** Rejects if the topic does not accept the message. */
async function deliver({ id, prepared, events }: Sending, run: Run): Promise<void> {
  const { store, publish, onSent, onProblem, signal, now, views, held, unsent } = run;
  if (prepared !== undefined) {
    signal.throwIfAborted();
    await publish(prepared);
    for (const event of events) onSent(event);
    await store.putSending({ id, events }, now()).catch(onProblem);
  }
  const left = await store.markSent(events, { views, now: now(), signal });
  for (const event of left) held.add(nameOf(event));
  // That only the time was over is no fault.
  if (!signal.aborted) for (const event of left) unsent.add(nameOf(event));
  if (left.length === 0) await store.removeSending(id).catch(onProblem);
}

async function attempt(
  events: readonly EventRef[],
  { held, unsent, onUnsent }: Run,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    for (const event of events) {
      held.add(nameOf(event));
      unsent.add(nameOf(event));
    }
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
