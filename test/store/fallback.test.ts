import { describe, expect, it } from 'vitest';
import { fallbackTable } from '../../lib/store/fallback.ts';
import { sqliteTable } from '../../lib/store/sqlite.ts';
import type { Row, Table } from '../../lib/store/table.ts';

const row = (sk: string, change: Partial<Row> = {}): Row => ({
  pk: 'CLUSTER#eu',
  sk,
  rank: 1,
  body: sk,
  pendingAt: undefined,
  isOpen: false,
  expiresAt: undefined,
  ...change,
});

/** A table whose database fails while it is broken; `opens` fails as often before it opens. */
function setUp({ mostRows = 100, opens = 0 } = {}) {
  const database = sqliteTable(':memory:');
  const world = { isBroken: false, now: 0, states: [] as (string | undefined)[], opens };
  const guarded = Object.fromEntries(
    Object.entries(database).map(([name, act]) => [
      name,
      async (...args: unknown[]) => {
        if (world.isBroken) throw new Error('disk full');
        return (act as (...given: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Table;
  const table = fallbackTable({
    open: () => {
      world.opens -= 1;
      if (world.opens >= 0) throw 'no directory';
      return { ...guarded, [Symbol.dispose]: () => database[Symbol.dispose]() };
    },
    onState: (problem) => world.states.push(problem?.message),
    now: () => world.now,
    retryMs: 1000,
    mostRows,
  });
  return { table, database, world };
}

describe('fallbackTable', () => {
  it('is the database as long as that works', async () => {
    const { table, database, world } = setUp();
    expect(await table.put(row('a'), { rankIs: 0 })).toBe(true);
    expect(await table.put(row('a'), { rankIs: 0 })).toBe(false);
    expect(await database.get(row('a'))).toEqual(row('a'));
    expect(await table.get(row('a'))).toEqual(row('a'));
    await table.delete(row('a'));
    expect(await table.query({ pk: 'CLUSTER#eu' })).toEqual([]);
    await table.put(row('old', { expiresAt: 1 }));
    await table.expire(new Date());
    expect(await database.query({ pk: 'CLUSTER#eu' })).toEqual([]);
    expect(world.states).toEqual([]);
    await table[Symbol.asyncDispose]();
  });

  it('goes on in memory, by the same rules, and writes all of it later', async () => {
    const { table, database, world } = setUp();
    await table.put(row('a'));
    await table.put(row('gone', { isOpen: true }));
    world.isBroken = true;
    expect(await table.put(row('b', { pendingAt: '2026-12-01', isOpen: true }))).toBe(true);
    world.isBroken = false;
    // Reads go to the database while writes rest; a and gone are there.
    expect(await table.put(row('a', { rank: 2 }), { rankIs: 1 })).toBe(true);
    expect(await table.put(row('a', { rank: 2 }), { rankIs: 1 })).toBe(false);
    expect(await table.put(row('c'), { rankIs: 0 })).toBe(true);
    expect(await table.put(row('c'), { rankBelow: 1 })).toBe(false);
    expect(await table.put(row('d'), { rankBelow: 1 })).toBe(true);
    await table.delete(row('gone'));
    const rows = await table.query({ pk: 'CLUSTER#eu', from: 'a' });
    expect(rows.map(({ sk, rank }) => [sk, rank])).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 1],
      ['d', 1],
    ]);
    const b = { pk: 'CLUSTER#eu', sk: 'b' };
    expect(await table.pending()).toEqual([{ ...b, pendingAt: '2026-12-01' }]);
    expect(await table.open()).toEqual([b]);
    expect((await database.query({ pk: 'CLUSTER#eu' })).map(({ sk }) => sk)).toEqual(['a', 'gone']);
    world.now = 1000;
    await table.put(row('e'));
    const stored = await database.query({ pk: 'CLUSTER#eu' });
    expect(stored.map(({ sk, rank }) => `${sk}${rank}`)).toEqual(['a2', 'b1', 'c1', 'd1', 'e1']);
    expect(world.states).toEqual(['disk full', undefined]);
    await table[Symbol.asyncDispose]();
  });

  it('lists what waits in both, oldest first', async () => {
    const { table, world } = setUp();
    await table.put(row('a', { pendingAt: '2026-12-02' }));
    world.isBroken = true;
    await table.put(row('b', { pendingAt: '2026-12-01' }));
    await table.put(row('c', { pendingAt: '2026-12-03' }));
    world.isBroken = false;
    expect((await table.pending()).map(({ sk }) => sk)).toEqual(['b', 'a', 'c']);
    await table[Symbol.asyncDispose]();
  });

  it('finds nothing where the database cannot be read, and does not reject', async () => {
    const { table, world } = setUp();
    await table.put(row('a'));
    world.isBroken = true;
    expect(await table.get(row('a'))).toBeUndefined();
    world.now = 500;
    expect(await table.query({ pk: 'CLUSTER#eu' })).toEqual([]);
    expect(await table.pending()).toEqual([]);
    expect(await table.open()).toEqual([]);
    await table.expire(new Date());
    world.isBroken = false;
    // Reads that failed meanwhile have not put the next attempt off.
    world.now = 1000;
    await table.put(row('b'));
    expect(world.states.at(-1)).toBeUndefined();
    await table[Symbol.asyncDispose]();
  });

  it('opens the database later, if it cannot be opened at first', async () => {
    const { table, database, world } = setUp({ opens: 2 });
    expect(await table.get(row('a'))).toBeUndefined();
    expect(await table.put(row('a'))).toBe(true);
    expect(await table.get(row('b'))).toBeUndefined();
    world.now = 2000;
    await table.put(row('b'));
    world.now = 4000;
    await table.put(row('c'));
    expect(await database.query({ pk: 'CLUSTER#eu' })).toHaveLength(3);
    expect(world.states).toEqual(['no directory', 'no directory', undefined]);
    await table[Symbol.asyncDispose]();
  });

  it('keeps no more history in memory than there is room for', async () => {
    const { table, world } = setUp({ mostRows: 1 });
    world.isBroken = true;
    await table.put(row('a'));
    await table.put(row('2026', { pk: 'HISTORY#eu#archive' }));
    await table.put(row('b'));
    expect(await table.query({ pk: 'HISTORY#eu#archive' })).toEqual([]);
    expect(await table.query({ pk: 'CLUSTER#eu' })).toHaveLength(2);
    await table[Symbol.asyncDispose]();
  });

  it('writes what it can when it is closed', async () => {
    const { table, world, database } = setUp();
    world.isBroken = true;
    await table.put(row('a'));
    world.isBroken = false;
    const closed = Promise.resolve(table[Symbol.asyncDispose]());
    await closed;
    expect(world.states).toEqual(['disk full', undefined]);
    await expect(database.get(row('a'))).rejects.toThrow('finalized');
  });
});
