import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import { CANARY_ALIAS } from '../../lib/state/incident/incident.ts';
import { evidenceKey, standingKey } from '../../lib/store/keys.ts';
import { pack } from '../../lib/store/packing.ts';
import { countedIn, memoriesIn } from '../../lib/store/remotes.ts';
import { readStandings } from '../../lib/store/standing.ts';
import type { TestStore } from '../support/store.ts';
import { onEachTable } from './backends.ts';
import { check, failing, healthy, lostCanary, minute, save } from './stored.ts';

onEachTable((start) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  it('shows each remote by alias, with its evidence, and what stands of it', async () => {
    const results = [healthy('b', 'shown'), failing('a', 'shown')];
    await check(store.access, results, 1, { canary: lostCanary('healthy') });
    const shown = await store.pages.readCluster('shown');
    expect(shown.map(({ alias, result }) => `${alias} ${result.status}`)).toEqual([
      'a failing',
      'b healthy',
    ]);
    expect(shown[0]?.result.cause).toEqual(results[1]?.cause);
    expect(shown[0]).toMatchObject({
      evidenceAt: minute(1),
      updatedAt: minute(1),
      state: { failures: 1 },
      streak: { checks: 1 },
    });
    expect(await store.pages.readRemote('shown', 'a')).toEqual(shown[0]);
  });

  it('shows the times, durations and counts of the latest check beside the evidence of an earlier one', async () => {
    const searches = (answered: number) => ({
      answered,
      skipped: 0,
      nodes: { answered: 1, failed: 0 },
      own: { answered: 0, skipped: 0 },
      failed: {},
    });
    const replication = (operationsBehind: number) => ({
      followers: 1,
      shards: 1,
      operationsBehind,
      stopped: [],
      stoppedFollowers: 0,
      retryingFollowers: 0,
    });
    const at = (answered: number, durationMs: number): CheckResult => {
      return {
        ...healthy('a', 'moving'),
        durationMs,
        searches: searches(answered),
        replication: replication(answered),
      };
    };
    await save(store.access, at(10, 5), 1);
    await save(store.access, at(17, 2.345), 2);
    expect(await store.pages.readRemote('moving', 'a')).toMatchObject({
      evidenceAt: minute(1),
      result: {
        checkedAt: minute(2),
        durationMs: 2.3,
        searches: { answered: 17, latest: { answered: 7 }, recent: { answered: 7 } },
        replication: { operationsBehind: 17 },
      },
      current: {
        requestMs: expect.any(Number),
        stepMs: { tcp: expect.any(Number), transport: expect.any(Number) },
      },
    });
  });

  it('says that details are missing if the evidence is, or if it is of another outcome', async () => {
    await save(store.access, failing('a', 'missing'), 1);
    const row = await store.table.get(evidenceKey({ cluster: 'missing', alias: 'a' }));
    await store.table.delete(evidenceKey({ cluster: 'missing', alias: 'a' }));
    const shown = await store.pages.readRemote('missing', 'a');
    expect(shown).toMatchObject({
      evidenceAt: undefined,
      result: { status: 'failing', cause: { code: 'connection-refused' }, seeds: [] },
    });
    expect(shown?.result.cause.title).toBe(
      'The latest check found connection-refused, and its details could not be stored',
    );
    await save(store.access, healthy('a', 'missing'), 2);
    if (row !== undefined) await store.table.put(row);
    const stale = await store.pages.readRemote('missing', 'a');
    expect(stale).toMatchObject({
      result: { status: 'healthy', cause: { code: 'healthy', severity: 'ok' } },
    });
    expect(stale?.result.seeds).not.toEqual([]);
  });

  it('shows evidence alone if what stands of its latest check is damaged, and nothing without both', async () => {
    await save(store.access, failing('a', 'damaged'), 1);
    const [standing] = await readStandings(store.access, 'damaged');
    const entries = [...(standing?.entries.values() ?? [])].map((entry) => ({
      ...entry,
      current: 'x',
    }));
    await store.table.put({ ...standingKey('damaged', 0), rank: 2, body: pack({ entries }) });
    expect(await store.pages.readRemote('damaged', 'a')).toMatchObject({
      current: undefined,
      result: { status: 'failing', checkedAt: minute(1) },
    });
    await store.table.delete(evidenceKey({ cluster: 'damaged', alias: 'a' }));
    expect(await store.pages.readRemote('damaged', 'a')).toBeUndefined();
  });

  it('is empty, or undefined, for what was never checked', async () => {
    expect(await store.pages.readCluster('never')).toEqual([]);
    expect(await store.pages.readRemote('never', 'a')).toBeUndefined();
    await check(store.access, [healthy('a', 'own')], 1, { canary: lostCanary('failing') });
    expect(await store.pages.readRemote('own', CANARY_ALIAS)).toBeUndefined();
  });

  it('remembers what the checks have left', async () => {
    await check(store.access, [healthy('a', 'memory')], 1, { canary: lostCanary('failing') });
    const memories = memoriesIn(await readStandings(store.access, 'memory'));
    expect([...memories.keys()].toSorted()).toEqual([CANARY_ALIAS, 'a'].toSorted());
    expect(memories.get('a')?.identity).toBeDefined();
    expect(memories.get(CANARY_ALIAS)).toEqual({});
  });

  describe('countedIn', () => {
    const counted = async (cluster: string) =>
      countedIn(await readStandings(store.access, cluster)).map(
        ({ alias, status }) => `${alias} ${status}`,
      );

    it('counts the remotes by what was last seen of them', async () => {
      await check(
        store.access,
        [healthy('a', 'counted'), failing('b', 'counted'), failing('*', 'counted')],
        1,
        {
          canary: lostCanary('failing'),
        },
      );
      expect(await counted('counted')).toEqual(['a healthy', 'b failing']);
      expect(await counted('nobody')).toEqual([]);
    });

    it('forgets what was not checked for a quarter of an hour while others were', async () => {
      await check(store.access, [healthy('stays', 'left'), failing('gone', 'left')], 1);
      await check(store.access, [healthy('stays', 'left')], 15);
      expect(await counted('left')).toEqual(['stays healthy', 'gone failing']);
      await check(store.access, [healthy('stays', 'left')], 16);
      expect(await counted('left')).toEqual(['stays healthy']);
    });
  });
});

it('a remote of which nothing is known is counted as unknown', async () => {
  const { entrySchema } = await import('../../lib/store/entry.ts');
  const entries = new Map([['a', entrySchema.parse({ alias: 'a' })]]);
  expect(countedIn([{ cluster: 'eu', part: 0, rank: 0, entries }])).toMatchObject([
    { alias: 'a', status: 'unknown' },
  ]);
});
