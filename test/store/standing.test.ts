import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Entry, entrySchema, MAX_UNSENT } from '../../lib/store/entry.ts';
import { standingKey } from '../../lib/store/keys.ts';
import { packedBytes } from '../../lib/store/packing.ts';
import { MAX_ENTRY_BYTES } from '../../lib/store/shortening.ts';
import { sqliteTable } from '../../lib/store/sqlite.ts';
import {
  changeEntry,
  homeOf,
  MAX_STANDING_BYTES,
  MOST_ENTRIES,
  readStandings,
  type Standing,
  standingFrom,
  standingRow,
} from '../../lib/store/standing.ts';
import { event, summary } from '../state/incident/events.ts';
import { testStore } from '../support/store.ts';
import { entryOf, failing, healthy, minute, save } from './stored.ts';

const NOW = new Date(minute(1));
const store = testStore(sqliteTable(':memory:'));
const { access, problems } = store;

const junk = (length: number) => randomBytes(length).toString('base64').slice(0, length);

/** As large as its limits allow, and without anything that compresses. */
function hugeEntry(alias: string): Entry {
  const long = () => ({
    title: junk(120),
    evidence: junk(800),
    meaning: junk(500),
    verify: [{ kind: 'text' as const, text: junk(570) }],
    fix: [{ kind: 'text' as const, text: junk(1470) }],
  });
  const source = () => ({
    at: minute(1),
    found: Array.from({ length: 15 }, () => ({
      kind: 'certificate',
      id: junk(60),
      name: junk(100),
      expiresAt: minute(9),
    })),
  });
  const expiries = Object.fromEntries(Array.from({ length: 50 }, () => [junk(60), source()]));
  const names = Array.from({ length: 10 }, () => junk(300));
  return entrySchema.parse({
    alias,
    memory: {
      expiries,
      identity: {
        clusterUuid: { uuid: 'u', since: minute(1) },
        issuers: { names, since: minute(1) },
      },
    },
    outbox: Array.from({ length: MAX_UNSENT }, () =>
      event({ summary: summary({ alias, ...long() }) }),
    ),
  });
}

function standingOf(entries: readonly Entry[]): Standing {
  return {
    cluster: 'eu',
    part: 0,
    rank: 0,
    entries: new Map(entries.map((entry) => [entry.alias, entry])),
  };
}

describe('standingRow', () => {
  it('is found by its unsent events and by its open incidents, as long as it has some', async () => {
    await save(access, healthy('a', 'found'), 1);
    const [well] = await readStandings(access, 'found');
    expect(standingRow(access, well as Standing, NOW)).toMatchObject({
      rank: 2,
      pendingAt: undefined,
      isOpen: false,
    });
    await save(access, failing('a', 'found'), 2);
    const [bad] = await readStandings(access, 'found');
    expect(standingRow(access, bad as Standing, NOW)).toMatchObject({
      rank: 3,
      pendingAt: minute(2),
      isOpen: true,
      expiresAt: NOW.getTime() / 1000 + 30 * 86_400,
    });
  });

  it('fits, whatever is in it; what is larger than its share is cut, and that is reported', () => {
    problems.length = 0;
    const small = entrySchema.parse({
      alias: 'small',
      memory: { expiries: { license: { at: minute(1), found: [] } } },
    });
    const huge = Array.from({ length: MOST_ENTRIES - 1 }, (_, index) => hugeEntry(`huge-${index}`));
    const row = standingRow(access, standingOf([...huge, small]), NOW);
    expect(packedBytes(row.body)).toBeLessThanOrEqual(MAX_STANDING_BYTES);
    const { entries } = standingFrom(access, row);
    expect(entries.get('small')).toEqual(small);
    const first = entries.get('huge-0');
    expect(first?.outbox).toHaveLength(MAX_UNSENT);
    expect(first?.outbox[0]?.summary).toMatchObject({
      alias: 'huge-0',
      evidence: expect.stringMatching(/^.{59}…$/),
    });
    expect(first?.memory?.identity?.clusterUuid?.uuid).toBe('u');
    expect(problems).toHaveLength(MOST_ENTRIES - 1);
    expect(problems[0]).toMatch(
      /^Stored row CLUSTER#eu STANDING#0 is damaged: remote huge-0 is larger than its share; what expires/,
    );
  });

  it('cuts nothing while all of it fits', () => {
    problems.length = 0;
    const row = standingRow(access, standingOf([hugeEntry('one')]), NOW);
    expect(packedBytes(row.body)).toBeGreaterThan(MAX_ENTRY_BYTES);
    expect(standingFrom(access, row).entries.get('one')?.memory?.expiries).toBeDefined();
    expect(problems).toEqual([]);
  });
});

describe('changeEntry', () => {
  it('changes one entry, however many do so at the same time', async () => {
    await save(access, healthy('a', 'many'), 1);
    const add = (entry: Entry) => ({ ...entry, addresses: `${entry.addresses}+` });
    const before = (await entryOf(access, 'a', 'many'))?.addresses;
    await Promise.all(
      Array.from({ length: 5 }, () =>
        changeEntry(access, { cluster: 'many', alias: 'a' }, add, NOW),
      ),
    );
    expect((await entryOf(access, 'a', 'many'))?.addresses).toBe(`${before}+++++`);
  });

  it('changes nothing without an entry, or if there is nothing to change', async () => {
    expect(
      await changeEntry(access, { cluster: 'none', alias: 'a' }, (entry) => entry, NOW),
    ).toBeUndefined();
    await save(access, healthy('a', 'one'), 1);
    expect(
      await changeEntry(access, { cluster: 'one', alias: 'a' }, () => undefined, NOW),
    ).toBeUndefined();
    expect((await store.table.get(standingKey('one', 0)))?.rank).toBe(1);
  });
});

it('a remote that stands twice is at home in the first', () => {
  const entry = entrySchema.parse({ alias: 'a' });
  const [one, two] = [standingOf([entry]), { ...standingOf([entry]), part: 1 }];
  expect(homeOf([one, two], 'a')).toBe(one);
  expect(homeOf([one, two], 'b')).toBeUndefined();
});
