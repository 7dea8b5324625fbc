/**
 * Cost of a cold start: size of each bundle, CPU and heap to load it, compared with an empty
 * handler.
 */
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { bundleOptions } from '../../infra/bundle/options.ts';
import { FUNCTION_ENVIRONMENT } from '../functionEnvironment.ts';
import { type Part, type PartContext, ROUNDS } from '../part.ts';
import { median, ratios, spread, table, verdict } from '../report.ts';

/** With this much memory Lambda gives a function one processor, with less memory a share of it. */
const MEMORY_OF_ONE_CPU = 1769;
const ROOT = join(import.meta.dirname, '../..');
const LOAD = join(import.meta.dirname, 'load.cjs');
const TARGETS: Readonly<Record<string, number>> = { check: 3.5, api: 3.5, notify: 2.5, alert: 2.5 };
const FUNCTIONS = ['schedule', 'check', 'alert', 'notify', 'api'];
const FLOORS = {
  'node:https': `require('node:https');`,
  'DynamoDB client': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; new DynamoDBClient({});`,
};

interface Loaded {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly heapBytes: number;
}

interface Case {
  readonly name: string;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

export const start: Part = {
  title: 'Cold start',
  about: `CPU of a process that loads the bundle as serverless-esbuild builds it, compared with a
process that loads an empty handler in the same round. The floors are \`node:https\` alone and the
DynamoDB client alone, bundled the same way: no program with the AWS SDK can be faster. "With the
compile cache" means a second start on the same machine with NODE_COMPILE_CACHE. The cache does not
help on Lambda. It depends on the build of Node, the processor and the user, so Node rejects a cache
from elsewhere. The package is read-only, and /tmp is empty at each cold start.

Profiles show the largest costs. V8 reads the whole bundle, about 60 ms a megabyte, before the first
line runs. Then follow Node's own https, tls, crypto and zlib, building zod's schemas (about 20 ms
for 800), and garbage collection. Source maps are read at the first stack trace instead of at each
start (infra/bundle/stacks.ts), and bundles are minified. The targets are missed. The DynamoDB
client, its document client, Powertools' logger and middy alone exceed the target of 2.5 for notify
and alert. Each event of check needs the Elasticsearch client, YAML, zod and the catalogue. Loading
them at the first event would make the figure smaller and the first event slower, by the amount in
the last column. During the start a function has a full processor
([AWS](https://serverlessland.com/content/service/lambda/guides/effectively-running-java-on-serverless/init-heavy-lifting)).
In an event it has the share of \`memorySize\` (${MEMORY_OF_ONE_CPU} MB are one processor, 256 MB
are a seventh of one). Clients that some events do not need (S3, Secrets Manager, the calendar)
also load at the start. The S3 client takes 7 ms of 200. With a lazy import, esbuild would keep
whole packages that it otherwise shakes.`,
  run,
};

async function run({ directory, log }: PartContext): Promise<string> {
  await bundle(directory);
  const empty: Case = {
    name: 'empty handler',
    file: join(directory, 'empty.cjs'),
    environment: {},
  };
  await writeFile(empty.file, 'exports.handler = async () => undefined;\n');
  const cases = [empty, ...casesIn(directory)];
  const loads = new Map(cases.map((each): [Case, Loaded[]] => [each, []]));
  for (let round = -1; round < ROUNDS * 2; round++) {
    log(`round ${round + 2} of ${ROUNDS * 2 + 1}`);
    for (const each of cases) {
      const loaded = await load(each);
      if (round >= 0) loads.get(each)?.push(loaded);
    }
  }
  return report(loads, empty);
}

async function bundle(directory: string): Promise<void> {
  const common = { ...(await bundleOptions()), logLevel: 'error' } as const;
  await build({
    ...common,
    outdir: directory,
    entryPoints: FUNCTIONS.map((name) => `functions/${name}.ts`),
  });
  for (const [name, contents] of Object.entries(FLOORS)) {
    await build({
      ...common,
      outfile: join(directory, `${name}.cjs`),
      stdin: { contents, resolveDir: ROOT },
    });
  }
}

function casesIn(directory: string): Case[] {
  const plain = [...Object.keys(FLOORS), ...FUNCTIONS].map((name) => ({
    name,
    file: join(directory, `${name}.cjs`),
    environment: {},
  }));
  const cache = { NODE_COMPILE_CACHE: join(directory, 'compile-cache') };
  const again = ['check', 'alert'].map((name) => ({
    name: `${name}, compile cache`,
    file: join(directory, `${name}.cjs`),
    environment: cache,
  }));
  const NODE_OPTIONS = '--enable-source-maps';
  const withMaps = {
    name: "check, with Node's own source maps",
    file: join(directory, 'check.cjs'),
    environment: { NODE_OPTIONS },
  };
  return [...plain, ...again, withMaps];
}

async function load({ file, environment }: Case): Promise<Loaded> {
  const env = { PATH: process.env['PATH'] ?? '', ...FUNCTION_ENVIRONMENT, ...environment };
  return JSON.parse((await promisify(execFile)(process.execPath, [LOAD, file], { env })).stdout);
}

async function report(loads: ReadonlyMap<Case, readonly Loaded[]>, empty: Case): Promise<string> {
  const { functions, provider } = parse(await readFile(join(ROOT, 'serverless.yml'), 'utf8'), {
    logLevel: 'error',
  });
  const base = (loads.get(empty) ?? []).map(({ cpuMs }) => cpuMs);
  const rows = [];
  const verdicts = [];
  for (const [{ name, file }, shots] of loads) {
    const cpu = shots.map(({ cpuMs }) => cpuMs);
    const target = TARGETS[name];
    if (target !== undefined)
      verdicts.push([name, verdict(median(ratios(cpu, base)), { atMost: target })]);
    const mebibytes = shots.map(({ heapBytes }) => heapBytes / 1024 / 1024);
    const wall = shots.map(({ wallMs }) => wallMs);
    const memory: number | undefined =
      functions[name] && (functions[name].memorySize ?? provider.memorySize);
    const deferred = memory && ((median(cpu) - median(base)) * MEMORY_OF_ONE_CPU) / memory;
    rows.push([
      name,
      Math.round((await stat(file)).size / 1024),
      spread(cpu, 0),
      spread(ratios(cpu, base)),
      spread(wall, 0),
      median(mebibytes).toFixed(1),
      deferred === undefined ? '' : deferred.toFixed(0),
    ]);
  }
  const head = [
    'what is loaded',
    'KiB',
    'CPU ms',
    'CPU ÷ empty handler',
    'wall ms',
    'heap MiB after',
    'ms at the first event',
  ];
  return `\n\n${table(['function', 'CPU to start ÷ empty handler, median'], verdicts)}\n\n${table(head, rows)}`;
}
