import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markSent, pendingEvents } from '../../lib/store/outbox.ts';
import { remoteItemSchema } from '../../lib/store/remoteItem.ts';
import { saveResult } from '../../lib/store/save.ts';
import { remoteKey } from '../../lib/store/table.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
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
      result: 1,
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
