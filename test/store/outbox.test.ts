import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markSent, pendingKeys, readOutboxes, youngestPending } from '../../lib/store/outbox.ts';
import { remoteItemSchema } from '../../lib/store/remoteItem.ts';
import { saveResult } from '../../lib/store/save.ts';
import { remoteKey, type Store } from '../../lib/store/table.ts';
import { startTable, TABLE_NAME, type TestTable } from '../support/dynamoDb.ts';
import { pendingEvents } from './pending.ts';
import { failing, healthy, minute, saving } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

async function waitingFor(alias: string): Promise<string[]> {
  const waiting = await pendingEvents(table.store);
  return waiting
    .filter((one) => one.alias === alias)
    .flatMap(({ events }) => events.map(({ kind }) => kind));
}

describe('pendingEvents', () => {
  it('gives what is unsent by remote, the longest waiting first', async () => {
    const second = await saveResult(table.store, saving(failing('second'), 2));
    const first = await saveResult(table.store, saving(failing('first'), 1));
    await saveResult(table.store, saving(healthy('quiet'), 1));
    await expect(pendingEvents(table.store)).resolves.toEqual([
      { cluster: 'eu', alias: 'first', events: first.events },
      { cluster: 'eu', alias: 'second', events: second.events },
    ]);
  });

  it('leaves out what the index still holds though it was sent or is gone', async () => {
    const stored = { updatedAt: minute(0), result: 'x', pending: 'pending' };
    await table.put({ ...remoteKey({ cluster: 'eu', alias: 'lagging' }), ...stored });
    await expect(waitingFor('lagging')).resolves.toEqual([]);
  });

  it('tells an item that cannot be read, and gives the others', async () => {
    await table.put({
      ...remoteKey({ cluster: 'eu', alias: 'broken' }),
      updatedAt: minute(0),
      result: 'x',
      outbox: [{}],
      pending: 'pending',
    });
    await saveResult(table.store, saving(failing('sound'), 1));
    table.problems.length = 0;
    await expect(waitingFor('sound')).resolves.toEqual(['opened']);
    expect(table.problems).toEqual([
      expect.stringMatching(/^Stored item CLUSTER#eu REMOTE#broken cannot be read: /),
    ]);
  });
});

describe('pendingKeys', () => {
  it('gives so many at a time, however many are taken out meanwhile', async () => {
    const aliases = Array.from({ length: 7 }, (_, index) => `page-${index}`);
    for (const [index, alias] of aliases.entries())
      await saveResult(table.store, saving(failing(alias), index));
    const pages: number[] = [];
    const found: string[] = [];
    for await (const keys of pendingKeys(table.store, 3)) {
      pages.push(keys.length);
      for (const { cluster, alias, events } of await readOutboxes(table.store, keys)) {
        found.push(alias);
        await markSent(table.store, { cluster, alias, eventIds: events.map(({ id }) => id) });
      }
    }
    expect(found.filter((alias) => alias.startsWith('page-'))).toEqual(aliases);
    expect(pages.slice(0, -1)).toEqual(pages.slice(0, -1).map(() => 3));
  });
});

describe('youngestPending', () => {
  it('is when the last remote came to the outbox, if there is any', async () => {
    for (const { cluster, alias, events } of await pendingEvents(table.store))
      await markSent(table.store, { cluster, alias, eventIds: events.map(({ id }) => id) });
    await using empty = await startTable();
    await expect(youngestPending(empty.store)).resolves.toBeUndefined();
    await saveResult(empty.store, saving(failing('older'), 1));
    await saveResult(empty.store, saving(failing('younger'), 2));
    await expect(youngestPending(empty.store)).resolves.toBe(minute(2));
  });
});

describe('readOutboxes', () => {
  const ALIASES = Array.from({ length: 105 }, (_, index) => `batch-${index}`);
  const KEYS = ALIASES.map((alias) => remoteKey({ cluster: 'eu', alias }));

  /** A store whose DynamoDB gives at most so many items in one answer. */
  function frugal(atMost: number): { readonly store: Store; readonly asked: number[] } {
    const { client, ...rest } = table.store;
    const asked: number[] = [];
    const send = async (command: BatchGetCommand) => {
      const { Keys = [], ...request } = command.input.RequestItems?.[TABLE_NAME] ?? {};
      asked.push(Keys.length);
      const left = { [TABLE_NAME]: { ...request, Keys: Keys.slice(atMost) } };
      if (atMost === 0) return { Responses: {}, UnprocessedKeys: left };
      const first = { [TABLE_NAME]: { ...request, Keys: Keys.slice(0, atMost) } };
      const { Responses } = await client.send(new BatchGetCommand({ RequestItems: first }));
      return { Responses, ...(Keys.length > atMost && { UnprocessedKeys: left }) };
    };
    return {
      asked,
      store: { ...rest, random: () => 0, client: Object.assign(Object.create(client), { send }) },
    };
  }

  beforeAll(async () => {
    for (const alias of ALIASES) await saveResult(table.store, saving(failing(alias), 1));
  });

  it('gives more than one request takes, in the order of the keys', async () => {
    const read = await readOutboxes(table.store, KEYS);
    expect(read.map(({ alias }) => alias)).toEqual(ALIASES);
    expect(read[0]).toMatchObject({ version: 1, events: [{ kind: 'opened' }] });
  });

  it('asks again for what DynamoDB leaves out', async () => {
    const { store, asked } = frugal(40);
    const read = await readOutboxes(store, KEYS);
    expect(read.map(({ alias }) => alias)).toEqual(ALIASES);
    expect(asked.toSorted((a, b) => b - a)).toEqual([100, 60, 20, 5]);
  });

  it('throws if DynamoDB never gives all', async () => {
    const { store } = frugal(0);
    await expect(readOutboxes(store, KEYS.slice(0, 2))).rejects.toThrow(
      'DynamoDB did not give 2 of 2 items in 8 attempts',
    );
  });
});

describe('markSent', () => {
  it('takes out what was sent and leaves the rest, also for another time', async () => {
    const opened = await saveResult(table.store, saving(failing('some'), 1));
    await saveResult(table.store, saving(healthy('some'), 2));
    const sent = { cluster: 'eu', alias: 'some', eventIds: opened.events.map(({ id }) => id) };
    await markSent(table.store, sent);
    await markSent(table.store, sent);
    await expect(waitingFor('some')).resolves.toEqual(['resolved']);
  });

  it('takes the remote out of the index with its last event', async () => {
    const { events } = await saveResult(table.store, saving(failing('last'), 1));
    await markSent(table.store, {
      cluster: 'eu',
      alias: 'last',
      eventIds: events.map(({ id }) => id),
    });
    await expect(waitingFor('last')).resolves.toEqual([]);
    const item = await table.get(remoteKey({ cluster: 'eu', alias: 'last' }));
    expect(item).not.toHaveProperty('pending');
    expect(item).toMatchObject({ outbox: [], state: { status: 'failing' }, run: minute(1) });
  });

  it('needs no reading if it knows the outbox, and reads it if somebody else has written since', async () => {
    const opened = await saveResult(table.store, saving(failing('known'), 1));
    const [known] = await readOutboxes(table.store, [remoteKey({ cluster: 'eu', alias: 'known' })]);
    await saveResult(table.store, saving(healthy('known'), 2));
    const eventIds = opened.events.map(({ id }) => id);
    const left = await markSent(table.store, { cluster: 'eu', alias: 'known', eventIds }, known);
    expect(left).toMatchObject({ version: 3, events: [{ kind: 'resolved' }] });
    const resolved = left?.events.map(({ id }) => id) ?? [];
    await expect(
      markSent(table.store, { cluster: 'eu', alias: 'known', eventIds: resolved }, left),
    ).resolves.toBeUndefined();
    await expect(waitingFor('known')).resolves.toEqual([]);
  });

  it('changes nothing for a remote that is not stored', async () => {
    await markSent(table.store, { cluster: 'eu', alias: 'nowhere', eventIds: ['x'] });
    await expect(
      table.get(remoteKey({ cluster: 'eu', alias: 'nowhere' })),
    ).resolves.toBeUndefined();
  });

  it('keeps an event that is stored at the same time', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const alias = `race-${attempt}`;
      const { events } = await saveResult(table.store, saving(failing(alias), 1));
      const eventIds = events.map(({ id }) => id);
      await Promise.all([
        markSent(table.store, { cluster: 'eu', alias, eventIds }),
        saveResult(table.store, saving(healthy(alias), 2)),
        markSent(table.store, { cluster: 'eu', alias, eventIds }),
      ]);
      const { outbox, state } = remoteItemSchema.parse(
        await table.get(remoteKey({ cluster: 'eu', alias })),
      );
      expect(outbox.map(({ kind }) => kind)).toEqual(['resolved']);
      expect(state?.status).toBe('healthy');
    }
  });
});
