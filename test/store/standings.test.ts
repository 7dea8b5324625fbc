import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf } from '../../lib/state/incident/acceptance.ts';
import { saveResult } from '../../lib/store/save.ts';
import { readStandings } from '../../lib/store/standings.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { failing, healthy, minute, saving } from './stored.ts';

const SIGNAL = new AbortController().signal;

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

describe('readStandings', () => {
  it('gives status and identity of the remotes of these clusters', async () => {
    await saveResult(table.store, saving(healthy('a'), 1));
    await saveResult(table.store, saving({ ...failing('b'), cluster: 'us' }, 1));
    await saveResult(table.store, saving({ ...failing('b'), cluster: 'asia' }, 1));
    expect(await readStandings(table.store, ['eu', 'us', 'nowhere'], SIGNAL)).toEqual([
      {
        cluster: 'eu',
        alias: 'a',
        status: 'healthy',
        remoteClusterUuid: 'archive-uuid',
        addresses: addressesOf(healthy('a')),
        updatedAt: minute(1),
      },
      {
        cluster: 'us',
        alias: 'b',
        status: 'failing',
        addresses: addressesOf(failing('b')),
        updatedAt: minute(1),
      },
    ]);
  });

  it('remembers which cluster it was while it cannot tell, and forgets it with other addresses', async () => {
    const uuidOf = async (alias: string) =>
      (await readStandings(table.store, ['eu'], SIGNAL)).find(
        (standing) => standing.alias === alias,
      )?.remoteClusterUuid;
    await saveResult(table.store, saving(healthy('known'), 1));
    await saveResult(table.store, saving(failing('known'), 2));
    expect(await uuidOf('known')).toBe('archive-uuid');
    await saveResult(table.store, saving({ ...failing('known'), seeds: [] }, 3));
    expect(await uuidOf('known')).toBe('archive-uuid');
    await saveResult(table.store, saving({ ...failing('known'), seeds: ['10.9.9.9:9300'] }, 4));
    expect(await uuidOf('known')).toBeUndefined();
  });

  it('leaves out what was not checked for a while, and what stands for unknown aliases', async () => {
    const of = (alias: string, runMinute: number) =>
      saving({ ...healthy(alias), cluster: 'old' }, runMinute);
    await saveResult(table.store, of('gone', 1));
    await saveResult(table.store, of('late', 20));
    await saveResult(table.store, of('*', 30));
    await saveResult(table.store, of('now', 30));
    expect((await readStandings(table.store, ['old'], SIGNAL)).map(({ alias }) => alias)).toEqual([
      'late',
      'now',
    ]);
  });

  it('tells what cannot be read, and gives an unknown status where there is none', async () => {
    await table.put({ ...remoteKey({ cluster: 'mixed', alias: 'a' }), updatedAt: minute(0) });
    await table.put({ ...remoteKey({ cluster: 'mixed', alias: 'b' }), updatedAt: 'yesterday' });
    table.problems.length = 0;
    expect(await readStandings(table.store, ['mixed'], SIGNAL)).toMatchObject([
      { alias: 'a', status: 'unknown' },
    ]);
    expect(table.problems).toEqual([expect.stringContaining('REMOTE#b cannot be read')]);
  });

  it('ends when its time is over', async () => {
    const counted = readStandings(table.store, ['eu'], AbortSignal.abort(new Error('Too late')));
    await expect(counted).rejects.toThrow('Too late');
  });
});
