import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addToRollups, type OpenRollups } from '../../lib/state/uptime/rollups.ts';
import { readRemote } from '../../lib/store/remotes.ts';
import { keepClosed, readRollups } from '../../lib/store/rollups.ts';
import { saveResult } from '../../lib/store/save.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { failing, healthy, minute, START, saving } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

const HOUR = 60;
const DAY = 24 * HOUR;
const hours = (alias: string) =>
  readRollups(table.store, { cluster: 'eu', alias, period: 'hour', from: minute(0) });
const days = (alias: string) =>
  readRollups(table.store, { cluster: 'eu', alias, period: 'day', from: minute(0) });

describe('saveResult', () => {
  it('keeps what is over as one item, and what is not over with the remote', async () => {
    for (const at of [0, 1, 59, HOUR, DAY])
      await saveResult(table.store, saving(at === 1 ? failing('one') : healthy('one'), at));
    expect(await hours('one')).toMatchObject([
      { from: minute(0), healthy: 2, failing: 1, requests: { count: 2 } },
      { from: minute(HOUR), healthy: 1, failing: 0 },
    ]);
    expect(await days('one')).toMatchObject([{ from: minute(0), healthy: 3, failing: 1 }]);
    const { rollups } = (await readRemote(table.store, 'eu', 'one')) ?? {};
    expect(rollups).toMatchObject({
      hour: { from: minute(DAY), healthy: 1 },
      day: { from: minute(DAY), healthy: 1 },
    });
  });

  it('writes nothing more while the hour lasts', async () => {
    for (const at of [0, 1, 2]) await saveResult(table.store, saving(healthy('calm'), at));
    expect([
      ...(await table.partition('HOURS#eu#calm')),
      ...(await table.partition('DAYS#eu#calm')),
    ]).toEqual([]);
  });

  it('counts a run once, however many store it at the same time', async () => {
    await saveResult(table.store, saving(healthy('race'), 0));
    await Promise.all(
      [1, 1, 1, HOUR, HOUR].map((at) => saveResult(table.store, saving(healthy('race'), at))),
    );
    const { rollups } = (await readRemote(table.store, 'eu', 'race')) ?? {};
    const [first] = await hours('race');
    expect(rollups?.hour).toMatchObject({ from: minute(HOUR), healthy: 1 });
    // The first minute is counted where it was stored before the hour was over, else it was
    // superseded.
    expect(rollups?.day.healthy).toBe((first?.healthy ?? 0) + 1);
  });

  it('begins anew where what was remembered cannot be read', async () => {
    await saveResult(table.store, saving(healthy('odd'), 0));
    const raw = await table.get({ pk: 'CLUSTER#eu', sk: 'REMOTE#odd' });
    await table.put({ ...raw, rollups: { hour: 'soon' } });
    await saveResult(table.store, saving(healthy('odd'), HOUR));
    expect(await hours('odd')).toEqual([]);
  });
});

describe('keepClosed', () => {
  it('replaces no item by one that counts fewer checks', async () => {
    const id = { cluster: 'eu', alias: 'stale' };
    const fewer = addToRollups(undefined, healthy('stale'), minute(0));
    const more = addToRollups(fewer, healthy('stale'), minute(1));
    const keep = (open: OpenRollups) => keepClosed(table.store, id, { open, at: minute(HOUR) });
    await keep(fewer);
    await keep(more);
    await keep(fewer);
    expect(await hours('stale')).toMatchObject([{ healthy: 2 }]);
  });

  it('forgets hours after 8 days and days after 40', async () => {
    const open = addToRollups(undefined, healthy('ttl'), minute(0));
    await keepClosed(table.store, { cluster: 'eu', alias: 'ttl' }, { open, at: minute(DAY) });
    const start = START.getTime() / 1000;
    expect(await table.partition('HOURS#eu#ttl')).toMatchObject([
      { ttl: start + 8 * 86_400, checks: 1 },
    ]);
    expect(await table.partition('DAYS#eu#ttl')).toMatchObject([{ ttl: start + 40 * 86_400 }]);
  });
});

describe('readRollups', () => {
  it('begins where it is asked to, and leaves out what cannot be read', async () => {
    const id = { cluster: 'eu', alias: 'part' };
    for (const at of [0, HOUR]) {
      const open = addToRollups(undefined, healthy('part'), minute(at));
      await keepClosed(table.store, id, { open, at: minute(at + HOUR) });
    }
    await table.put({ pk: 'HOURS#eu#part', sk: minute(5 * HOUR), healthy: 'many' });
    expect(
      await readRollups(table.store, { ...id, period: 'hour', from: minute(1) }),
    ).toMatchObject([{ from: minute(HOUR) }]);
    expect(table.problems).toEqual([expect.stringContaining('HOURS#eu#part')]);
  });
});
