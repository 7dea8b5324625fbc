/** A DynamoDB stand-in on a free port, with the table as infra/ deploys it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { dynamoDbTable } from '../../lib/store/dynamoDb.ts';
import type { Key } from '../../lib/store/table.ts';
import { readTable } from '../../local/stack/service.ts';
import { type TestStore, testStore } from './store.ts';

/** The table as DynamoDB has it, beside the store on it. */
export interface TestTable extends TestStore {
  readonly url: string;
  readonly client: DynamoDBClient;
  put(item: Record<string, unknown>): Promise<void>;
  get(key: Key): Promise<Record<string, unknown> | undefined>;
  partition(pk: string): Promise<Record<string, unknown>[]>;
}

export const TABLE_NAME = 'remotes';

export async function startTable(): Promise<TestTable> {
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = clientOf(url);
  await client.send(new CreateTableCommand(await readTable(TABLE_NAME)));
  return tableAt(url, client, async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
}

export function tableAt(
  url: string,
  client: DynamoDBClient,
  close: () => Promise<void>,
): TestTable {
  const documents = DynamoDBDocumentClient.from(client);
  return {
    ...testStore(dynamoDbTable({ tableName: TABLE_NAME, client })),
    url,
    client,
    put: async (item) => {
      await documents.send(new PutCommand({ TableName: TABLE_NAME, Item: item }));
    },
    get: async (key) =>
      (await documents.send(new GetCommand({ TableName: TABLE_NAME, Key: { ...key } }))).Item,
    partition: async (pk) => {
      const query = {
        TableName: TABLE_NAME,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      };
      return (await documents.send(new QueryCommand(query))).Items ?? [];
    },
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await close();
    },
  };
}

export function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}
