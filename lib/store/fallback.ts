/**
 * A table that goes on in memory while its database cannot be written: on a full disk, or in a
 * directory that became read-only. What is in memory is written as soon as the database takes it
 * again. What is in memory when the process ends is lost: then events may be sent twice.
 */
import { messageOf } from '../errors.ts';
import { isHistory } from './keys.ts';
import type { Condition, Key, PendingKey, Row, Table } from './table.ts';

export interface FallbackOptions {
  /** Opens the database; called again after it has thrown. */
  readonly open: () => Table & Disposable;
  /** Called with each failure of the database, and with undefined once it works again. */
  readonly onState: (problem: Error | undefined) => void;
  /** Milliseconds, from any start. */
  readonly now?: () => number;
  /** How long the database is left alone after a failure. */
  readonly retryMs?: number;
  /** Rows in memory from which on no more history is kept there. */
  readonly mostRows?: number;
}

const RETRY_MS = 5000;
const MOST_ROWS = 50_000;

interface State extends Required<FallbackOptions> {
  database: (Table & Disposable) | undefined;
  /** Rows that the database does not have, or has older; undefined for those that are deleted. */
  readonly memory: Map<string, Kept>;
  failedAt: number | undefined;
  isFailing: boolean;
}

interface Kept {
  readonly key: Key;
  readonly row: Row | undefined;
}

export type FallbackTable = Table & AsyncDisposable;

/** No operation rejects, but that of a database which cannot be read finds less. */
export function fallbackTable(options: FallbackOptions): FallbackTable {
  const state: State = {
    now: () => performance.now(),
    retryMs: RETRY_MS,
    mostRows: MOST_ROWS,
    ...options,
    database: undefined,
    memory: new Map(),
    failedAt: undefined,
    isFailing: false,
  };
  // One after the other: a condition must not be judged while another write is under way.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    get: (key) => inTurn(() => get(state, key)),
    put: (row, condition) => inTurn(() => put(state, row, condition)),
    query: (query) =>
      inTurn(async () => {
        const rows = await read(state, (table) => table.query(query), []);
        const own = keptRows(state).filter(
          ({ pk, sk }) => pk === query.pk && sk >= (query.from ?? ''),
        );
        return [...rows.filter(isNotKept(state)), ...own].toSorted(bySk);
      }),
    pending: () =>
      inTurn(async () => {
        const keys = await read(state, (table) => table.pending(), []);
        const own = keptRows(state).filter((row): row is Row & PendingKey => !!row.pendingAt);
        return [...keys.filter(isNotKept(state)), ...own.map(pendingKeyOf)].toSorted((a, b) =>
          compare(a.pendingAt, b.pendingAt),
        );
      }),
    open: () =>
      inTurn(async () => {
        const keys = await read(state, (table) => table.open(), []);
        const own = keptRows(state).filter(({ isOpen }) => isOpen);
        return [...keys.filter(isNotKept(state)), ...own.map(({ pk, sk }) => ({ pk, sk }))];
      }),
    delete: (key) =>
      inTurn(() =>
        write(state, { key, row: undefined }, async (table) => {
          await table.delete(key);
        }),
      ),
    expire: (now) =>
      inTurn(async () => {
        await attempt(state, (table) => table.expire(now));
      }),
    [Symbol.asyncDispose]: () =>
      inTurn(async () => {
        state.failedAt = undefined;
        await attempt(state, async () => undefined);
        state.database?.[Symbol.dispose]();
      }),
  };
}

function idOf({ pk, sk }: Key): string {
  return JSON.stringify([pk, sk]);
}

function keptRows({ memory }: State): Row[] {
  return [...memory.values()].flatMap(({ row }) => row ?? []);
}

function isNotKept({ memory }: State): (key: Key) => boolean {
  return (key) => memory.size === 0 || !memory.has(idOf(key));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function bySk(a: Key, b: Key): number {
  return Buffer.compare(Buffer.from(a.sk), Buffer.from(b.sk));
}

function pendingKeyOf({ pk, sk, pendingAt }: PendingKey): PendingKey {
  return { pk, sk, pendingAt };
}

async function get(state: State, key: Key): Promise<Row | undefined> {
  const kept = state.memory.get(idOf(key));
  return kept === undefined ? read(state, (table) => table.get(key), undefined) : kept.row;
}

async function put(state: State, row: Row, condition: Condition | undefined): Promise<boolean> {
  const done = await attempt(state, (table) => table.put(row, condition));
  if (done !== undefined) return done.value;
  if (condition !== undefined && !holds(condition, await get(state, row))) return false;
  keep(state, { key: row, row });
  return true;
}

function holds(condition: Condition, row: Row | undefined): boolean {
  if ('rankIs' in condition) return (row?.rank ?? 0) === condition.rankIs;
  return row === undefined || row.rank < condition.rankBelow;
}

async function write(
  state: State,
  kept: Kept,
  act: (table: Table) => Promise<void>,
): Promise<void> {
  if ((await attempt(state, act)) === undefined) keep(state, kept);
}

/** History is what takes room, and what is missed least. */
function keep({ memory, mostRows }: State, { key: { pk, sk }, row }: Kept): void {
  if (memory.size >= mostRows && isHistory({ pk, sk })) return;
  memory.set(idOf({ pk, sk }), { key: { pk, sk }, row });
}

/** What the database answers; without it what stands in memory has to do. */
async function read<T>(state: State, act: (table: Table) => Promise<T>, none: T): Promise<T> {
  try {
    state.database ??= isResting(state) ? undefined : state.open();
    return state.database === undefined ? none : await act(state.database);
  } catch (thrown) {
    fail(state, thrown);
    return none;
  }
}

function isResting({ failedAt, now, retryMs }: State): boolean {
  return failedAt !== undefined && now() - failedAt < retryMs;
}

/**
 * Undefined if the database does not do it. What memory holds goes first, so that no row of the
 * database is older than what is judged.
 */
async function attempt<T>(
  state: State,
  act: (table: Table) => Promise<T>,
): Promise<{ readonly value: T } | undefined> {
  if (isResting(state)) return undefined;
  try {
    state.database ??= state.open();
    for (const [id, { key, row }] of state.memory) {
      await (row === undefined ? state.database.delete(key) : state.database.put(row));
      state.memory.delete(id);
    }
    const value = await act(state.database);
    if (state.isFailing) state.onState(undefined);
    state.failedAt = undefined;
    state.isFailing = false;
    return { value };
  } catch (thrown) {
    fail(state, thrown);
    return undefined;
  }
}

function fail(state: State, thrown: unknown): void {
  // What fails meanwhile, such as a read, must not put the next attempt off.
  if (!isResting(state)) state.failedAt = state.now();
  state.isFailing = true;
  state.onState(thrown instanceof Error ? thrown : new Error(messageOf(thrown)));
}
