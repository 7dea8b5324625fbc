import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteItem } from '../../lib/store/remoteItem.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { updateItem } from '../../lib/store/update.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { minute } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

const EMPTY: RemoteItem = {
  version: 0,
  run: '',
  part: 0,
  result: '{}',
  outbox: [],
  updatedAt: minute(0),
};

describe('updateItem', () => {
  it('adds up what many change at the same time', async () => {
    const id = { cluster: 'eu', alias: 'sum' };
    const increments = Array.from({ length: 6 }, () =>
      updateItem(table.store, id, (item) => ({ ...(item ?? EMPTY), run: `${item?.run ?? ''}x` })),
    );
    await Promise.all(increments);
    await expect(table.get(remoteKey(id))).resolves.toMatchObject({ run: 'xxxxxx', version: 6 });
  });

  it('gives up, with the name of the remote, where others are always faster', async () => {
    const id = { cluster: 'eu', alias: 'busy' };
    let others = 0;
    const store = { ...table.store, random: () => 0 };
    await table.put({ ...remoteKey(id), ...EMPTY, version: 5 });
    const updated = updateItem(store, id, (item) => {
      others += 1;
      // Whoever read version 5 finds another one when it writes.
      return { ...(item ?? EMPTY), version: 4 };
    });
    await expect(updated).rejects.toThrow(
      'Remote eu/busy was changed by others in each of 20 attempts to store it',
    );
    expect(others).toBe(20);
  });

  it('throws what DynamoDB refuses, at once', async () => {
    let attempts = 0;
    const updated = updateItem(table.store, { cluster: 'eu', alias: 'large' }, () => {
      attempts += 1;
      return { ...EMPTY, result: new Uint8Array(500_000) };
    });
    await expect(updated).rejects.toThrow('Item size has exceeded the maximum allowed size');
    expect(attempts).toBe(1);
  });
});
