/** DynamoDB on this machine: dynalite, with the table as infra/ deploys it. */
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
  /** Keeps the table there; in memory where it is absent. */
  readonly directory?: string | undefined;
}

/** Starts it, and creates the table where it is not there yet. */
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
