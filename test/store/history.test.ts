import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Streak } from '../../lib/state/uptime/streak.ts';
import { history, keepStreak } from '../../lib/store/history.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { minute, START } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

function streak(from: number, until: number, overrides: Partial<Streak> = {}): Streak {
  return {
    at: minute(from),
    until: minute(until),
    checks: until - from + 1,
    status: 'healthy',
    cause: 'healthy',
    durationMs: 12,
    ...overrides,
  };
}
const keep = (alias: string, given: Streak) =>
  keepStreak(table.store, { cluster: 'eu', alias }, given);

describe('history', () => {
  it('gives what lasted at least until then, the oldest first', async () => {
    const down = streak(61, 70, { status: 'failing', cause: 'connection-refused' });
    for (const given of [streak(71, 75), down, streak(0, 59), streak(60, 60)])
      await keep('orders', given);
    await keep('other', streak(62, 62));
    expect(
      await history(table.store, { cluster: 'eu', alias: 'orders', from: minute(65) }),
    ).toEqual([down, streak(71, 75)]);
  });

  it('has one check in each item that an older version wrote', async () => {
    await table.put({
      pk: 'HISTORY#eu#old',
      sk: minute(1),
      status: 'failing',
      cause: 'connection-refused',
      durationMs: 5,
    });
    expect(await history(table.store, { cluster: 'eu', alias: 'old', from: minute(0) })).toEqual([
      {
        at: minute(1),
        until: minute(1),
        checks: 1,
        status: 'failing',
        cause: 'connection-refused',
        durationMs: 5,
      },
    ]);
  });

  it('leaves out an entry that cannot be read, and tells which', async () => {
    await table.put({ pk: 'HISTORY#eu#damaged', sk: minute(1), status: 'green' });
    await keep('damaged', streak(2, 3));
    expect(
      await history(table.store, { cluster: 'eu', alias: 'damaged', from: minute(0) }),
    ).toEqual([streak(2, 3)]);
    expect(table.problems).toEqual([
      expect.stringMatching(
        /^Stored item HISTORY#eu#damaged 2026-11-24T00:01:00.000Z cannot be read: .*status/,
      ),
    ]);
  });
});

describe('keepStreak', () => {
  it('forgets after 30 days', async () => {
    await keep('ttl', streak(0, 1));
    expect(await table.partition('HISTORY#eu#ttl')).toMatchObject([
      { ttl: START.getTime() / 1000 + 30 * 86_400 },
    ]);
  });

  it('replaces none by one that counts fewer checks', async () => {
    for (const until of [1, 2, 1]) await keep('stale', streak(0, until));
    expect(await history(table.store, { cluster: 'eu', alias: 'stale', from: minute(0) })).toEqual([
      streak(0, 2),
    ]);
  });
});
