import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EventRef,
  eventsIn,
  markSent,
  type Sending,
  viewClusters,
} from '../../lib/store/outbox.ts';
import { putStanding, readStandings, withEntry } from '../../lib/store/standing.ts';
import { alertStore } from '../../lib/store/store.ts';
import type { TestStore } from '../support/store.ts';
import { onEachTable } from './backends.ts';
import { check, failing, healthy, minute, save, unsent, watched } from './stored.ts';

const NOW = new Date(minute(9));
const { signal } = new AbortController();

onEachTable((start) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  async function refsOf(cluster: string): Promise<EventRef[]> {
    const { views } = await viewClusters(store.access, [cluster], signal);
    return eventsIn(views).map(({ id, incidentId, kind, summary: { alias, cause } }) => ({
      id,
      incidentId,
      kind,
      cluster,
      alias,
      cause,
    }));
  }

  it('waiting names the clusters with unsent events, and the time of the latest', async () => {
    await save(store.access, failing('a', 'later'), 7);
    await save(store.access, failing('a', 'earlier'), 1);
    await save(store.access, healthy('a', 'quiet'), 1);
    const { clusters, latestAt } = await store.alerts.waiting();
    expect(clusters.filter((cluster) => ['later', 'earlier', 'quiet'].includes(cluster))).toEqual([
      'earlier',
      'later',
    ]);
    expect(latestAt).toBe(minute(7));
  });

  it('view reads each cluster once, and names those that cannot be read', async () => {
    await save(store.access, failing('a', 'seen'), 1);
    const queries: string[] = [];
    const table = watched(store.table, (operation) => {
      queries.push(operation);
      if (operation === 'query CLUSTER#refused') throw new Error('Throttled');
      // A database may throw what is no error.
      if (operation === 'query CLUSTER#odd') throw 'Odd';
    });
    store.problems.length = 0;
    const { views, failed } = await alertStore({ ...store.access, table }).view(
      ['seen', 'refused', 'seen', 'odd'],
      signal,
    );
    expect(queries.toSorted()).toEqual([
      'query CLUSTER#odd',
      'query CLUSTER#refused',
      'query CLUSTER#seen',
    ]);
    expect([...views.keys()]).toEqual(['seen']);
    expect(failed.toSorted()).toEqual(['odd', 'refused']);
    expect(store.problems.toSorted()).toEqual([
      'What stands of odd cannot be read: Odd',
      'What stands of refused cannot be read: Throttled',
    ]);
  });

  it('eventsIn names events as where they stand, whatever they say, so that they leave the outbox', async () => {
    await save(store.access, failing('a', 'lying'), 1);
    const [standing] = await readStandings(store.access, 'lying');
    const entry = standing?.entries.get('a');
    if (standing === undefined || entry === undefined) return expect.unreachable();
    const outbox = entry.outbox.map((event) => ({
      ...event,
      summary: { ...event.summary, cluster: 'elsewhere', alias: 'b' },
    }));
    await putStanding(store.access, withEntry(standing, { ...entry, outbox }), NOW);
    const refs = await refsOf('lying');
    expect(refs).toMatchObject([{ cluster: 'lying', alias: 'a' }]);
    expect(await markSent(store.access, refs, { views: new Map(), now: NOW, signal })).toEqual([]);
    expect(await unsent(store.access, 'lying')).toEqual([]);
  });

  describe('markSent', () => {
    it('takes out what was sent and leaves the rest, also for another time', async () => {
      await save(store.access, failing('a', 'some'), 1);
      const refs = await refsOf('some');
      await check(store.access, [healthy('a', 'some'), failing('b', 'some')], 2);
      for (let time = 0; time < 2; time += 1)
        await markSent(store.access, refs, { views: new Map(), now: NOW, signal });
      expect(await unsent(store.access, 'some')).toEqual(['a resolved', 'b opened']);
      expect((await store.alerts.waiting()).clusters).toContain('some');
      await markSent(store.access, await refsOf('some'), { views: new Map(), now: NOW, signal });
      expect((await store.alerts.waiting()).clusters).not.toContain('some');
    });

    it('reads nothing that it has a view of, writes once for each standing, and keeps the view', async () => {
      const aliases = Array.from({ length: 60 }, (_, index) => `r${index}`);
      await check(
        store.access,
        aliases.map((alias) => failing(alias, 'viewed')),
        1,
      );
      const { views } = await viewClusters(store.access, ['viewed'], signal);
      const refs = await refsOf('viewed');
      const operations: string[] = [];
      const table = watched(store.table, (operation) => operations.push(operation));
      const access = { ...store.access, table };
      await markSent(access, refs.slice(0, 55), { views, now: NOW, signal });
      expect(operations.splice(0)).toEqual([
        'put CLUSTER#viewed STANDING#0',
        'put CLUSTER#viewed STANDING#1',
      ]);
      await markSent(access, refs.slice(55), { views, now: NOW, signal });
      expect(operations).toEqual(['put CLUSTER#viewed STANDING#1']);
      expect(await unsent(store.access, 'viewed')).toEqual([]);
    });

    it('leaves what cannot be taken out, or comes too late, and says so', async () => {
      await save(store.access, failing('a', 'kept'), 1);
      await save(store.access, failing('a', 'taken'), 1);
      const refs = [...(await refsOf('kept')), ...(await refsOf('taken'))];
      const table = watched(store.table, (operation) => {
        if (operation.startsWith('put CLUSTER#kept')) throw new Error('Throttled');
      });
      store.problems.length = 0;
      const views = new Map();
      expect(await markSent({ ...store.access, table }, refs, { views, now: NOW, signal })).toEqual(
        [refs[0]],
      );
      const late = { views, now: NOW, signal: AbortSignal.abort(new Error('Too late')) };
      expect(await markSent(store.access, refs.slice(0, 1), late)).toEqual([refs[0]]);
      expect(store.problems).toEqual(
        ['Throttled', 'Too late'].map(
          (why) => `Events of kept that were sent are still in the outbox: ${why}`,
        ),
      );
      expect(await unsent(store.access, 'kept')).toEqual(['a opened']);
      expect(await unsent(store.access, 'taken')).toEqual([]);
    });

    it('begins again if somebody else has written since', async () => {
      await save(store.access, failing('a', 'raced'), 1);
      const { views } = await viewClusters(store.access, ['raced'], signal);
      const refs = await refsOf('raced');
      await save(store.access, healthy('a', 'raced'), 2);
      await markSent(store.access, refs, { views, now: NOW, signal });
      expect(await unsent(store.access, 'raced')).toEqual(['a resolved']);
    });
  });

  it('a message on its way is kept until it is removed', async () => {
    const ref = { cluster: 'eu', alias: 'a', id: 'e', incidentId: 'i', kind: 'opened', cause: 'x' };
    const sending: Sending = {
      id: 's1',
      prepared: {
        message: 'x'.repeat(2000),
        attributes: { a: { DataType: 'String', StringValue: 'b' } },
      },
      events: [ref],
    };
    await store.alerts.putSending(sending, NOW);
    expect(await store.alerts.unfinishedSendings()).toEqual([sending]);
    await store.alerts.removeSending('s1');
    expect(await store.alerts.unfinishedSendings()).toEqual([]);
  });
});
