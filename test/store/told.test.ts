import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../lib/store/table.ts';
import { tellOnce } from '../../lib/store/told.ts';
import { startTable, type TestTable } from '../support/dynamoDb.ts';

const LEASE_MS = 60_000;
const START = Date.parse('2026-11-24T00:00:00Z');

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());

const problems: unknown[] = [];

function at(ms: number) {
  const options = { channel: 'slack', leaseMs: LEASE_MS, now: () => new Date(START + ms) };
  return (id: string) => ({
    ...options,
    id,
    onProblem: (problem: unknown) => problems.push(problem),
  });
}
const atStart = at(0);

/** A store that fails for some requests. */
function refusing(refuses: (command: unknown) => boolean): Store {
  const { client, ...rest } = table.store;
  const send = (...given: Parameters<Store['client']['send']>) =>
    refuses(given[0])
      ? Promise.reject(new Error('DynamoDB is out of order'))
      : client.send(...given);
  return { ...rest, client: Object.assign(Object.create(client), { send }) };
}

describe('tellOnce', () => {
  it('tells once what is delivered again', async () => {
    const tell = vi.fn(async () => undefined);
    await expect(tellOnce(table.store, atStart('again'), tell)).resolves.toBe('told');
    await expect(tellOnce(table.store, atStart('again'), tell)).resolves.toBe('told-before');
    await expect(tellOnce(table.store, at(10 * LEASE_MS)('again'), tell)).resolves.toBe(
      'told-before',
    );
    expect(tell).toHaveBeenCalledTimes(1);
  });

  it('tells other messages, and other channels', async () => {
    const told: string[] = [];
    await tellOnce(table.store, atStart('one'), async () => void told.push('one'));
    await tellOnce(table.store, atStart('two'), async () => void told.push('two'));
    await tellOnce(
      table.store,
      { ...atStart('one'), channel: 'pager' },
      async () => void told.push('pager'),
    );
    expect(told).toEqual(['one', 'two', 'pager']);
  });

  it('tells once what is delivered twenty times at once, and has the other deliveries come again', async () => {
    let told = 0;
    const deliveries = Array.from({ length: 20 }, () =>
      tellOnce(table.store, atStart('race'), async () => {
        await new Promise(setImmediate);
        told += 1;
      }),
    );
    const outcomes = await Promise.allSettled(deliveries);
    expect(told).toBe(1);
    expect(
      outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value === 'told'),
    ).toHaveLength(1);
    for (const outcome of outcomes.filter(({ status }) => status === 'rejected'))
      expect(outcome).toMatchObject({
        reason: { message: 'Message race is being told to slack by another invocation' },
      });
  });

  it('tells again what could not be told', async () => {
    const refused = tellOnce(table.store, atStart('refused'), () =>
      Promise.reject(new Error('Slack answered 500')),
    );
    await expect(refused).rejects.toThrow('Slack answered 500');
    await expect(tellOnce(table.store, atStart('refused'), async () => undefined)).resolves.toBe(
      'told',
    );
  });

  it('counts a message as told if the channel took it and only the receipt is refused', async () => {
    const store = refusing(
      (command) => command instanceof PutCommand && command.input.Item?.['progress'] === 'told',
    );
    problems.length = 0;
    await expect(tellOnce(store, atStart('taken'), async () => undefined)).resolves.toBe('told');
    expect(problems).toMatchObject([
      {
        message:
          'Message taken was sent to slack, but this could not be stored: DynamoDB is out of order',
      },
    ]);
  });

  it('throws the error of the channel if the claim cannot be deleted either', async () => {
    const store = refusing((command) => command instanceof DeleteCommand);
    problems.length = 0;
    const refused = tellOnce(store, atStart('stuck'), () =>
      Promise.reject(new Error('Slack answered 500')),
    );
    await expect(refused).rejects.toThrow('Slack answered 500');
    expect(problems).toMatchObject([{ message: 'DynamoDB is out of order' }]);
  });

  it('lets another tell what somebody began and never ended, once the lease is over', async () => {
    let died: () => void = () => undefined;
    const first = tellOnce(
      table.store,
      atStart('died'),
      () => new Promise((done) => (died = done)),
    );
    await expect
      .poll(() => table.get({ pk: 'TOLD#slack', sk: 'died' }))
      .toMatchObject({ progress: 'telling' });
    await expect(
      tellOnce(table.store, at(LEASE_MS - 1)('died'), async () => undefined),
    ).rejects.toThrow('by another invocation');
    await expect(
      tellOnce(table.store, at(LEASE_MS + 1)('died'), async () => undefined),
    ).resolves.toBe('told');
    died();
    await first;
  });

  it('forgets after a week', async () => {
    await tellOnce(table.store, atStart('week'), async () => undefined);
    await expect(table.get({ pk: 'TOLD#slack', sk: 'week' })).resolves.toMatchObject({
      ttl: START / 1000 + 7 * 86_400,
    });
  });

  it('throws what DynamoDB refuses, and tells nothing', async () => {
    const store = { ...table.store, tableName: 'absent' };
    await expect(
      tellOnce(store, atStart('x'), () => Promise.reject(new Error('told'))),
    ).rejects.toThrow('not found');
  });
});
