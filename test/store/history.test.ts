import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { history, recordOutcome } from '../../lib/store/history.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { failing, healthy, minute, START } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

describe('history', () => {
  it('gives what is not older than asked for, the oldest first', async () => {
    for (const count of [3, 1, 2]) await recordOutcome(table.store, { ...failing('orders'), checkedAt: minute(count) }, START);
    await recordOutcome(table.store, { ...healthy('orders'), checkedAt: minute(4) }, START);
    await recordOutcome(table.store, { ...healthy('other'), checkedAt: minute(5) }, START);
    const entries = await history(table.store, { cluster: 'eu', alias: 'orders', from: minute(2) });
    expect(entries.map(({ at, status, cause }) => [at, status, cause])).toEqual([
      [minute(2), 'failing', 'connection-refused'],
      [minute(3), 'failing', 'connection-refused'],
      [minute(4), 'healthy', 'healthy'],
    ]);
  });

  it('leaves out an entry that cannot be read, and tells which', async () => {
    await table.put({ pk: 'HISTORY#eu#damaged', sk: minute(1), status: 'green' });
    await recordOutcome(table.store, { ...healthy('damaged'), checkedAt: minute(2) }, START);
    expect(await history(table.store, { cluster: 'eu', alias: 'damaged', from: minute(0) })).toHaveLength(1);
    expect(table.problems).toEqual([
      expect.stringMatching(/^Stored item HISTORY#eu#damaged 2026-11-24T00:01:00.000Z cannot be read: .*status/),
    ]);
  });
});

describe('recordOutcome', () => {
  it('forgets after 30 days', async () => {
    await recordOutcome(table.store, { ...healthy('ttl'), checkedAt: minute(0) }, START);
    expect(await table.partition('HISTORY#eu#ttl')).toMatchObject([{ ttl: START.getTime() / 1000 + 30 * 86_400 }]);
  });
});
