/** DynamoDB on this machine: dynalite, with the same table that infra/ deploys. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { clientOptions } from './aws.ts';
import { HOST } from './ports.ts';

export interface DynamoDb extends AsyncDisposable {
  readonly url: string;
}

export interface DynamoDbOptions {
  readonly port: number;
  readonly table: CreateTableCommandInput;
  /** Stores the table in this directory. In memory if absent. */
  readonly directory?: string | undefined;
}

/** Starts dynalite and creates the table if it does not exist. */
export async function startDynamoDb({
  port,
  table,
  directory,
}: DynamoDbOptions): Promise<DynamoDb> {
  if (directory !== undefined) await mkdir(directory, { recursive: true });
  const server = dynalite({
    createTableMs: 0,
    ...(directory === undefined ? {} : { path: directory }),
  }).listen(port, HOST);
  await once(server, 'listening');
  const url = `http://${HOST}:${port}`;
  await createTable(url, table);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function createTable(url: string, table: CreateTableCommandInput): Promise<void> {
  const client = new DynamoDBClient(clientOptions(url));
  try {
    await client.send(new CreateTableCommand(table));
  } catch (thrown) {
    if (!(thrown instanceof ResourceInUseException)) throw thrown;
  } finally {
    client.destroy();
  }
}
