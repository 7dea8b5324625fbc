import { expect, it } from 'vitest';
import { dynamoDbTable } from '../../lib/store/dynamoDb.ts';
import { startTable } from '../support/dynamoDb.ts';

it('dynamoDbTable rejects with what DynamoDB refuses', async () => {
  await using running = await startTable();
  const table = dynamoDbTable({ tableName: 'absent', client: running.client });
  const row = { pk: 'p', sk: 's', rank: 1, body: '{}' };
  const all = [
    table.get(row),
    table.put(row, { rankIs: 0 }),
    table.query({ pk: 'p' }),
    table.pending(),
    table.open(),
    table.delete(row),
  ];
  for (const each of await Promise.allSettled(all))
    expect(each).toMatchObject({ reason: { name: 'ResourceNotFoundException' } });
  expect(await table.expire(new Date())).toBeUndefined();
});
