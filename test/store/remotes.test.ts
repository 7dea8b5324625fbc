import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import { nextExpiries } from '../../lib/state/baseline/expirations.ts';
import { incidentStateSchema } from '../../lib/state/incident/incident.ts';
import { addToRollups } from '../../lib/state/uptime/rollups.ts';
import { addToStreak } from '../../lib/state/uptime/streak.ts';
import { readCluster, readRemote, readWholeCluster } from '../../lib/store/remotes.ts';
import { saveResult } from '../../lib/store/save.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { healthy, memoriesOf, minute, saving } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

/** JSON has no undefined. */
function plain(result: CheckResult): CheckResult {
  return JSON.parse(JSON.stringify(result));
}

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
      streak: addToStreak(undefined, of('us', 'a').result, { phaseMs: 0 }),
      result: plain(of('us', 'a').result),
      state: incidentStateSchema.parse({
        successes: 1,
        status: 'healthy',
        since: minute(1),
        goodSince: minute(1),
      }),
      updatedAt: minute(1),
      expiries: nextExpiries(undefined, of('us', 'a').result),
    });
  });

  it('gives all of more remotes than one answer of DynamoDB holds', async () => {
    const padding = 'x'.repeat(300_000);
    const stored = { result: JSON.stringify(healthy('large')), updatedAt: minute(0), padding };
    for (let index = 0; index < 5; index += 1)
      await table.put({ ...remoteKey({ cluster: 'large', alias: `${index}` }), ...stored });
    expect((await readCluster(table.store, 'large')).map(({ alias }) => alias)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ]);
  });

  it('leaves out an item that cannot be read, and tells which', async () => {
    const stored = { updatedAt: minute(0), result: JSON.stringify(healthy('a')) };
    await table.put({ ...remoteKey({ cluster: 'mixed', alias: 'a' }), ...stored });
    await table.put({
      ...remoteKey({ cluster: 'mixed', alias: 'b' }),
      ...stored,
      result: '{"status":"green"}',
    });
    await table.put({
      ...remoteKey({ cluster: 'mixed', alias: 'c' }),
      ...stored,
      updatedAt: 'yesterday',
    });
    table.problems.length = 0;
    const { remotes, unreadable } = await readWholeCluster(table.store, 'mixed');
    expect(remotes.map(({ alias }) => alias)).toEqual(['a']);
    expect(unreadable).toEqual([
      {
        cluster: 'mixed',
        alias: 'b',
        problem: expect.stringMatching(/^Stored item CLUSTER#mixed REMOTE#b cannot be read: /),
      },
      {
        cluster: 'mixed',
        alias: 'c',
        problem: expect.stringMatching(/REMOTE#c cannot be read: .*; delete it to start anew$/),
      },
    ]);
    expect(table.problems).toEqual([
      expect.stringMatching(/^Stored item CLUSTER#mixed REMOTE#c cannot be read: .*updatedAt/),
      expect.stringMatching(/^Stored item CLUSTER#mixed REMOTE#b cannot be read: /),
    ]);
  });

  it('is empty for a cluster that was never checked', async () => {
    await expect(readCluster(table.store, 'nowhere')).resolves.toEqual([]);
  });
});

describe('readRemote', () => {
  it('gives one remote, with an empty state where none is stored', async () => {
    await table.put({
      ...remoteKey({ cluster: 'eu', alias: 'plain' }),
      updatedAt: minute(0),
      result: JSON.stringify(healthy('plain')),
    });
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
    await table.put({
      ...remoteKey({ cluster: 'eu', alias: 'damaged' }),
      updatedAt: minute(0),
      result: Buffer.from('no gzip at all'),
    });
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
    const recalled = await memoriesOf(table.store, 'memory');
    expect(recalled.get('kept')?.searches).toMatchObject({
      counters: { answered: 9 },
      ledger: { answered: 4 },
    });
  });

  it('is nothing of an item that an older version wrote', async () => {
    await table.put({
      ...remoteKey({ cluster: 'forgetful', alias: 'old' }),
      result: 'not read',
      updatedAt: minute(0),
    });
    await expect(memoriesOf(table.store, 'forgetful')).resolves.toEqual(new Map([['old', {}]]));
  });
});
