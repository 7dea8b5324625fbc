import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import type { FailedAnswer } from '../../lib/result/witness.ts';
import { CANARY_ALIAS } from '../../lib/state/incident/incident.ts';
import { checksOf } from '../../lib/state/uptime/rollups.ts';
import { MAX_UNSENT } from '../../lib/store/entry.ts';
import type { Saved } from '../../lib/store/save.ts';
import { MOST_ENTRIES, readStandings } from '../../lib/store/standing.ts';
import type { TestStore } from '../support/store.ts';
import { onEachTable } from './backends.ts';
import {
  check,
  entryOf,
  failing,
  healthy,
  lostCanary,
  minute,
  save,
  unsent,
  watched,
} from './stored.ts';

function outcomes(saved: readonly Saved[]): Record<string, number> {
  const count = (outcome: string) => saved.filter((one) => one.outcome === outcome).length;
  return { saved: count('saved'), superseded: count('superseded') };
}

const many = (count: number, prefix = 'r') =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`);

onEachTable((start) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  /** What is written, in order. */
  function counting() {
    const written: string[] = [];
    const table = watched(
      store.table,
      (operation) => operation.startsWith('put ') && written.push(operation.slice(4)),
    );
    return { access: { ...store.access, table }, written: () => written.splice(0) };
  }

  const partsOf = async (cluster: string) =>
    (await readStandings(store.access, cluster)).map(({ part, entries }) => [part, entries.size]);

  describe('saveReport', () => {
    it('writes evidence and standing at first, and then the standing alone while nothing is new', async () => {
      const { access, written } = counting();
      const results = (durationMs: number) => [
        { ...healthy('a', 'calm'), durationMs },
        { ...failing('b', 'calm'), durationMs },
      ];
      await check(access, results(1), 1);
      expect(written()).toEqual([
        'CLUSTER#calm EVIDENCE#a',
        'CLUSTER#calm EVIDENCE#b',
        'CLUSTER#calm STANDING#0',
      ]);
      const { saved } = await check(access, results(23.456), 2);
      expect(written()).toEqual(['CLUSTER#calm STANDING#0']);
      const entry = await entryOf(store.access, 'b', 'calm');
      expect([...saved]).toEqual([
        ['a', { outcome: 'saved', events: [], incidentId: undefined }],
        ['b', { outcome: 'saved', events: [], incidentId: entry?.state?.incident?.id }],
      ]);
      expect(entry).toMatchObject({
        run: minute(2),
        updatedAt: minute(2),
        current: {
          checkedAt: minute(2),
          status: 'failing',
          cause: 'connection-refused',
          durationMs: 23.5,
        },
        state: { failures: 2, incident: { openedAt: minute(1) } },
        streak: { at: minute(1), until: minute(2), checks: 2 },
        rollups: { hour: { failing: 2 } },
        outbox: [{ kind: 'opened' }],
        evidence: { run: minute(1) },
      });
    });

    it('writes what is over before the evidence and the standing', async () => {
      const { access, written } = counting();
      for (const runMinute of [1, 2])
        await check(access, [healthy('a', 'news'), healthy('b', 'news')], runMinute);
      written();
      const { saved } = await check(access, [failing('a', 'news'), healthy('b', 'news')], 3);
      expect(written()).toEqual([
        `HISTORY#news#a ${minute(1)}`,
        'CLUSTER#news EVIDENCE#a',
        'CLUSTER#news STANDING#0',
      ]);
      expect(saved.get('a')?.events).toMatchObject([{ kind: 'opened' }]);
    });

    it('writes the evidence of each remote once an hour, not of all in the same minute', async () => {
      const { access, written } = counting();
      const aliases = many(12);
      const counts: number[] = [];
      for (let runMinute = 0; runMinute <= 60; runMinute += 5) {
        await check(
          access,
          aliases.map((alias) => healthy(alias, 'hourly')),
          runMinute,
        );
        counts.push(written().filter((key) => key.startsWith('CLUSTER#hourly EVIDENCE#')).length);
      }
      const [first, ...later] = counts;
      expect(first).toBe(12);
      expect(later.reduce((sum, count) => sum + count, 0)).toBe(12);
      expect(Math.max(...later)).toBeLessThan(6);
    });

    it('adds later events to those that are unsent, and keeps the incident that is over', async () => {
      for (const [runMinute, result] of [
        failing('added'),
        healthy('added'),
        failing('added'),
      ].entries())
        await save(store.access, result, runMinute);
      const entry = await entryOf(store.access, 'added');
      expect(entry?.outbox.map(({ kind }) => kind)).toEqual(['opened', 'resolved', 'opened']);
      expect(entry?.past).toEqual([
        {
          id: entry?.outbox[0]?.incidentId,
          openedAt: minute(0),
          resolvedAt: minute(1),
          cause: 'connection-refused',
          severity: 'error',
        },
      ]);
    });

    it.each([
      ['the same run', 5],
      ['an earlier run', 4],
    ])('leaves everything as it is for %s', async (_what, runMinute) => {
      const alias = `late-${runMinute}`;
      await save(store.access, failing(alias, 'late'), 5);
      const { access, written } = counting();
      const { saved } = await check(access, [healthy(alias, 'late')], runMinute);
      expect(saved.get(alias)).toEqual({ outcome: 'superseded', events: [] });
      expect(written()).toEqual([]);
    });

    it('goes on from a stored run that is more than a day ahead, as that is damage', async () => {
      await save(store.access, failing('ahead'), 5000);
      await expect(save(store.access, failing('ahead'), 5001 - 24 * 60)).resolves.toMatchObject({
        outcome: 'superseded',
      });
      await expect(save(store.access, failing('ahead'), 4999 - 24 * 60)).resolves.toMatchObject({
        outcome: 'saved',
      });
    });

    it.each([[1], [2]])(
      'saves run %d once and decides it once, however many do so at the same time',
      async (run) => {
        const result = run === 1 ? failing('race', 'race') : healthy('race', 'race');
        const saved = await Promise.all(
          Array.from({ length: 10 }, () => save(store.access, result, run)),
        );
        expect(outcomes(saved)).toEqual({ saved: 1, superseded: 9 });
        expect(await unsent(store.access, 'race')).toEqual(
          ['race opened', 'race resolved'].slice(0, run),
        );
      },
    );

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
          const cluster = alias;
          const saving = concurrent.map(({ runMinute, bad }) =>
            save(store.access, bad ? failing(alias, cluster) : healthy(alias, cluster), runMinute),
          );
          const saved = await Promise.all(saving);
          const entry = await entryOf(store.access, alias, cluster);
          const byTime = saved
            .flatMap(({ events }) => events)
            .toSorted((a, b) => a.at.localeCompare(b.at));
          expect(entry?.outbox.map(({ id }) => id)).toEqual(byTime.map(({ id }) => id));
          expect(entry?.run).toBe(
            minute(Math.max(...concurrent.map(({ runMinute }) => runMinute))),
          );
          expect(entry?.rollups && checksOf(entry.rollups.day)).toBe(outcomes(saved)['saved']);
        }),
        { numRuns: 20 },
      );
    });

    it('lets the incident rest while too much is unsent, and goes on when it is not', async () => {
      for (let runMinute = 0; runMinute < MAX_UNSENT; runMinute += 1)
        await save(
          store.access,
          runMinute % 2 === 0 ? failing('full', 'full') : healthy('full', 'full'),
          runMinute,
        );
      const before = await entryOf(store.access, 'full', 'full');
      expect(before?.outbox).toHaveLength(MAX_UNSENT);
      await expect(save(store.access, failing('full', 'full'), 100)).resolves.toMatchObject({
        outcome: 'saved',
        events: [],
      });
      expect(await entryOf(store.access, 'full', 'full')).toMatchObject({
        state: before?.state,
        outbox: before?.outbox,
        run: minute(100),
      });
      expect((await store.pages.readRemote('full', 'full'))?.result.status).toBe('failing');
      const refs = (before?.outbox ?? []).map(({ id, incidentId, kind }) => {
        return { id, incidentId, kind, cluster: 'full', alias: 'full', cause: '' };
      });
      await store.alerts.markSent(refs, {
        views: new Map(),
        now: new Date(minute(100)),
        signal: new AbortController().signal,
      });
      await expect(save(store.access, failing('full', 'full'), 101)).resolves.toMatchObject({
        events: [{ kind: 'opened' }],
      });
    });

    it('goes by the table if the standings that it is given are outdated', async () => {
      await save(store.access, failing('stale', 'stale'), 1);
      const standings = await readStandings(store.access, 'stale');
      await save(store.access, healthy('stale', 'stale'), 2);
      await save(store.access, failing('stale', 'stale'), 3, { standings });
      expect(await unsent(store.access, 'stale')).toEqual([
        'stale opened',
        'stale resolved',
        'stale opened',
      ]);
    });

    it('forgets a remote that has not been checked for a month, once its events are sent', async () => {
      const [month, cluster] = [31 * 24 * 60, 'old'];
      await check(
        store.access,
        [healthy('gone', cluster), failing('unsent', cluster), healthy('stays', cluster)],
        1,
      );
      await save(store.access, healthy('stays', cluster), month);
      const [standing] = await readStandings(store.access, cluster);
      expect([...(standing?.entries.keys() ?? [])]).toEqual(['unsent', 'stays']);
    });
  });

  describe('a local cluster of more remotes than a standing holds', () => {
    it('has several standings, and each remote stays in the one that it came to', async () => {
      const cluster = 'large';
      const [some, others] = [many(MOST_ENTRIES), many(20, 's')];
      await Promise.all([
        check(
          store.access,
          some.map((alias) => failing(alias, cluster)),
          1,
        ),
        check(
          store.access,
          others.map((alias) => failing(alias, cluster)),
          1,
          { part: 1 },
        ),
      ]);
      expect(await partsOf(cluster)).toEqual([
        [0, 50],
        [1, 20],
      ]);
      // Another takes the place of one that is gone, so the parts of the checks are others now.
      const moved = [...some.slice(1), 's-000'].map((alias) => healthy(alias, cluster));
      const { saved } = await check(store.access, moved, 2);
      expect(outcomes([...saved.values()])).toEqual({ saved: 50, superseded: 0 });
      expect(await partsOf(cluster)).toEqual([
        [0, 50],
        [1, 20],
      ]);
      expect(await entryOf(store.access, 's-000', cluster)).toMatchObject({
        outbox: [{ kind: 'opened' }, { kind: 'resolved' }],
      });
      await check(store.access, [healthy('new', cluster)], 3);
      expect(await partsOf(cluster)).toEqual([
        [0, 50],
        [1, 21],
      ]);
    });

    it('begins another standing if none has room', async () => {
      const cluster = 'full-parts';
      await check(
        store.access,
        many(MOST_ENTRIES + 3).map((alias) => healthy(alias, cluster)),
        1,
      );
      expect(await partsOf(cluster)).toEqual([
        [0, 50],
        [1, 3],
      ]);
    });
  });

  describe('what cannot be stored', () => {
    const refusing = (part: string) => ({
      ...store.access,
      table: watched(store.table, (operation) => {
        if (operation.startsWith('put ') && operation.includes(part)) throw new Error('Throttled');
      }),
    });

    it('of a history, leaves its remote as it was, and stores the others', async () => {
      const both = (bad: boolean) =>
        ['a', 'b'].map((alias) => (bad ? failing(alias, 'refused') : healthy(alias, 'refused')));
      await check(store.access, both(false), 1);
      const saving = check(refusing('HISTORY#refused#a'), both(true), 2);
      await expect(saving).rejects.toThrow(/^Result of refused\/a is not stored: Throttled$/);
      expect(await entryOf(store.access, 'a', 'refused')).toMatchObject({
        run: minute(1),
        state: { failures: 0 },
      });
      expect(await entryOf(store.access, 'b', 'refused')).toMatchObject({
        run: minute(2),
        outbox: [{ kind: 'opened' }],
      });
    });

    it('of evidence, changes nothing else; the next check writes it', async () => {
      const result = failing('a', 'evidence');
      const saving = save(refusing('EVIDENCE#a'), result, 1);
      await expect(saving).rejects.toThrow(/^Evidence of evidence\/a is not stored: Throttled$/);
      expect(await unsent(store.access, 'evidence')).toEqual(['a opened']);
      expect(await store.pages.readRemote('evidence', 'a')).toMatchObject({
        evidenceAt: undefined,
        result: {
          status: 'failing',
          checkedAt: minute(1),
          cause: { code: 'connection-refused', severity: 'critical' },
        },
      });
      await save(store.access, result, 2);
      expect((await store.pages.readRemote('evidence', 'a'))?.result.cause).toEqual(result.cause);
    });

    it('of a standing, stores nothing, and says so', async () => {
      await expect(save(refusing('STANDING#0'), failing('a', 'nothing'), 1)).rejects.toThrow(
        'Results of nothing are not stored: Throttled',
      );
      expect(await readStandings(store.access, 'nothing')).toEqual([]);
    });

    it('is written by others each time, as is said after twenty attempts', async () => {
      const access = { ...store.access, table: { ...store.table, put: async () => false } };
      await expect(save(access, failing('a', 'busy'), 1)).rejects.toThrow(
        'Results of busy are not stored: What stands of busy was changed by others in each of 20 attempts to store it',
      );
    });
  });

  describe('a checker that has lost its own network', () => {
    it('sends that of itself alone, and what is left of it afterwards', async () => {
      const cluster = 'blind';
      const result = failing('archive', cluster);
      for (const runMinute of [1, 2])
        await check(store.access, [result], runMinute, { canary: lostCanary('failing') });
      await check(store.access, [failing('other', cluster)], 2, {
        canary: lostCanary('failing'),
        part: 1,
      });
      expect(await unsent(store.access, cluster)).toEqual(['checker opened']);
      await check(store.access, [result], 3, { canary: lostCanary('healthy') });
      expect((await unsent(store.access, cluster)).toSorted()).toEqual([
        'archive opened',
        'checker opened',
        'checker resolved',
      ]);
      await check(store.access, [result], 3, { canary: lostCanary('failing') });
      await check(store.access, [result], 4, { canary: lostCanary('healthy') });
      expect(await unsent(store.access, cluster)).toHaveLength(3);
      expect((await store.pages.readCluster(cluster)).map(({ alias }) => alias)).toEqual([
        'archive',
        'other',
      ]);
    });

    it('has its place in a standing that is full', async () => {
      const results = many(MOST_ENTRIES).map((alias) => healthy(alias, 'full-blind'));
      await check(store.access, results, 1, { canary: lostCanary('failing') });
      expect(await partsOf('full-blind')).toEqual([[0, 51]]);
    });
  });

  it('opens nothing during maintenance of the remote, and what is still broken when it ends', async () => {
    const window = { name: 'patches', from: minute(0), to: minute(5), remotes: ['muted'] };
    const maintenance = { once: [window], weekly: [] };
    const results = ['muted', 'loud'].map((alias) => failing(alias, 'maintained'));
    await check(store.access, results, 4, { maintenance });
    expect(await unsent(store.access, 'maintained')).toEqual(['loud opened']);
    const { saved } = await check(store.access, results, 5, { maintenance });
    expect(saved.get('muted')?.events).toMatchObject([{ kind: 'opened', maintenance: 'patches' }]);
  });

  describe('incidents of what is not checked any more', () => {
    const failed: FailedAnswer = { kind: 'unreachable', message: 'x', reasons: [], durationMs: 1 };
    const withOpen = async (cluster: string) => {
      const results = ['kept', 'elsewhere', 'removed'].map((alias) => failing(alias, cluster));
      await check(store.access, results, 1, { canary: lostCanary('healthy') });
      await check(store.access, [], 2, { cluster, canary: lostCanary('failing') });
    };

    it.each([
      ['the aliases are not known', 'unknown', [healthy('*', 'unknown')], ['elsewhere']],
      [
        'a local node did not list its remotes',
        'unlisted',
        [
          {
            ...healthy('kept', 'unlisted'),
            notSeen: { 'GET http://es:9200/_remote/info': failed },
          },
        ],
        ['elsewhere'],
      ],
      ['others check the rest', 'rest', [healthy('kept', 'rest')], undefined],
    ])('do not end if %s', async (_what, cluster, results: readonly CheckResult[], handedOn) => {
      await withOpen(cluster);
      const { ended } = await check(store.access, results, 3, { handedOn });
      expect(ended).toEqual([]);
    });

    it('end, if it is neither checked here nor elsewhere, of this local cluster', async () => {
      await withOpen('ending');
      await withOpen('other');
      const checking = { handedOn: ['elsewhere'], canary: lostCanary('healthy') };
      const { ended } = await check(store.access, [failing('kept', 'ending')], 3, checking);
      expect(ended).toMatchObject([
        { kind: 'resolved', removed: true, summary: { alias: 'removed' } },
      ]);
      expect((await check(store.access, [failing('kept', 'ending')], 4, checking)).ended).toEqual(
        [],
      );
      const open = (await store.pages.openIncidents()).filter(({ cluster }) =>
        ['ending', 'other'].includes(cluster),
      );
      expect(open.map(({ cluster, alias }) => `${cluster} ${alias}`).toSorted()).toEqual([
        'ending elsewhere',
        'ending kept',
        `other ${CANARY_ALIAS}`,
        'other elsewhere',
        'other kept',
        'other removed',
      ]);
    });

    it('end for the checker itself, if the registry has no canary any more', async () => {
      await withOpen('own');
      const { ended } = await check(store.access, [failing('kept', 'own')], 3, {
        handedOn: ['elsewhere', 'removed'],
      });
      expect(ended).toMatchObject([{ summary: { alias: CANARY_ALIAS } }]);
    });
  });
});
