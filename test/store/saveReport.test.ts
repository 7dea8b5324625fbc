import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCluster } from '../../lib/store/remotes.ts';
import { saveReport } from '../../lib/store/saveReport.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { THRESHOLDS } from '../incident/thresholds.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { report } from '../support/results.ts';
import { failing, healthy, minute, START } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

const thresholds = { ...THRESHOLDS, failures: 1, successes: 1 };

describe('saveReport', () => {
  it('stores every result and tells what became of it', async () => {
    const told: string[] = [];
    const options = { run: minute(1), thresholds, now: () => START };
    const onSaved = ({ alias }: { alias: string }, { outcome, events }: { outcome: string; events: readonly unknown[] }) =>
      void told.push(`${alias} ${outcome} ${events.length}`);
    await saveReport(table.store, report([failing('a'), healthy('b')]), { ...options, onSaved });
    await saveReport(table.store, report([failing('b'), healthy('c')]), { ...options, onSaved });
    expect(told.slice(0, 2).toSorted()).toEqual(['a saved 1', 'b saved 0']);
    expect(told.slice(2).toSorted()).toEqual(['b superseded 0', 'c saved 0']);
    expect((await readCluster(table.store, 'eu')).map(({ alias, result }) => `${alias} ${result.status}`)).toEqual([
      'a failing',
      'b healthy',
      'c healthy',
    ]);
  });

  it('stores the others where one cannot be stored, and then throws with its name', async () => {
    await table.put({ ...remoteKey({ cluster: 'eu', alias: 'broken' }), result: 1 });
    const options = { run: minute(9), thresholds, now: () => START, onSaved: () => undefined };
    const saved = saveReport(table.store, report([failing('broken'), healthy('after')]), options);
    await expect(saved).rejects.toThrow(/^Result of eu\/broken is not stored: Stored item CLUSTER#eu REMOTE#broken cannot be read: /);
    expect((await readCluster(table.store, 'eu')).map(({ alias }) => alias)).toContain('after');
  });
});
