/**
 * Before all tests: what they need is there, the program is built as it is published. After them:
 * nothing of it runs any more, unless LAB_RUN names the directory of the run: then the clusters
 * stay for the next run, until `LAB_RUN=… lab/lab down`.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { lab } from './clusters/labCommand.ts';
import { ALL_VERSIONS } from './clusters/specs.ts';
import { forgetRows } from './testedWith.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of `lab`: logs, data and state of the nodes of this run. */
    runDirectory: string;
    /** The command's file. */
    program: string;
    /** What has to be installed first; empty where nothing is missing. */
    missing: string;
  }
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const missing = await missingTools();
  if (missing !== '') refuse(`The tests on real Elasticsearch need ${missing}`);
  const given = process.env['LAB_RUN'];
  const runDirectory = given ?? mkdtempSync(join(tmpdir(), 'es-run-'));
  provide('missing', missing);
  provide('runDirectory', runDirectory);
  provide('program', missing === '' ? build(join(runDirectory, 'program')) : '');
  if (missing !== '') return async () => rmSync(runDirectory, { recursive: true });
  // With LAB_RUN, the suite may run in parts that make one page together.
  if (process.env['LAB_ROWS'] !== 'keep') forgetRows(runDirectory);
  await lab(['build', ...ALL_VERSIONS], { runDirectory });
  if (given !== undefined) return undefined;
  const guard = guardAgainstLeftovers(runDirectory);
  return async () => {
    guard.kill();
    await lab(['down'], { runDirectory });
    rmSync(runDirectory, { recursive: true });
  };
}

async function missingTools(): Promise<string> {
  if (spawnSync('python3', ['--version']).status !== 0)
    return 'Python 3.9 or later (apt-get install python3, or brew install python)';
  return (await lab(['missing', ...ALL_VERSIONS], { runDirectory: tmpdir() })).trim();
}

/** Nobody looks at skipped tests where CI runs them. */
function refuse(line: string): void {
  const isCi = !['', 'false', undefined].includes(process.env['CI']);
  process.stderr.write(`${line}${isCi ? '' : '; skipped'}\n`);
  if (isCi) process.exit(1);
}

/** Compiled apart from `dist/`, which may be in use. */
function build(directory: string): string {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(
    process.execPath,
    [tsc, '-p', 'tsconfig.build.json', '--outDir', join(directory, 'dist')],
    { cwd: ROOT, stdio: 'inherit' },
  );
  cpSync(join(ROOT, 'bin'), join(directory, 'bin'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  return join(directory, 'bin/remote-cluster-checker.cjs');
}

/** Stops the clusters also where this process ends without a last word. */
function guardAgainstLeftovers(runDirectory: string) {
  const script =
    'while kill -0 "$1" 2>/dev/null; do sleep 1; done; python3 "$2" down; rm -rf "$LAB_RUN"';
  const labScript = join(ROOT, 'test/elasticsearch/lab/lab');
  const guard = spawn('sh', ['-c', script, 'guard', String(process.pid), labScript], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, LAB_RUN: runDirectory },
  });
  guard.unref();
  return guard;
}
