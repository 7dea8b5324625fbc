import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  putSending,
  removeSending,
  type Sending,
  unfinishedSendings,
} from '../../lib/store/sending.ts';
import { sendingKey } from '../../lib/store/table.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';
import { minute, START } from './stored.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

const event = {
  id: 'e',
  incidentId: 'i',
  kind: 'opened',
  cluster: 'eu',
  alias: 'a',
  cause: 'no-route',
};
const sending = (id: string): Sending => ({
  id,
  prepared: {
    message: '{"id":"x"}',
    attributes: { event: { DataType: 'String', StringValue: 'opened' } },
  },
  events: [event],
});

describe('a message under way', () => {
  it('is there until it is removed, which may be said twice', async () => {
    await putSending(table.store, sending('one'), START);
    await putSending(table.store, sending('two'), START);
    await expect(unfinishedSendings(table.store)).resolves.toEqual([
      sending('one'),
      sending('two'),
    ]);
    expect(await table.get(sendingKey('one'))).toMatchObject({
      ttl: START.getTime() / 1000 + 7 * 86_400,
    });
    await removeSending(table.store, 'one');
    await removeSending(table.store, 'one');
    await removeSending(table.store, 'two');
    await expect(unfinishedSendings(table.store)).resolves.toEqual([]);
  });

  it('is there without what SNS has once that is written down', async () => {
    const { id, events } = sending('published');
    await putSending(table.store, sending('published'), START);
    await putSending(table.store, { id, events }, START);
    await expect(unfinishedSendings(table.store)).resolves.toEqual([{ id, events }]);
    await removeSending(table.store, id);
  });

  it('fits into one item, be it as large as SNS takes it and hard to pack', async () => {
    const random = Array.from({ length: 262_144 }, () =>
      String.fromCharCode(33 + Math.floor(Math.random() * 90)),
    ).join('');
    const events = Array.from({ length: 1000 }, (_, index) => ({
      ...event,
      id: `${Math.random()}`.slice(2, 18),
      alias: `remote-${index}`,
    }));
    await putSending(
      table.store,
      { ...sending('large'), prepared: { message: random, attributes: {} }, events },
      START,
    );
    const [read] = await unfinishedSendings(table.store);
    expect(read?.events).toHaveLength(1000);
    await removeSending(table.store, 'large');
  });

  it('is told and left out where it cannot be read', async () => {
    await table.put({ ...sendingKey('broken'), updatedAt: minute(0), sending: 'x' });
    table.problems.length = 0;
    await expect(unfinishedSendings(table.store)).resolves.toEqual([]);
    expect(table.problems).toEqual([
      expect.stringMatching(/^Stored item SENDING broken cannot be read/),
    ]);
  });
});
