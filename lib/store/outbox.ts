/**
 * Events that wait until the alert topic has accepted them, and messages on their way to it. A
 * message is written down before it is sent, so that whoever goes on after a death sends the same
 * message, with the same id, and does not put its events together with others.
 */
import pLimit from 'p-limit';
import * as z from 'zod';
import { messageOf } from '../errors.ts';
import type { IncidentEvent } from '../state/incident/incident.ts';
import { clusterOf, expiryAfter, SENDING, sendingKey } from './keys.ts';
import { DamagedRowError, pack, unpack } from './packing.ts';
import { putStanding, readStandings, type Standing, untilWritten } from './standing.ts';
import type { Access } from './table.ts';

/** The standings of local clusters as they were read, by cluster. */
export type Views = Map<string, readonly Standing[]>;

export interface Waiting {
  /** Local clusters with unsent events, those first that wait longest. */
  readonly clusters: readonly string[];
  /** Time of the latest unsent event; undefined if there is none. */
  readonly latestAt: string | undefined;
}

export async function waitingEvents({ table }: Access): Promise<Waiting> {
  const keys = await table.pending();
  return {
    clusters: [...new Set(keys.map(clusterOf))],
    latestAt: keys
      .map(({ pendingAt }) => pendingAt)
      .toSorted()
      .at(-1),
  };
}

const AT_A_TIME = 16;

export interface ViewedClusters {
  readonly views: Views;
  /** Local clusters that could not be read. */
  readonly failed: readonly string[];
}

/** Those that come once the signal has aborted count as failed. */
export async function viewClusters(
  access: Access,
  clusters: readonly string[],
  signal: AbortSignal,
): Promise<ViewedClusters> {
  const views: Views = new Map();
  const failed: string[] = [];
  await pLimit(AT_A_TIME).map([...new Set(clusters)], async (cluster) => {
    try {
      signal.throwIfAborted();
      views.set(cluster, await readStandings(access, cluster));
    } catch (thrown) {
      failed.push(cluster);
      const what = `What stands of ${cluster} cannot be read`;
      access.onProblem(new Error(`${what}: ${messageOf(thrown)}`, { cause: thrown }));
    }
  });
  return { views, failed };
}

/** Of each remote the oldest first, and named as where they stand, so that they are found again. */
export function eventsIn(views: Views): IncidentEvent[] {
  return [...views.values()]
    .flat()
    .flatMap(({ cluster, entries }) =>
      [...entries.values()].flatMap(({ alias, outbox }) =>
        outbox.map((event) => ({ ...event, summary: { ...event.summary, cluster, alias } })),
      ),
    );
}

const eventRefSchema = z.object({
  cluster: z.string(),
  alias: z.string(),
  id: z.string(),
  incidentId: z.string(),
  kind: z.string(),
  cause: z.string(),
});
export type EventRef = z.infer<typeof eventRefSchema>;

export interface MarkOptions {
  /** Spares reading, and is kept up to date. */
  readonly views: Views;
  readonly now: Date;
  /** Once it has aborted nothing more is taken out. */
  readonly signal: AbortSignal;
}

/** Takes events out of the outbox permanently; gives those that are left, which is reported. */
export async function markSent(
  access: Access,
  events: readonly EventRef[],
  options: MarkOptions,
): Promise<EventRef[]> {
  const byCluster = Map.groupBy(events, ({ cluster }) => cluster);
  const left = await pLimit(AT_A_TIME).map([...byCluster], async ([cluster, sent]) => {
    try {
      options.signal.throwIfAborted();
      await markCluster(access, cluster, { ...options, sent });
      return [];
    } catch (thrown) {
      const what = `Events of ${cluster} that were sent are still in the outbox`;
      access.onProblem(new Error(`${what}: ${messageOf(thrown)}`, { cause: thrown }));
      return sent;
    }
  });
  return left.flat();
}

interface SentOptions extends MarkOptions {
  readonly sent: readonly EventRef[];
}

async function markCluster(
  access: Access,
  cluster: string,
  { views, now, sent }: SentOptions,
): Promise<void> {
  const ids = new Set(sent.map(({ id }) => id));
  await untilWritten(access, `What stands of ${cluster}`, async () => {
    const view = views.get(cluster) ?? (await readStandings(access, cluster));
    views.delete(cluster);
    const after = await withoutEvents(access, view, { ids, now });
    if (after !== undefined) views.set(cluster, after);
    return after;
  });
}

/** Undefined if somebody else has written since the view was read. */
async function withoutEvents(
  access: Access,
  view: readonly Standing[],
  { ids, now }: { readonly ids: ReadonlySet<string>; readonly now: Date },
): Promise<readonly Standing[] | undefined> {
  const after: Standing[] = [];
  for (const standing of view) {
    const all = [...standing.entries.values()];
    const isSent = ({ id }: IncidentEvent) => ids.has(id);
    const changed = all.some(({ outbox }) => outbox.some(isSent));
    const entries = all.map((entry) => {
      const outbox = entry.outbox.filter((event) => !isSent(event));
      return [entry.alias, { ...entry, outbox }] as const;
    });
    const next = { ...standing, entries: new Map(entries) };
    const written = changed ? await putStanding(access, next, now) : standing;
    if (written === undefined) return undefined;
    after.push(written);
  }
  return after;
}

const stringSchema = z.object({ DataType: z.string(), StringValue: z.string() });

const sendingSchema = z.object({
  id: z.string(),
  /** As SNS takes it; absent once the topic has accepted it, so that it is not sent again. */
  prepared: z
    .object({ message: z.string(), attributes: z.record(z.string(), stringSchema) })
    .optional(),
  /** What is in it, and has to leave the outbox. */
  events: z.array(eventRefSchema),
});
export type Sending = z.infer<typeof sendingSchema>;

/** What is forgotten by then is in the outbox still. */
const KEPT_DAYS = 7;

export async function putSending({ table }: Access, sending: Sending, now: Date): Promise<void> {
  const expiresAt = expiryAfter(KEPT_DAYS, now);
  await table.put({ ...sendingKey(sending.id), rank: 0, body: pack(sending), expiresAt });
}

/** A damaged one is reported and deleted: its events are in the outbox, so they are sent anew. */
export async function unfinishedSendings({ table, onProblem }: Access): Promise<Sending[]> {
  const rows = await table.query({ pk: SENDING });
  const read = rows.map(async (row) => {
    try {
      return sendingSchema.parse(unpack(row));
    } catch (thrown) {
      onProblem(new DamagedRowError(row, thrown, 'its events are sent in another message'));
      await table.delete(row);
      return undefined;
    }
  });
  return (await Promise.all(read)).filter((sending) => sending !== undefined);
}

export async function removeSending({ table }: Access, id: string): Promise<void> {
  await table.delete(sendingKey(id));
}
