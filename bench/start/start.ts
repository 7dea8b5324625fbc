/** What a cold start loads: size of each bundle, CPU and heap of loading it, beside an empty handler. */
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { type Part, type PartContext, ROUNDS } from '../part.ts';
import { median, ratios, spread, table, verdict } from '../report.ts';

const ROOT = join(import.meta.dirname, '../..');
const LOAD = join(import.meta.dirname, 'load.cjs');
const TARGETS: Readonly<Record<string, number>> = { check: 3.5, api: 3.5, notify: 2.5, alert: 2.5 };
const FUNCTIONS = ['schedule', 'check', 'alert', 'notify', 'api'];
const FLOORS = {
  'node:https': `require('node:https');`,
  'DynamoDB client': `const { DynamoDBClient } = require('@aws-sdk/client-dynamodb'); new DynamoDBClient({});`,
};

/** What the functions read when they are loaded, and how they are deployed. */
const ENVIRONMENT = {
  NODE_OPTIONS: '--enable-source-maps',
  ...{ AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'check', AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x', TABLE_NAME: 'table' },
  ...{ ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:0:alerts', CHECK_FUNCTION: 'check', REGISTRY_SOURCE: 'ssm:/clusters', VANTAGE: 'bench' },
  ...{ SLACK_WEBHOOK: 'ssm:/slack', API_TOKEN: 'ssm:/token', POWERTOOLS_SERVICE_NAME: 'bench', POWERTOOLS_METRICS_NAMESPACE: 'bench' },
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
  about: `CPU of a whole process that loads the bundle as serverless-esbuild makes it, with the source maps on as they are deployed, beside one that loads an empty handler in the same round. \`node:https\`
alone and the DynamoDB client alone, bundled the same way, are the floors: nothing that talks to AWS with its SDK gets below them. With the compile cache
means: a second start on the same machine with NODE_COMPILE_CACHE. On Lambda that cache is of no use: it is keyed by the build of Node, the processor and the
user, so one made elsewhere is not believed, the package is read-only, and /tmp is empty at each cold start.

What costs most, and what was done: undici, which the Elasticsearch client loads, is replaced by Node's own HTTP client and left out of the bundles; of that
client only its transport is left; the SDK's chain of credential sources is replaced by the environment; the X-Ray SDK is gone, as Lambda traces
invocations by itself; bundles are minified; the shape of results is loaded only where results are read. What is left is Node's own https, tls and crypto, the
core of the AWS SDK, and zod, which builds schemas slowly. To load these at the first event instead would make the figure smaller and the first event as much
slower, since every event needs them: it is not done. What not every event needs (S3, Secrets Manager) stays as well: where a bundle has a lazy import, esbuild
keeps whole packages that it would otherwise shake, and the bundle takes as long to load as before.`,
  run,
};

async function run({ directory, log }: PartContext): Promise<string> {
  await bundle(directory);
  const empty: Case = { name: 'empty handler', file: join(directory, 'empty.cjs'), environment: {} };
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
  const {
    outputFileExtension,
    exclude: _,
    ...options
  } = parse(await readFile(join(ROOT, 'serverless.yml'), 'utf8'), { logLevel: 'error' }).custom.esbuild;
  const common = { ...options, absWorkingDir: ROOT, outExtension: { '.js': outputFileExtension }, outdir: directory, logLevel: 'error' };
  await build({ ...common, entryPoints: FUNCTIONS.map((name) => `functions/${name}.ts`) });
  for (const [name, contents] of Object.entries(FLOORS)) {
    await build({
      ...common,
      entryPoints: undefined,
      outdir: undefined,
      outfile: join(directory, `${name}.cjs`),
      stdin: { contents, resolveDir: ROOT },
    });
  }
}

function casesIn(directory: string): Case[] {
  const plain = [...Object.keys(FLOORS), ...FUNCTIONS].map((name) => ({ name, file: join(directory, `${name}.cjs`), environment: {} }));
  const cache = { NODE_COMPILE_CACHE: join(directory, 'compile-cache') };
  const again = ['check', 'alert'].map((name) => ({
    name: `${name}, compile cache`,
    file: join(directory, `${name}.cjs`),
    environment: cache,
  }));
  const withoutMaps = { name: 'check, without source maps', file: join(directory, 'check.cjs'), environment: { NODE_OPTIONS: '' } };
  return [...plain, ...again, withoutMaps];
}

async function load({ file, environment }: Case): Promise<Loaded> {
  const env = { PATH: process.env['PATH'] ?? '', ...ENVIRONMENT, ...environment };
  return JSON.parse((await promisify(execFile)(process.execPath, [LOAD, file], { env })).stdout);
}

async function report(loads: ReadonlyMap<Case, readonly Loaded[]>, empty: Case): Promise<string> {
  const base = (loads.get(empty) ?? []).map(({ cpuMs }) => cpuMs);
  const rows = [];
  const verdicts = [];
  for (const [{ name, file }, shots] of loads) {
    const cpu = shots.map(({ cpuMs }) => cpuMs);
    const target = TARGETS[name];
    if (target !== undefined) verdicts.push([name, verdict(median(ratios(cpu, base)), { atMost: target })]);
    const mebibytes = shots.map(({ heapBytes }) => heapBytes / 1024 / 1024);
    const wall = shots.map(({ wallMs }) => wallMs);
    rows.push([
      name,
      Math.round((await stat(file)).size / 1024),
      spread(cpu, 0),
      spread(ratios(cpu, base)),
      spread(wall, 0),
      median(mebibytes).toFixed(1),
    ]);
  }
  const head = ['what is loaded', 'KiB', 'CPU ms', 'CPU ÷ empty handler', 'wall ms', 'heap MiB after'];
  return `\n\n${table(['function', 'CPU to start ÷ empty handler, median'], verdicts)}\n\n${table(head, rows)}`;
}
