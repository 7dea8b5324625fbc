/** One check of many remotes in one limited process. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Part, PartContext } from '../part.ts';
import { createProcesses, type Processes } from '../processes.ts';
import { table, verdict } from '../report.ts';
import type { Checked } from './checker.ts';

const FLEET = join(import.meta.dirname, 'fleet.ts');
const CHECKER = join(import.meta.dirname, 'checker.ts');
/**
 * Numbers of local clusters. Each has 50 remotes in sniff mode and 5 in proxy mode. LOCALS=1,2 for
 * a quick look.
 */
const LOCALS = (process.env['LOCALS'] ?? '5,10,20,40').split(',').map(Number);
/** Local clusters in one process. Each process listens on its own loopback address. */
const LOCALS_A_FLEET = 10;
const FIRST_HOST = 2;
const OLD_SPACE_MIB = 320;

interface Fleet {
  readonly clusters: readonly object[];
  readonly files: Readonly<Record<string, string>>;
}

export const check: Part = {
  title: 'A check',
  about: `One call of \`check\` over simulated clusters, which run in their own processes on the other core.
Each local cluster has 50 remotes in sniff mode (one seed, three gateway nodes from the remote's
HTTP address, mutual TLS) and 5 in proxy mode. Every tenth remote hangs: it accepts connections and
sends nothing. The checker is one process on one core (\`taskset -c 0\`) with
\`--max-old-space-size=${OLD_SPACE_MIB}\`. Targets: 1,000 registrations within the longest deadline
plus 3 s, at most 512 MiB, and twice the remotes in at most twice the time. The longest deadline is
that of the request through a local node to a hanging remote (\`timeouts.resolveSeconds\`, 10 s), so
no run is shorter. The deadline of a probe is 3 s. The rest of the time is CPU of the checker or of
the simulated clusters, which share one core. If more than a tenth is failing, the simulated
clusters did not answer in time, and the seconds do not describe the checker. Its CPU is used for
TLS handshakes (about four for each remote) and then for garbage collection.`,
  run,
};

async function run({ directory, log }: PartContext): Promise<string> {
  await using processes = createProcesses();
  const most = Math.max(...LOCALS);
  log(`starting ${most} local clusters and their remotes`);
  const clusters = await startFleets(processes, { most, directory });
  const rows = [];
  const all: Checked[] = [];
  let before: Checked | undefined;
  for (const locals of LOCALS) {
    log(`checking the remotes of ${locals} local clusters`);
    const checked = await checkOnce(
      join(directory, `clusters-${locals}.yml`),
      clusters.slice(0, locals),
    );
    rows.push(rowOf(checked, before));
    before = checked;
    all.push(checked);
  }
  const head = [
    'registrations',
    'seconds',
    '÷ the row above',
    'CPU s',
    'CPU ms each',
    'peak RSS MiB',
    'files and sockets',
    'loop delay p99 ms',
    'longest',
    'statuses',
  ];
  return `\n\n${verdicts(all)}\n\n${table(head, rows)}`;
}

const LONGEST_DEADLINE_SECONDS = 10;

function verdicts(all: readonly Checked[]): string {
  const thousand = all.find(({ results }) => results >= 1000) ?? all.at(-1);
  const each = all.map(({ seconds, results }) => seconds / results);
  const factors = each.slice(1).map((of, index) => (2 * of) / (each[index] ?? Number.NaN));
  const rows = [
    [
      `seconds of ${thousand?.results}`,
      verdict(thousand?.seconds ?? Number.NaN, { atMost: LONGEST_DEADLINE_SECONDS + 3 }),
    ],
    [
      `peak RSS of ${thousand?.results}, MiB`,
      verdict(thousand?.peakMiB ?? Number.NaN, { atMost: 512 }),
    ],
    ['time of twice the remotes, worst', verdict(Math.max(...factors), { atMost: 2 })],
  ];
  return table(['registrations', 'target'], rows);
}

async function startFleets(
  processes: Processes,
  { most, directory }: { readonly most: number; readonly directory: string },
): Promise<object[]> {
  const started: object[] = [];
  while (started.length < most) {
    const locals = Math.min(LOCALS_A_FLEET, most - started.length);
    const host = `127.0.0.${FIRST_HOST + started.length / LOCALS_A_FLEET}`;
    const fleet = [
      'taskset',
      '-c',
      '1',
      process.execPath,
      FLEET,
      `${locals}`,
      `from-${started.length}`,
      host,
    ] as const;
    const { clusters, files } = await processes.startAnswering<Fleet>(...fleet).ask({});
    for (const [name, content] of Object.entries(files))
      await writeFile(join(directory, name), content);
    started.push(...clusters);
  }
  return started;
}

async function checkOnce(file: string, clusters: readonly object[]): Promise<Checked> {
  // JSON is valid YAML.
  await writeFile(file, JSON.stringify({ clusters }));
  const options = [`--max-old-space-size=${OLD_SPACE_MIB}`, CHECKER, file];
  const env = { ...process.env, BENCH_PASSWORD: 'changeme' };
  return JSON.parse(
    (await promisify(execFile)('taskset', ['-c', '0', process.execPath, ...options], { env }))
      .stdout,
  );
}

function rowOf(checked: Checked, before: Checked | undefined): (string | number)[] {
  const { results, seconds, cpuSeconds, peakMiB, files, delayP99Ms, delayMaxMs, statuses } =
    checked;
  const factor = before === undefined ? '' : (seconds / before.seconds).toFixed(2);
  const said = Object.entries(statuses).map(([status, count]) => `${count} ${status}`);
  const costs = [
    cpuSeconds.toFixed(1),
    ((cpuSeconds * 1000) / results).toFixed(1),
    peakMiB.toFixed(0),
    files,
  ];
  return [
    results,
    seconds.toFixed(1),
    factor,
    ...costs,
    delayP99Ms.toFixed(0),
    delayMaxMs.toFixed(0),
    said.join(', '),
  ];
}
