import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextRank, type Row } from '../../lib/store/table.ts';
import type { TestStore } from '../support/store.ts';
import { onEachTable } from './backends.ts';

const row = (pk: string, sk: string, more: Partial<Row> = {}): Row => ({
  pk,
  sk,
  rank: 1,
  body: '{}',
  ...more,
});
const sorts = (rows: readonly { readonly sk: string }[]) => rows.map(({ sk }) => sk);

describe('nextRank', () => {
  it.each([
    [0, 1],
    [7, 8],
    [Number.MAX_SAFE_INTEGER, 1],
    [0.5, 1],
    [1e300, 1],
  ])('follows %d with %d', (rank, next) => {
    expect(nextRank(rank)).toBe(next);
  });
});

onEachTable((start) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  describe('a row', () => {
    it('is read as it was written, and is written as a whole', async () => {
      const { table } = store;
      const body = new Uint8Array([0, 1, 255]);
      const whole = row('whole', 'a', {
        body,
        pendingAt: '2026-11-24T00:00:00.000Z',
        isOpen: true,
        expiresAt: 4e9,
      });
      await table.put(whole);
      const read = await table.get(whole);
      expect(read).toEqual({ ...whole, body: expect.any(Uint8Array) });
      expect([...(read?.body ?? '')]).toEqual([0, 1, 255]);
      await table.put(row('whole', 'a'));
      expect(await table.get(whole)).toEqual({
        ...row('whole', 'a'),
        pendingAt: undefined,
        isOpen: false,
        expiresAt: undefined,
      });
    });

    it('is undefined if there is none, and once it is deleted', async () => {
      const { table } = store;
      const gone = row('gone', 'a');
      expect(await table.get(gone)).toBeUndefined();
      await table.put(gone);
      await table.delete(gone);
      await table.delete(gone);
      expect(await table.get(gone)).toBeUndefined();
    });
  });

  describe('a condition', () => {
    it('on the rank holds for that rank alone; 0 is no row', async () => {
      const put = (rank: number, rankIs: number) =>
        store.table.put(row('is', 'a', { rank }), { rankIs });
      expect(await put(1, 1)).toBe(false);
      expect(await store.table.get(row('is', 'a'))).toBeUndefined();
      expect(await put(1, 0)).toBe(true);
      expect(await put(2, 0)).toBe(false);
      expect(await put(2, 1)).toBe(true);
      expect(await put(3, 1)).toBe(false);
      expect(await store.table.get(row('is', 'a'))).toMatchObject({ rank: 2 });
    });

    it('on a lower rank holds for that, and if there is no row', async () => {
      const put = (rank: number) =>
        store.table.put(row('below', 'a', { rank }), { rankBelow: rank });
      expect(await put(Number.MAX_SAFE_INTEGER - 1)).toBe(true);
      expect(await put(5)).toBe(false);
      expect(await put(Number.MAX_SAFE_INTEGER - 1)).toBe(false);
      expect(await put(Number.MAX_SAFE_INTEGER)).toBe(true);
    });

    it('lets one of many win', async () => {
      const writers = Array.from({ length: 20 }, (_, index) =>
        row('race', 'a', { body: String(index) }),
      );
      const won = await Promise.all(writers.map((each) => store.table.put(each, { rankIs: 0 })));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await store.table.get(row('race', 'a'))).toMatchObject({
        body: String(won.indexOf(true)),
      });
    });
  });

  describe('a query', () => {
    it('gives the rows of one partition in their order, from a key on', async () => {
      for (const sk of ['b', 'a#2', 'a', 'ä', 'B']) await store.table.put(row('order', sk));
      await store.table.put(row('order2', 'a'));
      expect(sorts(await store.table.query({ pk: 'order' }))).toEqual(['B', 'a', 'a#2', 'b', 'ä']);
      expect(
        sorts(await store.table.query({ pk: 'order', from: 'a#', isConsistent: false })),
      ).toEqual(['a#2', 'b', 'ä']);
      expect(await store.table.query({ pk: 'nothing' })).toEqual([]);
    });

    it('gives all of them, however large they are together', async () => {
      const body = Buffer.alloc(300_000, 7);
      for (let index = 0; index < 8; index += 1)
        await store.table.put(row('large', String(index), { body }));
      expect((await store.table.query({ pk: 'large' })).map((each) => each.body.length)).toEqual(
        Array(8).fill(300_000),
      );
    });
  });

  describe('the lists', () => {
    it('give the keys of rows with unsent events, oldest first, as long as they have some', async () => {
      const at = (hour: number) => `2026-11-24T0${hour}:00:00.000Z`;
      for (const [sk, hour] of [['late', 2] as const, ['early', 1] as const])
        await store.table.put(row('pending', sk, { pendingAt: at(hour) }));
      await store.table.put(row('pending', 'nothing'));
      const own = async () => (await store.table.pending()).filter(({ pk }) => pk === 'pending');
      expect(await own()).toEqual([
        { pk: 'pending', sk: 'early', pendingAt: at(1) },
        { pk: 'pending', sk: 'late', pendingAt: at(2) },
      ]);
      await store.table.put(row('pending', 'early'));
      expect(sorts(await own())).toEqual(['late']);
    });

    it('give the keys of rows with open incidents, as long as they have some', async () => {
      await store.table.put(row('open', 'a', { isOpen: true }));
      await store.table.put(row('open', 'b', { isOpen: false }));
      const own = async () => (await store.table.open()).filter(({ pk }) => pk === 'open');
      expect(await own()).toEqual([{ pk: 'open', sk: 'a' }]);
      await store.table.put(row('open', 'a'));
      expect(await own()).toEqual([]);
    });
  });

  it('keeps what has no end, and what has not ended, when others expire', async () => {
    await store.table.put(row('expire', 'never'));
    await store.table.put(row('expire', 'later', { expiresAt: 4e9 }));
    await store.alerts.expire(new Date('2026-11-24T00:00:00Z'));
    expect(sorts(await store.table.query({ pk: 'expire' }))).toEqual(['later', 'never']);
  });
});
