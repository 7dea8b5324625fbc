import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import { checksOf } from '../../lib/state/uptime/rollups.ts';
import { history } from '../../lib/store/history.ts';
import { acceptIdentity } from '../../lib/store/identity.ts';
import { acknowledge, endIncidents, openIncidents } from '../../lib/store/incidents.ts';
import { type RemoteItem, readItem } from '../../lib/store/remoteItem.ts';
import { readRemote } from '../../lib/store/remotes.ts';
import { readRollups } from '../../lib/store/rollups.ts';
import type { Saved } from '../../lib/store/save.ts';
import type { Store } from '../../lib/store/table.ts';
import type { StoredRemote } from '../../lib/store/types.ts';
import { readView, type View } from '../../lib/store/view.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { failing, healthy, minute } from './stored.ts';
import { checkOnce, of, slower, watched } from './together.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

const ALIASES = ['a', 'b'] as const;

const kind = fc.constantFrom('healthy', 'slow', 'noted', 'failing', 'failing-slow');
const check = fc.record({
  what: fc.constant('check' as const),
  kinds: fc.tuple(kind, kind),
  /** Minutes, so that runs come at the same time, late, and twice. */
  late: fc.constantFrom(0, 1, 2, 4),
  /** How many times ago what it goes on from was read; null: it reads anew. */
  age: fc.option(fc.nat({ max: 2 })),
  /** Writes after which it dies. */
  diesAfter: fc.option(fc.nat({ max: 3 }), { freq: 3 }),
  part: fc.constantFrom(0, 0, 0, 1),
});
const other = fc.record({
  what: fc.constantFrom('accept', 'acknowledge', 'end'),
  alias: fc.constantFrom(...ALIASES),
});
const story = fc.array(
  fc.record({
    minutes: fc.constantFrom(3, 3, 3, 3, 20, 61),
    atOnce: fc.array(fc.oneof({ weight: 4, arbitrary: check }, { weight: 1, arbitrary: other }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  { minLength: 2, maxLength: 7 },
);
type Act =
  | (typeof check extends fc.Arbitrary<infer C> ? C : never)
  | (typeof other extends fc.Arbitrary<infer O> ? O : never);

interface Told {
  readonly alias: string;
  readonly runMinute: number;
  /** Absent where the check has died before it was told. */
  readonly saved?: Saved | undefined;
}

/** What whoever took part was told. */
interface World {
  readonly cluster: string;
  /** One request at a time, in any order. */
  readonly store: Store;
  readonly told: Told[];
  /** Latest first. */
  readonly views: View[];
  /** Ids of events. */
  readonly ended: string[];
}

function resultOf(given: string, cluster: string, alias: string): CheckResult {
  const result = of(cluster, given.startsWith('failing') ? failing(alias) : healthy(alias));
  if (given === 'noted')
    return { ...result, findings: [{ ...result.cause, code: 'single-seed', severity: 'note' }] };
  return given.endsWith('slow') ? slower(result, 777) : result;
}

function mortal(store: Store, writes: number | null): Store {
  let left = writes ?? Number.POSITIVE_INFINITY;
  return watched(store, (request) => {
    if (request.startsWith('Put ') && left-- <= 0) throw new Error('Dead');
  });
}

async function act(
  { cluster, store, told, views, ended }: World,
  one: Act,
  now: number,
): Promise<void> {
  if (one.what === 'check') {
    const runMinute = now - one.late;
    const results = ALIASES.map((alias, index) =>
      resultOf(String(one.kinds[index]), cluster, alias),
    );
    const checking = {
      store: mortal(store, one.diesAfter),
      part: one.part,
      view: one.age === null ? undefined : views[one.age],
    };
    const done = await checkOnce(results, runMinute, checking).catch(() => undefined);
    told.push(...ALIASES.map((alias) => ({ alias, runMinute, saved: done?.saved.get(alias) })));
    return;
  }
  const id = { cluster, alias: one.alias };
  const at = new Date(minute(now));
  if (one.what === 'accept') await acceptIdentity(store, { ...id, reason: 'moved', now: at });
  if (one.what === 'end')
    ended.push(...(await endIncidents(store, { remotes: [id], now: at })).map((event) => event.id));
  if (one.what === 'acknowledge') {
    const open = (await openIncidents(store)).find(
      (incident) => incident.cluster === cluster && incident.alias === one.alias,
    );
    await acknowledge(store, open?.incident.id ?? '', {
      at: minute(now),
      until: minute(now + 9),
      by: 'me',
      why: '',
    });
  }
}

const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);

/** Whatever was told to be saved is counted, once, everywhere where checks are counted. */
async function expectCounted(
  { cluster, alias, rollups, streak }: StoredRemote,
  { atLeast, atMost }: { atLeast: number; atMost: number },
) {
  const counted = rollups === undefined ? 0 : checksOf(rollups.day);
  expect(counted).toBeGreaterThanOrEqual(atLeast);
  expect(counted).toBeLessThanOrEqual(atMost);
  const hours = await readRollups(table.store, { cluster, alias, period: 'hour', from: minute(0) });
  const open = rollups === undefined ? [] : [rollups.hour];
  expect(
    sum(new Map([...hours, ...open].map((rollup) => [rollup.from, checksOf(rollup)])).values()),
  ).toBe(counted);
  const past = await history(table.store, { cluster, alias, from: minute(0) });
  const current = streak === undefined ? [] : [streak];
  expect(sum(new Map([...past, ...current].map(({ at, checks }) => [at, checks])).values())).toBe(
    counted,
  );
}

function expectEvents({ outbox, state }: RemoteItem, known: readonly string[]): void {
  expect(outbox.map(({ id }) => id)).toEqual(expect.arrayContaining([...known]));
  expect(outbox.map((event) => event.kind)).toEqual(
    outbox.map((_event, index) => (index % 2 === 0 ? 'opened' : 'resolved')),
  );
  expect(state?.incident !== undefined).toBe(outbox.length % 2 === 1);
}

async function expectWell({ cluster, told, ended }: World, alias: string): Promise<void> {
  const own = told.filter((one) => one.alias === alias);
  const saved = own
    .filter((one) => one.saved?.outcome === 'saved')
    .map(({ runMinute }) => runMinute);
  const perhaps = own
    .filter((one) => one.saved?.outcome !== 'superseded')
    .map(({ runMinute }) => runMinute);
  expect(new Set(saved).size).toBe(saved.length);
  const latest = await readRemote(table.store, cluster, alias);
  const item = await readItem(table.store, { cluster, alias });
  if (latest === undefined || item === undefined) return expect(saved).toEqual([]);
  expect(latest.result.checkedAt >= minute(Math.max(0, ...saved))).toBe(true);
  await expectCounted(latest, { atLeast: saved.length, atMost: new Set(perhaps).size });
  const decided = own.flatMap((one) => one.saved?.events ?? []).map(({ id }) => id);
  expectEvents(item, [
    ...decided,
    ...ended.filter((id) => item.outbox.some((event) => event.id === id)),
  ]);
}

describe('what checks write together, and what others write at the same time', () => {
  it('counts each run once, of two the later, and loses and doubles no event, whoever dies', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(story, fc.scheduler(), async (times, scheduler) => {
        count += 1;
        const store = {
          ...watched(table.store, () => scheduler.schedule(Promise.resolve())),
          random: () => 0,
        };
        const world: World = {
          cluster: `property-${count}`,
          store,
          told: [],
          views: [],
          ended: [],
        };
        let now = 9;
        for (const { minutes, atOnce } of times) {
          now += minutes;
          world.views.unshift(await readView(table.store, world.cluster, { isConsistent: true }));
          await scheduler.waitFor(Promise.all(atOnce.map((one) => act(world, one, now))));
        }
        for (const alias of ALIASES) await expectWell(world, alias);
      }),
      { numRuns: 40 },
    );
  });
});
