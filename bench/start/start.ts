/**
 * What a cold start loads: size of each bundle, CPU and heap of loading it, beside an empty
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

/** With so much memory Lambda gives a function one processor, with less a share of it. */
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
  about: `CPU of a whole process that loads the bundle as serverless-esbuild makes it, beside one that loads an empty handler in the same round. \`node:https\`
alone and the DynamoDB client alone, bundled the same way, are the floors: nothing that talks to AWS with its SDK gets below them. With the compile cache
means: a second start on the same machine with NODE_COMPILE_CACHE. On Lambda that cache is of no use: it is keyed by the build of Node, the processor and the
user, so one made elsewhere is not believed, the package is read-only, and /tmp is empty at each cold start.

What costs most, as profiles show: V8 reads the whole bundle, some 60 ms a megabyte, before the first line runs; then come Node's own https, tls, crypto and
zlib, building zod's schemas (some 20 ms for 800), and garbage. What was done: source maps are read at the first stack trace instead of at each start (infra/bundle/stacks.ts);
of the AWS clients only the operations that are asked for are left (infra/bundle/plugins.cjs); event streams and zod's languages are left out; the
shape of results is built only where results are read; the SDK's chain of credential sources is replaced by the environment; versions are sorted without ICU, whose collation alone takes 12 ms to load; bundles
are minified. The targets are missed all the same. With the DynamoDB client, its document client, Powertools' logger and middy a function that does nothing yet is above the 2.5
that notify and alert may take; the Elasticsearch client, YAML, zod and the catalogue are needed by each event of check. To load them at the first event instead would make the
figure smaller and the first event slower, by what the last column computes: while it starts a function has a full processor
([AWS](https://serverlessland.com/content/service/lambda/guides/effectively-running-java-on-serverless/init-heavy-lifting)), in an event what \`memorySize\` gives (${MEMORY_OF_ONE_CPU} MB are one
processor, 256 MB a seventh of one). It is not done. What not every event needs (S3, Secrets Manager, the calendar) stays as well: it is 7 ms of 200 for the S3 client, and where a bundle has a lazy import, esbuild keeps
whole packages that it would otherwise shake.`,
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
