/** Size of the single executable, and the time to start it, beside the command on Node. */
import { execFile, execFileSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ARCHITECTURES } from '../../local/executable/nodeBinary.ts';
import { type Part, type PartContext, ROUNDS } from '../part.ts';
import { ratios, spread, table } from '../report.ts';

const ROOT = join(import.meta.dirname, '../..');
const PREFIX = join(ROOT, 'dist/executable/remote-cluster-checker-linux-');
const COMMAND = join(ROOT, 'bin/remote-cluster-checker.cjs');

export const executable: Part = {
  title: 'Single executable',
  about: `Wall time of a process from its start to its end, with an empty environment, compared with
an empty program on the same Node in the same round. The executable holds one minified bundle
without V8's code cache, since the same bundle serves both architectures. The command on Node reads
some hundred files. Nearly all of the size is Node itself.`,
  run,
};

async function run({ log }: PartContext): Promise<string> {
  execFileSync('npm', ['run', 'executable'], { cwd: ROOT, stdio: 'ignore' });
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['empty program on Node', process.execPath, ['-e', '0']],
    ['executable --version', `${PREFIX}${process.arch}`, ['--version']],
    ['command on Node --version', process.execPath, [COMMAND, '--version']],
    ['executable explain', `${PREFIX}${process.arch}`, ['explain']],
    ['command on Node explain', process.execPath, [COMMAND, 'explain']],
  ];
  const times = new Map(cases.map(([name]): [string, number[]] => [name, []]));
  for (let round = -1; round < ROUNDS * 2; round++) {
    log(`round ${round + 2} of ${ROUNDS * 2 + 1}`);
    for (const [name, file, args] of cases) {
      const started = performance.now();
      await promisify(execFile)(file, args, { env: {} });
      if (round >= 0) times.get(name)?.push(performance.now() - started);
    }
  }
  const base = times.get('empty program on Node') ?? [];
  const rows = [...times].map(([name, ms]) => [name, spread(ms, 0), spread(ratios(ms, base))]);
  return `\n\n${table(['process', 'wall ms', '÷ empty program'], rows)}\n\n${await sizes()}`;
}

async function sizes(): Promise<string> {
  const rows = [];
  for (const architecture of ARCHITECTURES) {
    const { size } = await stat(`${PREFIX}${architecture}`);
    rows.push([architecture, (size / 1024 / 1024).toFixed(1)]);
  }
  const node = (await stat(process.execPath)).size / 1024 / 1024;
  rows.push([`Node itself, ${process.arch}`, node.toFixed(1)]);
  return table(['file', 'MiB'], rows);
}
