import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../../lib/result/result.ts';
import { history } from '../../lib/store/history.ts';
import { UnreadableItemError } from '../../lib/store/item.ts';
import { markSent } from '../../lib/store/outbox.ts';
import { MAX_UNSENT, remoteItemSchema } from '../../lib/store/remoteItem.ts';
import { readRemote } from '../../lib/store/remotes.ts';
import { type Saved, saveResult } from '../../lib/store/save.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { pendingEvents } from './pending.ts';
import { failing, healthy, minute, START, saving } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

async function itemOf(alias: string) {
  return remoteItemSchema.parse(await table.get(remoteKey({ cluster: 'eu', alias })));
}

function outcomes(saved: readonly Saved[]): Record<string, number> {
  const count = (outcome: string) => saved.filter((one) => one.outcome === outcome).length;
  return { saved: count('saved'), superseded: count('superseded') };
}

describe('saveResult', () => {
  it('stores the result, the state and the events that it led to in one item', async () => {
    const saved = await saveResult(table.store, saving(failing('one'), 1));
    expect(saved).toMatchObject({
      outcome: 'saved',
      events: [{ kind: 'opened' }],
      incidentId: saved.events[0]?.incidentId,
    });
    const raw = await table.get(remoteKey({ cluster: 'eu', alias: 'one' }));
    expect(raw).toMatchObject({
      schemaVersion: 1,
      version: 1,
      run: minute(1),
      base: 1,
      part: 0,
      state: { failures: 1, status: 'failing', incident: { id: saved.incidentId } },
      streak: {
        at: minute(1),
        until: minute(1),
        checks: 1,
        status: 'failing',
        cause: 'connection-refused',
      },
      outbox: [{ kind: 'opened', incidentId: saved.incidentId }],
      pending: 'pending',
      updatedAt: minute(1),
      ttl: START.getTime() / 1000 + 60 + 30 * 86_400,
    });
  });

  it('adds later events to those that are unsent', async () => {
    for (const [runMinute, result] of [
      failing('added'),
      healthy('added'),
      failing('added'),
    ].entries())
      await saveResult(table.store, saving(result, runMinute));
    const { outbox, version } = await itemOf('added');
    expect(outbox.map(({ kind }) => kind)).toEqual(['opened', 'resolved', 'opened']);
    expect(version).toBe(3);
  });

  it('keeps the incident that is over beside what comes after it', async () => {
    for (const [runMinute, result] of [failing('past'), healthy('past'), healthy('past')].entries())
      await saveResult(table.store, saving(result, runMinute));
    const { pastIncidents } = await itemOf('past');
    expect(pastIncidents).toMatchObject([
      {
        openedAt: minute(0),
        resolvedAt: minute(1),
        cause: 'connection-refused',
        severity: 'error',
      },
    ]);
  });

  it('has nothing pending where nothing is to be told', async () => {
    await saveResult(table.store, saving(healthy('quiet'), 1));
    await expect(
      table.get(remoteKey({ cluster: 'eu', alias: 'quiet' })),
    ).resolves.not.toHaveProperty('pending');
  });

  it.each([
    ['the same run', 5],
    ['an earlier run', 4],
  ])('leaves everything as it is for %s', async (_what, runMinute) => {
    const alias = `late-${runMinute}`;
    await saveResult(table.store, saving(failing(alias), 5));
    const before = await itemOf(alias);
    await expect(saveResult(table.store, saving(healthy(alias), runMinute))).resolves.toEqual({
      outcome: 'superseded',
      events: [],
    });
    await expect(itemOf(alias)).resolves.toEqual(before);
    await expect(history(table.store, { cluster: 'eu', alias, from: minute(0) })).resolves.toEqual(
      [],
    );
  });

  it('saves a run once and decides it once, however many do so at the same time', async () => {
    const saved = await Promise.all(
      Array.from({ length: 20 }, () => saveResult(table.store, saving(failing('race'), 1))),
    );
    expect(outcomes(saved)).toEqual({ saved: 1, superseded: 19 });
    expect(saved.flatMap(({ events }) => events)).toHaveLength(1);
    expect((await itemOf('race')).outbox).toEqual(saved.flatMap(({ events }) => events));
    expect((await itemOf('race')).state?.failures).toBe(1);
  });

  it('saves the run of a stored item once, however many do so at the same time', async () => {
    await saveResult(table.store, saving(failing('second'), 1));
    const saved = await Promise.all(
      Array.from({ length: 20 }, () => saveResult(table.store, saving(healthy('second'), 2))),
    );
    expect(outcomes(saved)).toEqual({ saved: 1, superseded: 19 });
    expect((await itemOf('second')).outbox.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
  });

  it('decides each change once and loses no event, whatever runs are saved at the same time', async () => {
    let count = 0;
    const runs = fc.array(
      fc.record({ runMinute: fc.integer({ min: 1, max: 8 }), bad: fc.boolean() }),
      { minLength: 2, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(runs, async (concurrent) => {
        count += 1;
        const alias = `property-${count}`;
        const results = concurrent.map(({ runMinute, bad }) =>
          saving(bad ? failing(alias) : healthy(alias), runMinute),
        );
        const saved = await Promise.all(results.map((options) => saveResult(table.store, options)));
        const { outbox, state, run, version } = await itemOf(alias);
        const byTime = saved
          .flatMap(({ events }) => events)
          .toSorted((a, b) => a.at.localeCompare(b.at));
        expect(outbox).toEqual(byTime);
        expect(version).toBe(outcomes(saved)['saved']);
        expect(run).toBe(minute(Math.max(...concurrent.map(({ runMinute }) => runMinute))));
        expect(outbox.map(({ kind }) => kind)).toEqual(
          outbox.map((_event, index) => (index % 2 === 0 ? 'opened' : 'resolved')),
        );
        expect(state?.incident !== undefined).toBe(outbox.length % 2 === 1);
      }),
      { numRuns: 40 },
    );
  });

  it('lets the incident rest while the outbox is full, and goes on when it is not', async () => {
    for (let runMinute = 0; runMinute < MAX_UNSENT; runMinute += 1)
      await saveResult(
        table.store,
        saving(runMinute % 2 === 0 ? failing('full') : healthy('full'), runMinute),
      );
    const full = await itemOf('full');
    expect(full.outbox).toHaveLength(MAX_UNSENT);
    await expect(saveResult(table.store, saving(failing('full'), 100))).resolves.toMatchObject({
      outcome: 'saved',
      events: [],
    });
    expect(await itemOf('full')).toMatchObject({
      state: full.state,
      outbox: full.outbox,
      run: minute(100),
    });
    expect((await readRemote(table.store, 'eu', 'full'))?.result.status).toBe('failing');
    await markSent(table.store, {
      cluster: 'eu',
      alias: 'full',
      eventIds: full.outbox.map(({ id }) => id),
    });
    await expect(saveResult(table.store, saving(failing('full'), 101))).resolves.toMatchObject({
      events: [{ kind: 'opened' }],
    });
  });

  it('stores a result that is larger than an item can be, beside as many events as can wait', async () => {
    const reason = () => randomBytes(1000).toString('hex');
    const gateway: Gateway = {
      name: 'archive',
      version: '9.5.3',
      roles: [],
      eligible: true,
      reason: '',
      reachable: 'yes',
      chosen: true,
    };
    const nodes = Array.from({ length: 2000 }, () => ({ ...gateway, reason: reason() }));
    const step = { kind: 'text' as const, text: '…'.repeat(5000) };
    const long = {
      ...failing('huge').cause,
      evidence: '…'.repeat(5000),
      fix: [step],
      verify: [step],
    };
    const huge = {
      ...failing('huge'),
      cause: long,
      gateways: { source: 'remote-http' as const, nodes },
    };
    for (let runMinute = 0; runMinute < MAX_UNSENT; runMinute += 1)
      await saveResult(
        table.store,
        saving(runMinute % 2 === 0 ? huge : healthy('huge'), runMinute),
      );
    await expect(saveResult(table.store, saving(huge, MAX_UNSENT))).resolves.toMatchObject({
      outcome: 'saved',
    });
    const stored = await readRemote(table.store, 'eu', 'huge');
    expect(stored?.result.gateways.nodes).toHaveLength(50);
    expect(stored?.result.notSeen).toHaveProperty(['the whole result']);
  });

  it.each([
    [
      'without version, run, state and outbox',
      { result: JSON.stringify(healthy('old')), updatedAt: minute(0) },
    ],
    [
      'with attributes that are gone',
      {
        result: 'not read',
        updatedAt: minute(0),
        run: minute(0),
        version: 7,
        colour: 'red',
        state: { mood: 1 },
      },
    ],
    [
      'with a state of fewer parts',
      { result: 'not read', updatedAt: minute(0), state: { failures: 0 } },
    ],
  ])('goes on from an item of an older version %s', async (what, old) => {
    const alias = `old-${what.length}`;
    await table.put({ ...remoteKey({ cluster: 'eu', alias }), ...old });
    await expect(saveResult(table.store, saving(failing(alias), 1))).resolves.toMatchObject({
      outcome: 'saved',
      events: [{ kind: 'opened' }],
    });
    await expect(itemOf(alias)).resolves.toMatchObject({
      version: ('version' in old ? old.version : 0) + 1,
      run: minute(1),
    });
  });

  it('names an item that it cannot read, and leaves it', async () => {
    const broken = {
      ...remoteKey({ cluster: 'eu', alias: 'broken' }),
      result: 'x',
      updatedAt: minute(0),
      outbox: [{ id: 1 }],
    };
    await table.put(broken);
    const saved = saveResult(table.store, saving(failing('broken'), 1));
    await expect(saved).rejects.toThrow(UnreadableItemError);
    await expect(saved).rejects.toThrow(
      /^Stored item CLUSTER#eu REMOTE#broken cannot be read: outbox\.0\.id .*, outbox\.0\.kind .*; delete it to start anew$/,
    );
    await expect(table.get(remoteKey({ cluster: 'eu', alias: 'broken' }))).resolves.toEqual(broken);
  });

  it('throws what DynamoDB refuses', async () => {
    await expect(
      saveResult({ ...table.store, tableName: 'absent' }, saving(failing('x'), 1)),
    ).rejects.toThrow('not found');
  });
});

describe('a check that is killed once it has stored its result', () => {
  it('leaves its events in the outbox for whoever looks next', async () => {
    const { events } = await saveResult(table.store, saving(failing('killed'), 1));
    const waiting = await pendingEvents(table.store);
    expect(waiting.filter(({ alias }) => alias === 'killed')).toEqual([
      { cluster: 'eu', alias: 'killed', events },
    ]);
  });
});
