/** `serve` over many local clusters on one core, and how large its database gets in a month. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check } from '../../lib/check.ts';
import { loadRegistry } from '../../lib/registry/load.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import type { CheckReport } from '../../lib/result/result.ts';
import type { Part, PartContext } from '../part.ts';
import { cpuSeconds, createProcesses, peakMiB } from '../processes.ts';
import { table, verdict } from '../report.ts';
import { month } from './month.ts';

const FLEET = join(import.meta.dirname, 'fleet.ts');
const COMMAND = join(import.meta.dirname, '../../lib/cli/bin.ts');
/** LOCALS=10 MINUTES=1 DAYS=2 for a quick look. */
const LOCALS = Number(process.env['LOCALS'] ?? 100);
const MINUTES = Number(process.env['MINUTES'] ?? 3);
const DAYS = Number(process.env['DAYS'] ?? 30);
const RETENTION_DAYS = 14;
const EVERY_SECONDS = 60;
const ENV = { BENCH_PASSWORD: 'changeme', BENCH_TOKEN: 'bench-token' };
const LISTEN = '127.0.0.1:18480';

export const serve: Part = {
  title: 'serve',
  about: `\`serve\` on one core (\`taskset -c 0\`) over ${LOCALS} simulated local clusters, each with ten of 20
remotes in sniff mode; two of the 20 refuse connections. The simulated clusters run in a process of
their own on the other core. Targets: all results within each minute, at most 512 MiB. The database:
${DAYS} days of checks of one local cluster with ten remotes, one each minute, of which one at a time
fails for ten minutes of each hour, with ${RETENTION_DAYS} days of retention; 100 local clusters need 100
times as much.`,
  run,
};

async function run(context: PartContext): Promise<string> {
  const { directory, log } = context;
  await using processes = createProcesses();
  log(`starting ${LOCALS} local clusters`);
  const fleet = processes.startAnswering<object>(
    'taskset',
    '-c',
    '1',
    process.execPath,
    FLEET,
    String(LOCALS),
  );
  const file = join(directory, 'clusters.yml');
  await writeFile(file, JSON.stringify(await fleet.ask({})));
  const load = await loadOf(file, { processes, context });
  log(`storing ${DAYS} days`);
  const report = await reportOf(file);
  await mkdir(join(directory, 'month'));
  const began = performance.now();
  const sizes = await month({
    directory: join(directory, 'month'),
    report,
    days: DAYS,
    everySeconds: EVERY_SECONDS,
    retentionDays: RETENTION_DAYS,
  });
  const checks = (DAYS * 86_400) / EVERY_SECONDS;
  const msPerCheck = (performance.now() - began) / checks;
  const mib = (bytes = 0) => (bytes / 1_048_576).toFixed(2);
  const rows = [1, 7, RETENTION_DAYS, DAYS].map((day) => [day, mib(sizes[day - 1])]);
  return `

${load}

${table(['day', 'database, MiB'], rows)}

Storing one check of ten remotes takes ${msPerCheck.toFixed(1)} ms.`;
}

interface LoadOptions {
  readonly processes: ReturnType<typeof createProcesses>;
  readonly context: PartContext;
}

async function loadOf(file: string, { processes, context }: LoadOptions): Promise<string> {
  const { directory, log } = context;
  Object.assign(process.env, ENV);
  const tokens = ['--token', 'env:BENCH_TOKEN', '--action-token', 'env:BENCH_TOKEN'];
  const data = ['--registry', file, '--data', join(directory, 'data'), '--listen', LISTEN];
  const serving = processes.start(
    'taskset',
    '-c',
    '0',
    process.execPath,
    COMMAND,
    'serve',
    ...data,
    ...tokens,
  );
  const pid = serving.pid ?? 0;
  const rows = [];
  let before = 0;
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    await sleep(EVERY_SECONDS * 1000);
    const cpu = cpuSeconds(pid);
    const counts = await countsOf();
    log(`minute ${minute}: ${JSON.stringify(counts)}`);
    rows.push([minute, (cpu - before).toFixed(1), peakMiB(pid).toFixed(0), JSON.stringify(counts)]);
    before = cpu;
  }
  const targets = table(
    ['serve', 'target'],
    [[`peak RSS of ${LOCALS} local clusters, MiB`, verdict(peakMiB(pid), { atMost: 512 })]],
  );
  return `${targets}\n\n${table(['minute', 'CPU s', 'peak RSS, MiB', 'remotes by status'], rows)}`;
}

async function countsOf(): Promise<Record<string, number>> {
  const answer = await fetch(`http://${LISTEN}/clusters`, {
    headers: { authorization: `Bearer ${ENV.BENCH_TOKEN}` },
  });
  const { clusters } = JSON.parse(await answer.text()) as {
    clusters: { counts: Record<string, number> }[];
  };
  const total: Record<string, number> = {};
  for (const { counts } of clusters)
    for (const [status, count] of Object.entries(counts))
      total[status] = (total[status] ?? 0) + count;
  return total;
}

async function reportOf(file: string): Promise<CheckReport> {
  return check(await loadRegistry(file), {
    secrets: localSecretResolvers('.', ENV),
    vantage: 'bench',
    clusters: [`local-${Math.min(10, LOCALS - 1)}`],
  });
}
