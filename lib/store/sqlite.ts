/** The table in one SQLite file, for one process; `:memory:` for a table that ends with it. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { messageOf } from '../errors.ts';
import type { Condition, Key, PendingKey, Row, Table } from './table.ts';

/** Another process may be about to end and close the file. */
const BUSY_MS = 5000;

/** Each brings the file from the version that is its index to the next; never change one. */
const MIGRATIONS = [
  `CREATE TABLE row (
     pk TEXT NOT NULL,
     sk TEXT NOT NULL,
     rank REAL NOT NULL,
     body ANY NOT NULL,
     pending_at TEXT,
     is_open INTEGER NOT NULL,
     expires_at INTEGER,
     PRIMARY KEY (pk, sk)
   ) STRICT;
   CREATE INDEX row_pending ON row (pending_at) WHERE pending_at IS NOT NULL;
   CREATE INDEX row_open ON row (is_open) WHERE is_open = 1;
   CREATE INDEX row_expires ON row (expires_at) WHERE expires_at IS NOT NULL;`,
];

export type SqliteTable = Table & Disposable;

export interface SqliteTableOptions {
  /** How long to wait for another process that has the file open. */
  readonly busyMs?: number;
}

/**
 * Opens the file, or creates it. Throws if another process has it open, if a newer version of the
 * program wrote it, or if it is no database. All operations throw what SQLite says, with the file
 * and what to do about it. The file is safe from a death of the process at any moment.
 */
export function sqliteTable(
  file: string,
  { busyMs = BUSY_MS }: SqliteTableOptions = {},
): SqliteTable {
  const database = explained(file, () => new DatabaseSync(file, { timeout: busyMs }));
  try {
    explained(file, () => prepare(database, file));
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  return { ...operations(database, file), [Symbol.dispose]: () => database.close() };
}

/** In exclusive mode the first write takes the file until it is closed, so nobody else opens it. */
function prepare(database: DatabaseSync, file: string): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('BEGIN EXCLUSIVE');
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > MIGRATIONS.length)
    throw new Error(
      `${file} was written by a newer version of remote-cluster-checker (${version}, this one ` +
        `knows ${MIGRATIONS.length}): upgrade, or use another file`,
    );
  for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  database.exec('COMMIT');
}

const COLUMNS = 'pk, sk, rank, body, pending_at, is_open, expires_at';
const INSERT = `INSERT INTO row (${COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`;
const ALL = 'rank = ?3, body = ?4, pending_at = ?5, is_open = ?6, expires_at = ?7';
const UPSERT = `${INSERT} ON CONFLICT (pk, sk) DO UPDATE SET ${ALL}`;

function operations(database: DatabaseSync, file: string): Table {
  const select = (what: string) => database.prepare(`SELECT ${what}`);
  const get = select(`${COLUMNS} FROM row WHERE pk = ? AND sk = ?`);
  const query = select(`${COLUMNS} FROM row WHERE pk = ? AND sk >= ? ORDER BY sk`);
  const pending = select(
    'pk, sk, pending_at FROM row WHERE pending_at IS NOT NULL ORDER BY pending_at',
  );
  const open = select('pk, sk FROM row WHERE is_open = 1 ORDER BY pk, sk');
  const remove = database.prepare('DELETE FROM row WHERE pk = ? AND sk = ?');
  const expire = database.prepare('DELETE FROM row WHERE expires_at < ?');
  const put = puts(database);
  const run = async <T>(act: () => T) => explained(file, act);
  return {
    get: ({ pk, sk }) => run(() => [get.get(pk, sk)].flatMap(rowsOf)[0]),
    put: (row, condition) => run(() => put(row, condition)),
    query: ({ pk, from = '' }) => run(() => query.all(pk, from).flatMap(rowsOf)),
    pending: () => run(() => pending.all().map(pendingKeyOf)),
    open: () => run(() => open.all().map(keyOf)),
    delete: ({ pk, sk }) => run(() => void remove.run(pk, sk)),
    expire: (now) => run(() => void expire.run(Math.floor(now.getTime() / 1000))),
  };
}

function puts(database: DatabaseSync): (row: Row, condition: Condition | undefined) => boolean {
  const always = database.prepare(UPSERT);
  const atMostIs = database.prepare(`${UPSERT} WHERE rank = ?8`);
  const below = database.prepare(`${UPSERT} WHERE rank < ?8`);
  const is = database.prepare(`UPDATE row SET ${ALL} WHERE pk = ?1 AND sk = ?2 AND rank = ?8`);
  return ({ pk, sk, rank, body, pendingAt, isOpen, expiresAt }, condition) => {
    const all: SQLInputValue[] = [pk, sk, rank, body, pendingAt ?? null, isOpen ? 1 : 0];
    all.push(expiresAt ?? null);
    if (condition === undefined) return always.run(...all).changes === 1;
    if ('rankBelow' in condition) return below.run(...all, condition.rankBelow).changes === 1;
    const { rankIs } = condition;
    return (rankIs === 0 ? atMostIs : is).run(...all, rankIs).changes === 1;
  };
}

type Found = Readonly<Record<string, unknown>>;

function rowsOf(found: Found | undefined): Row[] {
  if (found === undefined) return [];
  const { rank, body, pending_at, is_open, expires_at } = found;
  const row = {
    ...keyOf(found),
    rank: Number(rank),
    body: typeof body === 'string' || body instanceof Uint8Array ? body : '',
    pendingAt: pending_at === null ? undefined : String(pending_at),
    isOpen: is_open === 1,
    expiresAt: expires_at === null ? undefined : Number(expires_at),
  };
  return [row];
}

function pendingKeyOf(found: Found): PendingKey {
  return { ...keyOf(found), pendingAt: String(found['pending_at']) };
}

function keyOf({ pk, sk }: Found): Key {
  return { pk: String(pk), sk: String(sk) };
}

/** By SQLite's result codes, https://sqlite.org/rescode.html. */
const REMEDIES: Readonly<Record<number, string>> = {
  5: 'another process has it open: stop that one, or use another file',
  8: 'make the file and its directory writable',
  10: 'check its disk and its file system',
  11: 'move it away and start anew, or restore a backup',
  13: 'free some space on its disk',
  14: 'make sure that its directory exists and is writable',
  26: 'it is no SQLite database: use another file, or restore a backup',
};

function explained<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) : 0;
    // The lowest byte is the kind of error, the others say more of it.
    const remedy = REMEDIES[code & 0xff];
    if (remedy === undefined) throw thrown;
    throw new Error(`${file}: ${messageOf(thrown)}; ${remedy}`, { cause: thrown });
  }
}
