/** The data directory of `serve`, and the table in it, which goes on in memory if it has to. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, messageOf } from '../errors.ts';
import { type FallbackTable, fallbackTable } from '../store/fallback.ts';
import { type SqliteTable, sqliteTable } from '../store/sqlite.ts';

export const DATABASE = 'state.db';
export const TOKENS = 'tokens.json';

export interface DatabaseOptions {
  readonly directory: string;
  readonly onState: (problem: Error | undefined) => void;
  /** How long to wait for another process that has the database open. */
  readonly busyMs?: number;
}

/**
 * Opens the database, or creates it, for this process alone. Throws ConfigurationError if the
 * directory cannot be made, or if the database is in use, damaged, or of a newer version. If the
 * disk is full or cannot be written, the table works in memory.
 */
export function openDatabase({ directory, onState, busyMs }: DatabaseOptions): FallbackTable {
  makeDirectory(directory);
  const file = join(directory, DATABASE);
  let first: SqliteTable | undefined;
  try {
    first = open(file, busyMs);
  } catch (thrown) {
    if (!isAboutStorage(thrown)) throw new ConfigurationError(messageOf(thrown));
    onState(new Error(messageOf(thrown)));
  }
  return fallbackTable({
    open: () => {
      const opened = first ?? open(file, 0);
      first = undefined;
      return opened;
    },
    onState,
  });
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw new ConfigurationError(
      `Data directory ${directory} cannot be made: ${messageOf(thrown)}; make it, or pass --data DIR with a directory that this user may write to`,
    );
  }
}

/** What it holds is for its owner alone: SQLite gives its other files the same mode. */
function open(file: string, busyMs: number | undefined): SqliteTable {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (thrown) {
    throw new StorageError(
      `${file} cannot be written: ${messageOf(thrown)}; make room on its disk, and it and its directory writable`,
    );
  }
  return sqliteTable(file, busyMs === undefined ? {} : { busyMs });
}

class StorageError extends Error {}

/** SQLite's READONLY, IOERR, FULL and CANTOPEN, https://sqlite.org/rescode.html. */
const STORAGE = [8, 10, 13, 14];

/** Whether it passes by itself, or by a repair of the disk. */
function isAboutStorage(thrown: unknown): boolean {
  if (thrown instanceof StorageError) return true;
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return (
    cause instanceof Error && 'errcode' in cause && STORAGE.includes(Number(cause.errcode) & 0xff)
  );
}
