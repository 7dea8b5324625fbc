import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CANARY_ALIAS } from '../../lib/state/incident/incident.ts';
import { readCluster } from '../../lib/store/remotes.ts';
import { saveReport } from '../../lib/store/saveReport.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { THRESHOLDS } from '../state/incident/thresholds.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { report } from '../support/results.ts';
import { pendingEvents } from './pending.ts';
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
    const options = { cluster: 'eu', part: 0, run: minute(1), thresholds, now: () => START };
    const onSaved = (
      { alias }: { alias: string },
      { outcome, events }: { outcome: string; events: readonly unknown[] },
    ) => void told.push(`${alias} ${outcome} ${events.length}`);
    await saveReport(table.store, report([failing('a'), healthy('b')]), { ...options, onSaved });
    await saveReport(table.store, report([failing('b'), healthy('c')]), { ...options, onSaved });
    expect(told.slice(0, 2).toSorted()).toEqual(['a saved 1', 'b saved 0']);
    expect(told.slice(2).toSorted()).toEqual(['b superseded 0', 'c saved 0']);
    expect(
      (await readCluster(table.store, 'eu')).map(
        ({ alias, result }) => `${alias} ${result.status}`,
      ),
    ).toEqual(['a failing', 'b healthy', 'c healthy']);
  });

  it('stores the others where one cannot be stored, and then throws with its name', async () => {
    await table.put({ ...remoteKey({ cluster: 'eu', alias: 'broken' }), result: 1 });
    const options = {
      cluster: 'eu',
      part: 0,
      run: minute(9),
      thresholds,
      now: () => START,
      onSaved: () => undefined,
    };
    const saved = saveReport(table.store, report([failing('broken'), healthy('after')]), options);
    await expect(saved).rejects.toThrow(
      /^Result of eu\/broken is not stored: Stored item CLUSTER#eu REMOTE#broken cannot be read: /,
    );
    expect((await readCluster(table.store, 'eu')).map(({ alias }) => alias)).toContain('after');
  });

  it('says what was not stored where nothing can be, and of the checker itself', async () => {
    const canary = {
      status: 'failing',
      cause: { ...failing('x').cause, code: 'checker-network-lost' },
      checkedAt: minute(1),
    } as const;
    const options = {
      cluster: 'eu',
      part: 0,
      run: minute(1),
      thresholds,
      now: () => START,
      canary,
      onSaved: () => undefined,
    };
    const saved = saveReport(
      { ...table.store, tableName: 'absent' },
      report([healthy('a')]),
      options,
    );
    await expect(saved).rejects.toThrow(
      /^No result of eu is stored: .*not found; Result of eu\/@canary is not stored: .*not found$/,
    );
  });

  describe('where the checker has lost its own network', () => {
    const canary = (status: 'healthy' | 'failing') =>
      ({
        status,
        cause: {
          ...failing('x').cause,
          code: status === 'failing' ? 'checker-network-lost' : 'healthy',
        },
        checkedAt: minute(1),
      }) as const;
    const save = (runMinute: number, status: 'healthy' | 'failing') =>
      saveReport(table.store, report([{ ...failing('archive'), cluster: 'blind' }]), {
        cluster: 'blind',
        part: 0,
        run: minute(runMinute),
        thresholds,
        now: () => new Date(minute(runMinute)),
        canary: canary(status),
        onSaved: () => undefined,
      });
    const told = async () => {
      const pending = (await pendingEvents(table.store)).filter(
        ({ cluster }) => cluster === 'blind',
      );
      return pending
        .flatMap(({ alias, events }) => events.map(({ kind }) => `${alias} ${kind}`))
        .toSorted();
    };

    it('tells that of the checker alone, and what is left of it afterwards', async () => {
      await save(1, 'failing');
      await save(2, 'failing');
      expect(await told()).toEqual([`${CANARY_ALIAS} opened`]);
      await save(3, 'healthy');
      expect(await told()).toEqual([
        `${CANARY_ALIAS} opened`,
        `${CANARY_ALIAS} resolved`,
        'archive opened',
      ]);
    });
  });

  it('opens nothing during maintenance of the remote, and what is still broken when it ends', async () => {
    const window = { name: 'patches', from: minute(0), to: minute(5), remotes: ['muted'] };
    const save = (runMinute: number) =>
      saveReport(
        table.store,
        report(['muted', 'loud'].map((alias) => ({ ...failing(alias), cluster: 'busy' }))),
        {
          cluster: 'busy',
          part: 0,
          run: minute(runMinute),
          thresholds,
          now: () => new Date(minute(runMinute)),
          maintenance: { once: [window], weekly: [] },
          onSaved: ({ alias }, { events }) =>
            void told.push(
              ...events.map(({ kind, maintenance }) => `${alias} ${kind} ${maintenance}`),
            ),
        },
      );
    const told: string[] = [];
    await save(4);
    expect(told).toEqual(['loud opened undefined']);
    await save(5);
    expect(told).toEqual(['loud opened undefined', 'muted opened patches']);
  });
});
