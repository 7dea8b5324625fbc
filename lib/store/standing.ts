/**
 * The standing: all that decides of up to 50 remotes of one local cluster, in one row. A check, or
 * whoever else changes something, writes it on condition that nobody else wrote since it was read.
 * So state and events land together or not at all, and duplicates and races lose.
 */
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { incidentEventSchema } from '../state/incident/incident.ts';
import { type Entry, entrySchema } from './entry.ts';
import {
  clusterOf,
  clusterPartition,
  expiryAfter,
  partOf,
  type RemoteId,
  STANDING,
  standingKey,
} from './keys.ts';
import { DamagedRowError, pack, packedBytes, unpack } from './packing.ts';
import { shortenedEntry } from './shortening.ts';
import { type Access, type Key, nextRank, type Row } from './table.ts';

export interface Standing {
  readonly cluster: string;
  readonly part: number;
  /** Its version, as the row has it; 0 if there is none yet. */
  readonly rank: number;
  /** By alias. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/** So that it fits a row, whatever is in it. */
export const MOST_ENTRIES = 50;
/** DynamoDB takes 400 KB for a row. */
export const MAX_STANDING_BYTES = 360_000;
/** A local cluster that is not checked any more is forgotten after so long. */
const KEPT_DAYS = 30;

const bodySchema = z.object({ entries: z.array(z.unknown()) });

/** What cannot be read is reported and dropped: one damaged part takes nothing else with it. */
export function standingFrom(access: Access, row: Row): Standing {
  const cluster = clusterOf(row);
  const part = partOf(row) ?? 0;
  try {
    const { entries } = bodySchema.parse(unpack(row));
    const read = entries.flatMap((raw) => entryFrom(access, row, raw));
    const byAlias = new Map(read.map((entry) => [entry.alias, entry]));
    return { cluster, part, rank: row.rank, entries: byAlias };
  } catch (thrown) {
    access.onProblem(new DamagedRowError(row, thrown, 'all of its remotes begin anew'));
    return { cluster, part, rank: row.rank, entries: new Map() };
  }
}

function entryFrom(access: Access, key: Key, raw: unknown): Entry[] {
  const whole = entrySchema.safeParse(raw);
  if (whole.success) return [whole.data];
  const report = (problem: unknown, what: string) =>
    access.onProblem(new DamagedRowError(key, problem, what));
  const named = z.looseObject({ alias: z.string() }).safeParse(raw);
  if (!named.success) {
    report(named.error, 'the remote that it was about begins anew');
    return [];
  }
  const { alias } = named.data;
  report(whole.error, `what is damaged of remote ${alias} begins anew`);
  return [entrySchema.parse(sound(named.data))];
}

/** Each part by itself, and each unsent event by itself. */
function sound(raw: Readonly<Record<string, unknown>>): object {
  const { outbox, ...others } = raw;
  const { shape } = entrySchema;
  const kept = Object.entries(others).filter(([name, value]) => {
    const schema = Object.hasOwn(shape, name) ? shape[name as keyof typeof shape] : z.unknown();
    return schema.safeParse(value).success;
  });
  const events = z.array(z.unknown()).catch([]).parse(outbox);
  const whole = events.filter((event) => incidentEventSchema.safeParse(event).success);
  return { ...Object.fromEntries(kept), outbox: whole };
}

/** The row of the next version. */
export function standingRow(access: Access, standing: Standing, now: Date): Row {
  const { cluster, part, rank } = standing;
  const key = standingKey(cluster, part);
  const entries = [...standing.entries.values()];
  const events = entries.flatMap(({ outbox }) => outbox.map(({ at }) => at));
  return {
    ...key,
    rank: nextRank(rank),
    body: packedEntries(access, key, entries),
    pendingAt: events.toSorted().at(-1),
    isOpen: entries.some(({ state }) => state?.incident !== undefined),
    expiresAt: expiryAfter(KEPT_DAYS, now),
  };
}

function packedEntries(access: Access, key: Key, entries: readonly Entry[]): Row['body'] {
  const whole = pack({ entries });
  if (packedBytes(whole) <= MAX_STANDING_BYTES) return whole;
  const short = entries.map(shortenedEntry);
  for (const { entry, cut } of short) {
    const what = `remote ${entry.alias} is larger than its share`;
    if (cut !== undefined) access.onProblem(new DamagedRowError(key, what, cut));
  }
  return pack({ entries: short.map(({ entry }) => entry) });
}

/** Writes the next version; undefined if somebody else has written since it was read. */
export async function putStanding(
  access: Access,
  standing: Standing,
  now: Date,
): Promise<Standing | undefined> {
  const row = standingRow(access, standing, now);
  const isWritten = await access.table.put(row, { rankIs: standing.rank });
  return isWritten ? { ...standing, rank: row.rank } : undefined;
}

/** The standings of one local cluster, ordered by part; none if it was never checked. */
export async function readStandings(
  access: Access,
  cluster: string,
  { isConsistent = true }: { readonly isConsistent?: boolean } = {},
): Promise<Standing[]> {
  const query = { pk: clusterPartition(cluster), from: STANDING, isConsistent };
  return standingsFrom(access, await access.table.query(query));
}

/** Those among the rows of one local cluster, ordered by part. */
export function standingsFrom(access: Access, rows: readonly Row[]): Standing[] {
  const standings = rows.filter((row) => partOf(row) !== undefined);
  return standings.map((row) => standingFrom(access, row)).sort((a, b) => a.part - b.part);
}

/** The standing that has the remote. One that was in two, as can hardly be, is in the first. */
export function homeOf(standings: readonly Standing[], alias: string): Standing | undefined {
  return standings.find(({ entries }) => entries.has(alias));
}

export function withEntry(standing: Standing, entry: Entry): Standing {
  return { ...standing, entries: new Map([...standing.entries, [entry.alias, entry]]) };
}

const ATTEMPTS = 20;
const LONGEST_WAIT_MS = 100;

/** Attempts again, after a moment, what gives undefined because somebody else has written. */
export async function untilWritten<T>(
  { random }: Access,
  what: string,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  for (let count = 1; count <= ATTEMPTS; count += 1) {
    const done = await attempt();
    if (done !== undefined) return done;
    await setTimeout(random() * LONGEST_WAIT_MS);
  }
  throw new Error(`${what} was changed by others in each of ${ATTEMPTS} attempts to store it`);
}

/** From the entry as it is to the entry as it shall be; undefined to leave it. */
export type Change = (entry: Entry) => Entry | undefined;

/** Changes the entry of one remote, if there is one: it may be called several times. */
export async function changeEntry(
  access: Access,
  { cluster, alias }: RemoteId,
  change: Change,
  now: Date,
): Promise<Entry | undefined> {
  const done = await untilWritten(access, `Remote ${cluster}/${alias}`, async () => {
    const home = homeOf(await readStandings(access, cluster), alias);
    const entry = home?.entries.get(alias);
    const next = entry && change(entry);
    if (home === undefined || next === undefined) return { entry: undefined };
    const written = await putStanding(access, withEntry(home, next), now);
    return written && { entry: next };
  });
  return done.entry;
}
