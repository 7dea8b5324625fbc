import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { incidentStateSchema } from '../../lib/incident/incident.ts';
import { nextExpiries } from '../../lib/memory/expiries.ts';
import { addToRollups } from '../../lib/memory/rollups.ts';
import type { CheckResult, Gateway } from '../../lib/result/result.ts';
import { history } from '../../lib/store/history.ts';
import { UnreadableItemError } from '../../lib/store/item.ts';
import { markSent, pendingEvents } from '../../lib/store/outbox.ts';
import { MAX_UNSENT, remoteItemSchema } from '../../lib/store/remoteItem.ts';
import { readCluster, readRemote, recallCluster, type Saved, saveResult } from '../../lib/store/remotes.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
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

/** JSON has no undefined. */
function plain(result: CheckResult): CheckResult {
  return JSON.parse(JSON.stringify(result));
}

describe('saveResult', () => {
  it('stores the result, the state and the events that it led to in one item, and the outcome in the history', async () => {
    const saved = await saveResult(table.store, saving(failing('one'), 1));
    expect(saved).toMatchObject({ outcome: 'saved', events: [{ kind: 'opened' }], incidentId: saved.events[0]?.incidentId });
    const raw = await table.get(remoteKey({ cluster: 'eu', alias: 'one' }));
    expect(raw).toMatchObject({
      schemaVersion: 1,
      version: 1,
      run: minute(1),
      state: { failures: 1, status: 'failing', incident: { id: saved.incidentId } },
      outbox: [{ kind: 'opened', incidentId: saved.incidentId }],
      pending: 'pending',
      updatedAt: minute(1),
      ttl: START.getTime() / 1000 + 60 + 30 * 86_400,
    });
    await expect(history(table.store, { cluster: 'eu', alias: 'one', from: minute(0) })).resolves.toEqual([
      { at: minute(1), status: 'failing', cause: 'connection-refused', durationMs: failing('one').durationMs },
    ]);
  });

  it('adds later events to those that are unsent', async () => {
    for (const [runMinute, result] of [failing('added'), healthy('added'), failing('added')].entries())
      await saveResult(table.store, saving(result, runMinute));
    const { outbox, version } = await itemOf('added');
    expect(outbox.map(({ kind }) => kind)).toEqual(['opened', 'resolved', 'opened']);
    expect(version).toBe(3);
  });

  it('keeps the incident that is over beside what comes after it', async () => {
    for (const [runMinute, result] of [failing('past'), healthy('past'), healthy('past')].entries())
      await saveResult(table.store, saving(result, runMinute));
    const { pastIncidents } = await itemOf('past');
    expect(pastIncidents).toMatchObject([{ openedAt: minute(0), resolvedAt: minute(1), cause: 'connection-refused', severity: 'error' }]);
  });

  it('has nothing pending where nothing is to be told', async () => {
    await saveResult(table.store, saving(healthy('quiet'), 1));
    await expect(table.get(remoteKey({ cluster: 'eu', alias: 'quiet' }))).resolves.not.toHaveProperty('pending');
  });

  it.each([
    ['the same run', 5],
    ['an earlier run', 4],
  ])('leaves everything as it is for %s', async (_what, runMinute) => {
    const alias = `late-${runMinute}`;
    await saveResult(table.store, saving(failing(alias), 5));
    const before = await itemOf(alias);
    await expect(saveResult(table.store, saving(healthy(alias), runMinute))).resolves.toEqual({ outcome: 'superseded', events: [] });
    await expect(itemOf(alias)).resolves.toEqual(before);
    await expect(history(table.store, { cluster: 'eu', alias, from: minute(0) })).resolves.toHaveLength(1);
  });

  it('saves a run once and decides it once, however many do so at the same time', async () => {
    const saved = await Promise.all(Array.from({ length: 20 }, () => saveResult(table.store, saving(failing('race'), 1))));
    expect(outcomes(saved)).toEqual({ saved: 1, superseded: 19 });
    expect(saved.flatMap(({ events }) => events)).toHaveLength(1);
    expect((await itemOf('race')).outbox).toEqual(saved.flatMap(({ events }) => events));
    expect((await itemOf('race')).state?.failures).toBe(1);
  });

  it('saves the run of a stored item once, however many do so at the same time', async () => {
    await saveResult(table.store, saving(failing('second'), 1));
    const saved = await Promise.all(Array.from({ length: 20 }, () => saveResult(table.store, saving(healthy('second'), 2))));
    expect(outcomes(saved)).toEqual({ saved: 1, superseded: 19 });
    expect((await itemOf('second')).outbox.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
  });

  it('decides each change once and loses no event, whatever runs are saved at the same time', async () => {
    let count = 0;
    const runs = fc.array(fc.record({ runMinute: fc.integer({ min: 1, max: 8 }), bad: fc.boolean() }), { minLength: 2, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(runs, async (concurrent) => {
        count += 1;
        const alias = `property-${count}`;
        const results = concurrent.map(({ runMinute, bad }) => saving(bad ? failing(alias) : healthy(alias), runMinute));
        const saved = await Promise.all(results.map((options) => saveResult(table.store, options)));
        const { outbox, state, run, version } = await itemOf(alias);
        const byTime = saved.flatMap(({ events }) => events).toSorted((a, b) => a.at.localeCompare(b.at));
        expect(outbox).toEqual(byTime);
        expect(version).toBe(outcomes(saved)['saved']);
        expect(run).toBe(minute(Math.max(...concurrent.map(({ runMinute }) => runMinute))));
        expect(outbox.map(({ kind }) => kind)).toEqual(outbox.map((_event, index) => (index % 2 === 0 ? 'opened' : 'resolved')));
        expect(state?.incident !== undefined).toBe(outbox.length % 2 === 1);
      }),
      { numRuns: 40 },
    );
  });

  it('lets the incident rest while the outbox is full, and goes on when it is not', async () => {
    for (let runMinute = 0; runMinute < MAX_UNSENT; runMinute += 1)
      await saveResult(table.store, saving(runMinute % 2 === 0 ? failing('full') : healthy('full'), runMinute));
    const full = await itemOf('full');
    expect(full.outbox).toHaveLength(MAX_UNSENT);
    await expect(saveResult(table.store, saving(failing('full'), 100))).resolves.toMatchObject({ outcome: 'saved', events: [] });
    expect(await itemOf('full')).toMatchObject({ state: full.state, outbox: full.outbox, run: minute(100) });
    expect((await readRemote(table.store, 'eu', 'full'))?.result.status).toBe('failing');
    await markSent(table.store, { cluster: 'eu', alias: 'full', eventIds: full.outbox.map(({ id }) => id) });
    await expect(saveResult(table.store, saving(failing('full'), 101))).resolves.toMatchObject({ events: [{ kind: 'opened' }] });
  });

  it('stores a result that is larger than an item can be, beside as many events as can wait', async () => {
    const reason = () => randomBytes(1000).toString('hex');
    const gateway: Gateway = { name: 'archive', version: '9.5.3', roles: [], eligible: true, reason: '', reachable: 'yes', chosen: true };
    const nodes = Array.from({ length: 2000 }, () => ({ ...gateway, reason: reason() }));
    const long = { ...failing('huge').cause, evidence: '…'.repeat(5000), fix: '…'.repeat(5000), verify: '…'.repeat(5000) };
    const huge = { ...failing('huge'), cause: long, gateways: { source: 'remote-http' as const, nodes } };
    for (let runMinute = 0; runMinute < MAX_UNSENT; runMinute += 1)
      await saveResult(table.store, saving(runMinute % 2 === 0 ? huge : healthy('huge'), runMinute));
    await expect(saveResult(table.store, saving(huge, MAX_UNSENT))).resolves.toMatchObject({ outcome: 'saved' });
    const stored = await readRemote(table.store, 'eu', 'huge');
    expect(stored?.result.gateways.nodes).toHaveLength(50);
    expect(stored?.result.notSeen).toHaveProperty(['the whole result']);
  });

  it.each([
    ['without version, run, state and outbox', { result: JSON.stringify(healthy('old')), updatedAt: minute(0) }],
    [
      'with attributes that are gone',
      { result: 'not read', updatedAt: minute(0), run: minute(0), version: 7, colour: 'red', state: { mood: 1 } },
    ],
    ['with a state of fewer parts', { result: 'not read', updatedAt: minute(0), state: { failures: 0 } }],
  ])('goes on from an item of an older version %s', async (what, old) => {
    const alias = `old-${what.length}`;
    await table.put({ ...remoteKey({ cluster: 'eu', alias }), ...old });
    await expect(saveResult(table.store, saving(failing(alias), 1))).resolves.toMatchObject({
      outcome: 'saved',
      events: [{ kind: 'opened' }],
    });
    await expect(itemOf(alias)).resolves.toMatchObject({ version: ('version' in old ? old.version : 0) + 1, run: minute(1) });
  });

  it('names an item that it cannot read, and leaves it', async () => {
    const broken = { ...remoteKey({ cluster: 'eu', alias: 'broken' }), result: 'x', updatedAt: minute(0), outbox: [{ id: 1 }] };
    await table.put(broken);
    const saved = saveResult(table.store, saving(failing('broken'), 1));
    await expect(saved).rejects.toThrow(UnreadableItemError);
    await expect(saved).rejects.toThrow(
      /^Stored item CLUSTER#eu REMOTE#broken cannot be read: outbox\.0\.id .*, outbox\.0\.kind .*; delete it to start anew$/,
    );
    await expect(table.get(remoteKey({ cluster: 'eu', alias: 'broken' }))).resolves.toEqual(broken);
  });

  it('throws what DynamoDB refuses', async () => {
    await expect(saveResult({ ...table.store, tableName: 'absent' }, saving(failing('x'), 1))).rejects.toThrow('not found');
  });
});

describe('readCluster', () => {
  it('gives the remotes of one cluster by alias', async () => {
    const of = (cluster: string, alias: string) => saving({ ...healthy(alias), cluster }, 1);
    for (const [cluster, alias] of [
      ['us', 'b'],
      ['us', 'a'],
      ['us-2', 'c'],
      ['us', '*'],
    ] as const)
      await saveResult(table.store, of(cluster, alias));
    const remotes = await readCluster(table.store, 'us');
    expect(remotes.map(({ alias }) => alias)).toEqual(['*', 'a', 'b']);
    expect(remotes[1]).toEqual({
      cluster: 'us',
      alias: 'a',
      pastIncidents: [],
      rollups: addToRollups(undefined, healthy('a'), minute(1)),
      result: plain(of('us', 'a').result),
      state: incidentStateSchema.parse({ successes: 1, status: 'healthy', since: minute(1), goodSince: minute(1) }),
      updatedAt: minute(1),
      expiries: nextExpiries(undefined, of('us', 'a').result),
    });
  });

  it('gives all of more remotes than one answer of DynamoDB holds', async () => {
    const padding = 'x'.repeat(300_000);
    const stored = { result: JSON.stringify(healthy('large')), updatedAt: minute(0), padding };
    for (let index = 0; index < 5; index += 1) await table.put({ ...remoteKey({ cluster: 'large', alias: `${index}` }), ...stored });
    expect((await readCluster(table.store, 'large')).map(({ alias }) => alias)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('leaves out an item that cannot be read, and tells which', async () => {
    const stored = { updatedAt: minute(0), result: JSON.stringify(healthy('a')) };
    await table.put({ ...remoteKey({ cluster: 'mixed', alias: 'a' }), ...stored });
    await table.put({ ...remoteKey({ cluster: 'mixed', alias: 'b' }), ...stored, result: '{"status":"green"}' });
    await table.put({ ...remoteKey({ cluster: 'mixed', alias: 'c' }), ...stored, updatedAt: 'yesterday' });
    table.problems.length = 0;
    expect((await readCluster(table.store, 'mixed')).map(({ alias }) => alias)).toEqual(['a']);
    expect(table.problems).toEqual([
      expect.stringMatching(/^Stored item CLUSTER#mixed REMOTE#b cannot be read: /),
      expect.stringMatching(/^Stored item CLUSTER#mixed REMOTE#c cannot be read: .*updatedAt/),
    ]);
  });

  it('is empty for a cluster that was never checked', async () => {
    await expect(readCluster(table.store, 'nowhere')).resolves.toEqual([]);
  });
});

describe('readRemote', () => {
  it('gives one remote, with an empty state where none is stored', async () => {
    await table.put({ ...remoteKey({ cluster: 'eu', alias: 'plain' }), updatedAt: minute(0), result: JSON.stringify(healthy('plain')) });
    await expect(readRemote(table.store, 'eu', 'plain')).resolves.toEqual({
      cluster: 'eu',
      alias: 'plain',
      result: plain(healthy('plain')),
      state: { failures: 0, successes: 0, status: 'unknown' },
      updatedAt: minute(0),
    });
  });

  it('gives undefined for a remote that was never checked', async () => {
    await expect(readRemote(table.store, 'eu', 'nowhere')).resolves.toBeUndefined();
  });

  it('throws with the name of an item that cannot be read', async () => {
    await table.put({ ...remoteKey({ cluster: 'eu', alias: 'damaged' }), updatedAt: minute(0), result: Buffer.from('no gzip at all') });
    await expect(readRemote(table.store, 'eu', 'damaged')).rejects.toThrow(
      'Stored item CLUSTER#eu REMOTE#damaged cannot be read: incorrect header check; delete it to start anew',
    );
  });
});

describe('what is remembered', () => {
  const searches = (answered: number) => ({
    answered,
    skipped: 1,
    nodes: { answered: 1, failed: 0 },
    own: { answered: 0, skipped: 0 },
    failed: {},
  });

  it('goes on from result to result, and is given back by alias', async () => {
    const of = (answered: number, runMinute: number) =>
      saving({ ...healthy('kept'), cluster: 'memory', searches: searches(answered) }, runMinute);
    await saveResult(table.store, of(5, 1));
    await saveResult(table.store, of(9, 2));
    const recalled = await recallCluster(table.store, 'memory');
    expect(recalled.get('kept')?.searches).toMatchObject({ counters: { answered: 9 }, ledger: { answered: 4 } });
  });

  it('is nothing of an item that an older version wrote', async () => {
    await table.put({ ...remoteKey({ cluster: 'forgetful', alias: 'old' }), result: 'not read', updatedAt: minute(0) });
    await expect(recallCluster(table.store, 'forgetful')).resolves.toEqual(new Map([['old', {}]]));
  });
});

describe('a check that is killed once it has stored its result', () => {
  it('leaves its events in the outbox for whoever looks next', async () => {
    const { events } = await saveResult(table.store, saving(failing('killed'), 1));
    const waiting = await pendingEvents(table.store);
    expect(waiting.filter(({ alias }) => alias === 'killed')).toEqual([{ cluster: 'eu', alias: 'killed', events }]);
  });
});
