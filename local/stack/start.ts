/**
 * `npm run start:stack`: runs the functions of AWS on this machine, with stand-ins for what they
 * talk to, for simulated clusters or for the user's own clusters.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { banner } from './banner.ts';
import { checkedClusters } from './checkedClusters.ts';
import { reportFailure } from './failure.ts';
import { lineOf, lineReader } from './logLine.ts';
import { readOptions } from './options.ts';
import { portsFrom } from './ports.ts';
import { startStack } from './stack.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';
import { startTimer } from './timer.ts';

/** The checks of all clusters end at about the same time. */
const SETTLE_SECONDS = 5;

const options = readOptions(process.argv.slice(2), {
  command: 'npm run start:stack --',
  description:
    'Run the functions of AWS on this machine, with stand-ins for DynamoDB, SNS and Slack',
  ports: 5,
});
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stopping.abort());

try {
  await run();
} catch (thrown) {
  if (!stopping.signal.aborted) reportFailure(thrown);
}
// Exits even if a library keeps a handle open.
process.exit();

async function run(): Promise<void> {
  await using directory = await temporaryDirectory();
  await using clusters = await checkedClusters(options.registry, {
    directory: directory.path,
    storm: options.storm,
    log,
  });
  process.stdout.write('Starting; this takes a few seconds\n');
  const read = lineReader();
  await using stack = await startStack({
    ports: portsFrom(options.port),
    registryFile: clusters.registryFile,
    token: options.token,
    vantage: clusters.vantage,
    environment: clusters.environment,
    workingDirectory: directory.path,
    dataDirectory: options.data,
    onFunctionLine: (line) => print(read(line, new Date())),
    onSlackMessage: ({ text = 'a message without text' }) =>
      print(lineOf('slack', text, new Date())),
    log,
    settleSeconds: SETTLE_SECONDS,
    signal: stopping.signal,
  });
  const { url, slack, functions } = stack;
  print(
    banner({
      ...options,
      url,
      slackUrl: slack.url,
      registry: clusters.title,
      clusters: clusters.names,
    }),
  );
  await using _timer = startTimer({ functions, everySeconds: options.every, log });
  await Promise.race([
    stack.ended(),
    sleep(2 ** 31 - 1, undefined, { signal: stopping.signal }).catch(() => undefined),
  ]);
  if (!stopping.signal.aborted) throw new Error('serverless-offline ended unexpectedly');
  print('Stopping');
}

function log(line: string): void {
  print(lineOf('local', line, new Date()));
}

function print(line: string | undefined): void {
  if (line !== undefined) process.stdout.write(`${line}\n`);
}
