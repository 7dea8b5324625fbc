/**
 * DynamoDB Local, Amazon's own stand-in, on a free port and in memory: Java and Maven must be
 * there.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { listen } from '../../../local/fleet/listen.ts';
import { readTable } from '../../../local/stack/service.ts';
import { clientOf, TABLE_NAME, type TestTable, tableAt } from '../../support/dynamoDb.ts';

const VERSION = '2.6.1';
const HOME = join(homedir(), '.cache/remote-cluster-checker/dynamodb-local', VERSION);
const MAIN = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';

/** Fetched once, with Maven. */
async function jars(): Promise<string> {
  if (existsSync(HOME)) return HOME;
  const part = `${HOME}.part-${process.pid}`;
  await mkdir(join(HOME, '..'), { recursive: true });
  const pom = ['-f', join(import.meta.dirname, 'pom.xml'), `-Ddynamodb-local=${VERSION}`];
  const copy = [
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${part}`,
  ];
  await promisify(execFile)('mvn', ['-q', '-B', ...pom, ...copy]);
  try {
    await rename(part, HOME);
  } catch (thrown) {
    // Another test file was faster.
    await rm(part, { recursive: true });
    if (!existsSync(HOME)) throw thrown;
  }
  return HOME;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  await new Promise((closed) => server.close(closed));
  return port;
}

export async function startDynamoDbLocal(): Promise<TestTable> {
  const directory = await jars();
  const port = await freePort();
  const java = ['-Xmx512m', `-Djava.library.path=${directory}`, '-cp', join(directory, '*'), MAIN];
  const server = spawn('java', [...java, '-inMemory', '-port', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = `http://127.0.0.1:${port}`;
  const client = clientOf(url);
  await answering(server, () => client.send(new ListTablesCommand({})));
  await client.send(new CreateTableCommand(await readTable(TABLE_NAME)));
  return tableAt(url, client, async () => {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill();
    await ended;
  });
}

const ATTEMPTS = 120;

async function answering(server: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  const said: string[] = [];
  server.stderr?.on('data', (data: Buffer) => said.push(data.toString()));
  for (let attempt = 1; server.exitCode === null; attempt += 1) {
    try {
      await ask();
      return;
    } catch (thrown) {
      if (attempt === ATTEMPTS) throw thrown;
      await setTimeout(500);
    }
  }
  throw new Error(`DynamoDB Local has ended: ${said.join('')}`);
}
