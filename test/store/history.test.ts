import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyPartition } from '../../lib/store/keys.ts';
import type { TestStore } from '../support/store.ts';
import { onEachTable } from './backends.ts';
import { failing, healthy, minute, save } from './stored.ts';

onEachTable((start) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const history = async (cluster: string, from = 0) =>
    (await store.pages.history({ cluster, alias: 'a', from: minute(from) })).map(
      ({ at, until, checks, status }) => [at, until, checks, status],
    );

  describe('history', () => {
    it('has checks in a row with the same outcome once they are over', async () => {
      for (const runMinute of [0, 1, 2]) await save(store.access, healthy('a', 'past'), runMinute);
      expect(await history('past')).toEqual([]);
      for (const runMinute of [3, 4]) await save(store.access, failing('a', 'past'), runMinute);
      await save(store.access, healthy('a', 'past'), 5);
      expect(await history('past')).toEqual([
        [minute(0), minute(2), 3, 'healthy'],
        [minute(3), minute(4), 2, 'failing'],
      ]);
      expect(await history('past', 3)).toEqual([[minute(3), minute(4), 2, 'failing']]);
      const [row] = await store.table.query({
        pk: historyPartition({ cluster: 'past', alias: 'a' }),
      });
      expect(row?.expiresAt).toBe(Date.parse(minute(0)) / 1000 + 30 * 86_400);
    });

    it('reports a row that is damaged, and skips it', async () => {
      const pk = historyPartition({ cluster: 'damaged', alias: 'a' });
      await store.table.put({ pk, sk: minute(0), rank: 1, body: '{"at":1}' });
      for (const [runMinute, result] of [
        healthy('a', 'damaged'),
        failing('a', 'damaged'),
      ].entries())
        await save(store.access, result, runMinute + 1);
      store.problems.length = 0;
      expect(await history('damaged')).toEqual([[minute(1), minute(1), 1, 'healthy']]);
      expect(store.problems).toEqual([
        expect.stringMatching(/^Stored row HISTORY#damaged#a .* is damaged: at .*; it is skipped$/),
      ]);
    });
  });

  it('rollups has the hours and days that are over', async () => {
    const cluster = 'rolled';
    for (const runMinute of [0, 59, 60, 24 * 60])
      await save(
        store.access,
        runMinute === 59 ? failing('a', cluster) : healthy('a', cluster),
        runMinute,
      );
    const read = (period: 'hour' | 'day', from = 0) =>
      store.pages.rollups({ cluster, alias: 'a', period, from: minute(from) });
    expect(await read('hour')).toMatchObject([
      { from: minute(0), healthy: 1, failing: 1, requests: { count: 1 } },
      { from: minute(60), healthy: 1, failing: 0 },
    ]);
    expect(await read('hour', 1)).toMatchObject([{ from: minute(60) }]);
    expect(await read('day')).toMatchObject([{ from: minute(0), healthy: 2, failing: 1 }]);
  });
});
