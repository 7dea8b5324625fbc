import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import { history } from '../../lib/store/history.ts';
import { acceptIdentity } from '../../lib/store/identity.ts';
import { acknowledge, openIncidents } from '../../lib/store/incidents.ts';
import { latestOf } from '../../lib/store/moved.ts';
import { markSent } from '../../lib/store/outbox.ts';
import { remoteItemSchema } from '../../lib/store/remoteItem.ts';
import { readCluster, readRemote } from '../../lib/store/remotes.ts';
import { type Saved, saveResult } from '../../lib/store/save.ts';
import { readSeen } from '../../lib/store/seen.ts';
import { remoteKey, type Store, seenKey } from '../../lib/store/table.ts';
import { readView, seenIn } from '../../lib/store/view.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { failing, healthy, minute, saving } from './stored.ts';
import { type Checking, checkOnce, of, slower, watched } from './together.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

const check = (
  results: readonly CheckResult[],
  runMinute: number,
  options: Partial<Checking> = {},
) => checkOnce(results, runMinute, { store: table.store, ...options });
/** Which items are written. */
function counting(): { readonly store: Store; readonly written: () => string[] } {
  const keys: string[] = [];
  const store = watched(
    table.store,
    (request) => request.startsWith('Put ') && keys.push(request.slice(4)),
  );
  return { store, written: () => keys.splice(0) };
}

const remote = (cluster: string, alias: string) => readRemote(table.store, cluster, alias);

describe('saveTogether', () => {
  it('writes one item for all remotes of which nothing is new, and readers find all that was seen', async () => {
    const { store, written } = counting();
    const at = (durationMs: number) => [
      slower(of('calm', healthy('a')), durationMs),
      slower(of('calm', failing('b')), durationMs),
    ];
    await check(at(1), 1, { store });
    expect(written()).toEqual(['CLUSTER#calm REMOTE#a', 'CLUSTER#calm REMOTE#b']);
    const { saved, problems } = await check(at(23.456), 2, { store });
    expect(written()).toEqual(['CLUSTER#calm SEEN#0']);
    expect(problems).toEqual([]);
    expect([...saved]).toMatchObject([
      ['a', { outcome: 'saved', events: [], incidentId: undefined }],
      [
        'b',
        {
          outcome: 'saved',
          events: [],
          incidentId: (await remote('calm', 'b'))?.state.incident?.id,
        },
      ],
    ]);
    expect(await readCluster(table.store, 'calm')).toMatchObject([
      {
        alias: 'a',
        result: { status: 'healthy', checkedAt: minute(2), durationMs: 23.46 },
        state: { successes: 2 },
        rollups: { hour: { healthy: 2 } },
        streak: { at: minute(1), until: minute(2), checks: 2 },
        updatedAt: minute(2),
      },
      {
        alias: 'b',
        state: { failures: 2, incident: { openedAt: minute(1) } },
        updatedAt: minute(2),
      },
    ]);
    expect(await readCluster(table.store, 'calm')).toEqual([
      await remote('calm', 'a'),
      await remote('calm', 'b'),
    ]);
  });

  it('writes the whole item where something is new, and what is over into the history', async () => {
    const { store, written } = counting();
    for (const runMinute of [1, 2, 3])
      await check([of('news', healthy('a')), of('news', healthy('b'))], runMinute, { store });
    written();
    const { saved } = await check([of('news', failing('a')), of('news', healthy('b'))], 4, {
      store,
    });
    expect(written()).toEqual([
      'HISTORY#news#a 2026-11-24T00:01:00.000Z',
      'CLUSTER#news SEEN#0',
      'CLUSTER#news REMOTE#a',
    ]);
    expect(saved.get('a')?.events).toMatchObject([{ kind: 'opened' }]);
    expect(
      await history(table.store, { cluster: 'news', alias: 'a', from: minute(0) }),
    ).toMatchObject([{ at: minute(1), until: minute(3), checks: 3, status: 'healthy' }]);
    expect(await remote('news', 'a')).toMatchObject({
      rollups: { hour: { healthy: 3, failing: 1 } },
      streak: { at: minute(4), checks: 1 },
    });
  });

  it('writes each remote once an hour, not all in the same minute', async () => {
    const { store, written } = counting();
    const aliases = Array.from({ length: 12 }, (_, index) => `r${index}`);
    const wholes: number[] = [];
    for (let runMinute = 0; runMinute <= 60; runMinute += 5) {
      await check(
        aliases.map((alias) => of('hourly', healthy(alias))),
        runMinute,
        { store },
      );
      wholes.push(written().filter((key) => key.startsWith('CLUSTER#hourly REMOTE#')).length);
    }
    const [first, ...later] = wholes;
    expect(first).toBe(12);
    expect(later.reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(Math.max(...later)).toBeLessThan(6);
  });

  it.each([
    ['a finding', (result: CheckResult) => ({ ...result, findings: [result.cause] })],
    [
      'another remote cluster',
      (result: CheckResult) => ({ ...result, remoteClusterUuid: 'another' }),
    ],
    ['other seeds', (result: CheckResult) => ({ ...result, seeds: ['10.9.9.9:9300'] })],
    [
      'very much',
      (result: CheckResult) => ({
        ...result,
        cause: { ...result.cause, evidence: 'x'.repeat(4000) },
      }),
    ],
  ])('takes %s for news', async (what, changed) => {
    const { store, written } = counting();
    const cluster = `news-${what.replaceAll(' ', '-')}`;
    const result = of(cluster, healthy('a'));
    for (const runMinute of [1, 2]) await check([result], runMinute, { store });
    written();
    await check([changed(result)], 3, { store });
    expect(written()).toContain(`CLUSTER#${cluster} REMOTE#a`);
    expect((await remote(cluster, 'a'))?.streak?.checks).toBe(3);
  });

  it('goes on from items of an older version, and from one whose result is damaged', async () => {
    const old = {
      run: minute(0),
      version: 7,
      updatedAt: minute(0),
      state: { failures: 2, status: 'failing' },
    };
    await table.put({
      ...remoteKey({ cluster: 'older', alias: 'a' }),
      ...old,
      result: JSON.stringify(failing('a')),
    });
    await check([of('older', failing('a'))], 1);
    expect(await table.get(remoteKey({ cluster: 'older', alias: 'a' }))).toMatchObject({
      version: 8,
      base: 8,
      state: { failures: 3 },
    });
    const raw = await table.get(remoteKey({ cluster: 'older', alias: 'a' }));
    await table.put({ ...raw, result: Buffer.from('no gzip at all') });
    await check([of('older', failing('a'))], 2);
    expect(await remote('older', 'a')).toMatchObject({
      result: { checkedAt: minute(2) },
      state: { failures: 4 },
    });
  });

  it('begins anew, and says so, where the shared item cannot be read', async () => {
    for (const runMinute of [1, 2]) await check([of('torn', healthy('a'))], runMinute);
    await table.put({
      ...(await table.get(seenKey('torn', 0))),
      entries: Buffer.from('no gzip at all'),
    });
    table.problems.length = 0;
    expect(await remote('torn', 'a')).toMatchObject({ updatedAt: minute(1) });
    expect(table.problems).toEqual([
      expect.stringMatching(
        /^Stored item CLUSTER#torn SEEN#0 cannot be read: incorrect header check; /,
      ),
    ]);
    await check([of('torn', healthy('a'))], 3);
    expect(await remote('torn', 'a')).toMatchObject({
      updatedAt: minute(3),
      state: { successes: 2 },
    });
    await table.put({ ...seenKey('torn', 0) });
    await expect(check([of('torn', healthy('a'))], 4)).resolves.toMatchObject({ problems: [] });
  });

  it('tells an entry that does not fit its item, which counts as none', async () => {
    for (const runMinute of [1, 2]) await check([of('odd', healthy('a'))], runMinute);
    const raw = await table.get(remoteKey({ cluster: 'odd', alias: 'a' }));
    await table.put({ ...raw, result: '[]' });
    table.problems.length = 0;
    const { latest } =
      (await readView(table.store, 'odd', { isConsistent: true })).remotes.get('a') ?? {};
    expect(latest?.updatedAt).toBe(minute(1));
    expect(table.problems).toEqual([
      expect.stringMatching(
        /^Stored item CLUSTER#odd SEEN#0 cannot be read: What has changed does not fit/,
      ),
    ]);
  });

  it('stores the others where one cannot be stored', async () => {
    await table.put({ ...remoteKey({ cluster: 'part', alias: 'broken' }), result: 1 });
    const { problems } = await check(
      [of('part', healthy('broken')), of('part', healthy('fine'))],
      1,
    );
    expect(problems).toEqual([
      expect.stringMatching(
        /^Result of part\/broken is not stored: Stored item CLUSTER#part REMOTE#broken cannot /,
      ),
    ]);
    expect((await readCluster(table.store, 'part')).map(({ alias }) => alias)).toEqual(['fine']);
  });

  it('keeps what was last seen of a remote that is not checked any more, and then needs no entry for it', async () => {
    const both = [of('left', healthy('gone')), of('left', healthy('stays'))];
    for (const runMinute of [1, 2, 3]) await check(both, runMinute);
    const before = await remote('left', 'gone');
    for (const runMinute of [10, 19, 20]) await check([of('left', healthy('stays'))], runMinute);
    expect(await remote('left', 'gone')).toEqual(before);
    expect([...(await readSeen(table.store, 'left', 0)).entries.keys()]).toEqual(['stays']);
    expect(await table.get(remoteKey({ cluster: 'left', alias: 'gone' }))).toMatchObject({
      updatedAt: minute(3),
    });
  });

  it('needs no entry for a remote whose item was deleted', async () => {
    for (const runMinute of [1, 2])
      await check([of('deleted', healthy('gone')), of('deleted', healthy('stays'))], runMinute);
    await table.store.client.send(
      new DeleteCommand({
        TableName: table.store.tableName,
        Key: remoteKey({ cluster: 'deleted', alias: 'gone' }),
      }),
    );
    await check([of('deleted', healthy('stays'))], 3);
    expect([...(await readSeen(table.store, 'deleted', 0)).entries.keys()]).toEqual(['stays']);
  });

  it('takes a remote over from another part of the cluster', async () => {
    for (const runMinute of [1, 2])
      await check([of('parts', healthy('a'))], runMinute, { part: 1 });
    await check([of('parts', healthy('a'))], 3);
    await check([of('parts', healthy('a'))], 4);
    expect(await remote('parts', 'a')).toMatchObject({
      updatedAt: minute(4),
      state: { successes: 4 },
    });
    expect((await readSeen(table.store, 'parts', 1)).entries.get('a')).toMatchObject({
      isFenced: true,
    });
  });

  it('does not mind an entry of an item that was deleted since', async () => {
    for (const runMinute of [1, 2]) await check([of('anew', healthy('a'))], runMinute);
    const entry = await table.get(seenKey('anew', 0));
    await saveResult({ ...table.store }, saving(of('anew', failing('a')), 3));
    const raw = await table.get(remoteKey({ cluster: 'anew', alias: 'a' }));
    await table.put({ ...raw, version: 1, base: 1 });
    await table.put({ ...entry });
    expect(await remote('anew', 'a')).toMatchObject({
      result: { status: 'failing' },
      updatedAt: minute(3),
    });
  });

  it('throws what DynamoDB refuses', async () => {
    await expect(
      check([of('eu', healthy('x'))], 1, { store: { ...table.store, tableName: 'absent' } }),
    ).rejects.toThrow('not found');
  });
});

describe('whoever changes a whole item', () => {
  it('keeps what was seen since: an acknowledgement, sent events, an identity that is accepted', async () => {
    const cluster = 'others';
    for (const runMinute of [1, 2, 3]) await check([of(cluster, failing('a'))], runMinute);
    const [open] = (await openIncidents(table.store)).filter((one) => one.cluster === cluster);
    await acknowledge(table.store, String(open?.incident.id), {
      at: minute(3),
      until: minute(99),
      by: 'me',
      why: 'known',
    });
    const { outbox } = remoteItemSchema.parse(await table.get(remoteKey({ cluster, alias: 'a' })));
    await markSent(table.store, { cluster, alias: 'a', eventIds: outbox.map(({ id }) => id) });
    expect(await remote(cluster, 'a')).toMatchObject({
      state: { failures: 3, incident: { acknowledged: { by: 'me' } } },
      updatedAt: minute(3),
    });
    await check([of(cluster, failing('a'))], 4);
    await acceptIdentity(table.store, {
      cluster,
      alias: 'a',
      reason: 'moved',
      now: new Date(minute(4)),
    });
    expect(await remote(cluster, 'a')).toMatchObject({
      state: { failures: 4 },
      rollups: { hour: { failing: 4 } },
      result: { checkedAt: minute(4) },
    });
  });
});

describe('several at the same time', () => {
  /** Holds back the first request of that name until something else is done. */
  function heldBack(name: string, meanwhile: () => Promise<unknown>): Store {
    let isOver = false;
    return watched(table.store, async (request) => {
      if (request !== name || isOver) return;
      isOver = true;
      await meanwhile();
    });
  }

  it('write no entry for an item that is about to be written as a whole', async () => {
    for (const runMinute of [1, 2]) await check([of('fence', healthy('a'))], runMinute);
    const later: Saved[] = [];
    const store = heldBack('Put CLUSTER#fence REMOTE#a', async () => {
      later.push(...(await check([of('fence', healthy('a'))], 4)).saved.values());
    });
    const { saved } = await check([of('fence', failing('a'))], 3, { store });
    expect(saved.get('a')).toEqual({ outcome: 'superseded', events: [] });
    expect(later).toMatchObject([{ outcome: 'saved' }]);
    expect(await remote('fence', 'a')).toMatchObject({
      updatedAt: minute(4),
      state: { successes: 3 },
    });
  });

  it('put no fence over what continues a later item', async () => {
    const cluster = 'torn-read';
    for (const runMinute of [1, 2]) await check([of(cluster, healthy('a'))], runMinute);
    const store = heldBack(`Get CLUSTER#${cluster} SEEN#0`, async () => {
      for (const runMinute of [3, 4]) await check([of(cluster, failing('a'))], runMinute);
    });
    await acceptIdentity(store, { cluster, alias: 'a', reason: 'moved', now: new Date(minute(4)) });
    expect(await remote(cluster, 'a')).toMatchObject({
      updatedAt: minute(4),
      state: { failures: 2 },
      rollups: { hour: { healthy: 2, failing: 2 } },
    });
  });

  it('go by the table where a replica has not the latest whole item', async () => {
    const cluster = 'replica';
    for (const runMinute of [1, 2]) await check([of(cluster, healthy('a'))], runMinute);
    const { item } =
      (await readView(table.store, cluster, { isConsistent: true })).remotes.get('a') ?? {};
    for (const runMinute of [3, 4]) await check([of(cluster, failing('a'))], runMinute);
    const now = await readView(table.store, cluster, { isConsistent: true });
    const seen = seenIn(now, 0);
    const view = {
      ...now,
      remotes: new Map(
        item && [['a', { item, seen, latest: latestOf(table.store, item, { seen, alias: 'a' }) }]],
      ),
    };
    await check([of(cluster, healthy('a'))], 5, { view });
    expect(await remote(cluster, 'a')).toMatchObject({
      updatedAt: minute(5),
      rollups: { hour: { healthy: 3, failing: 2 } },
    });
  });
});
