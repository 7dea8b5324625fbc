/**
 * The port to a database: one table of rows, and the few operations that the store is made of. The
 * backends are dynamoDb.ts and sqlite.ts; test/store/table.test.ts holds both to the same rules.
 */

export interface Key {
  /** The partition: rows of one partition can be read together. */
  readonly pk: string;
  /** Rows of one partition are ordered by it, byte by byte. */
  readonly sk: string;
}

export interface Row extends Key {
  /**
   * What conditions compare: a number that grows with each write that counts, such as a version.
   * 0 stands for a row without a number that can be read.
   */
  readonly rank: number;
  /** JSON, as text or compressed; see packing.ts. Empty if the stored value is neither. */
  readonly body: string | Uint8Array;
  /** Time of the latest event in it that is not sent yet; `pending` lists such rows. */
  readonly pendingAt?: string | undefined;
  /** True if an incident in it is open; `open` lists such rows. */
  readonly isOpen?: boolean | undefined;
  /** Seconds since 1970 after which the row may be deleted. */
  readonly expiresAt?: number | undefined;
}

/** `rankIs: 0` holds if there is no row; `rankBelow` holds if there is none, too. */
export type Condition = { readonly rankIs: number } | { readonly rankBelow: number };

export interface Query {
  readonly pk: string;
  /** The first `sk` of interest. */
  readonly from?: string;
  /** False to accept rows that lag behind the latest write by a moment, at half the price. */
  readonly isConsistent?: boolean;
}

export type PendingKey = Key & { readonly pendingAt: string };

/** Each operation rejects with what the database says. Only `put` on a condition decides. */
export interface Table {
  /** One row, as it stands now. */
  get(key: Key): Promise<Row | undefined>;
  /** Writes a whole row; false if the condition does not hold, and then nothing is changed. */
  put(row: Row, condition?: Condition): Promise<boolean>;
  /** The rows of one partition in the order of `sk`, however many they are. */
  query(query: Query): Promise<Row[]>;
  /** Keys of all rows with unsent events, oldest first. The list may lag by a moment. */
  pending(): Promise<PendingKey[]>;
  /** Keys of all rows with an open incident. The list may lag by a moment. */
  open(): Promise<Key[]>;
  /** Deletes one row, if it is there. */
  delete(key: Key): Promise<void>;
  /**
   * Deletes the rows whose time is over; a database may do so by itself, then this does nothing.
   */
  expire(now: Date): Promise<void>;
}

/** What the operations of the store work with. */
export interface Access {
  readonly table: Table;
  /** From 0 to 1: how long to wait before another attempt. */
  readonly random: () => number;
  /** Receives what was damaged, shortened, or could not be read. The operation goes on. */
  readonly onProblem: (problem: Error) => void;
  /** How long the history of a remote is kept. */
  readonly historyDays: number;
}

/** Counts on. A stored rank that is no whole number, which is damage, begins at 1 again. */
export function nextRank(rank: number): number {
  return Number.isSafeInteger(rank + 1) ? rank + 1 : 1;
}
