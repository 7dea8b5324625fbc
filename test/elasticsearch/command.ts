/**
 * The command as a user runs it: the program that was built for this run, in a process of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { stringify } from 'yaml';
import { type CheckReport, reportSchema } from '../../lib/result/result.ts';
import { keyVariables } from './clusters/keyVariables.ts';
import { PASSWORD } from './clusters/request.ts';

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly workingDirectory?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `remote-cluster-checker` with the arguments. */
export async function run(
  args: readonly string[],
  { workingDirectory = tmpdir(), env = {} }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [inject('program'), ...args], {
    cwd: workingDirectory,
    env: { PATH: process.env['PATH'], LAB_PASSWORD: PASSWORD, ...keyVariables(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode: Number(code), stdout, stderr };
}

export interface Checked {
  readonly exitCode: number;
  readonly report: CheckReport;
}

/**
 * Writes the registry as clusters.yml, runs `check --json` on it and parses the report. Throws
 * where none is printed.
 */
export async function checkByCommand(
  registry: unknown,
  args: readonly string[] = [],
): Promise<Checked> {
  const workingDirectory = await mkdtemp(join(tmpdir(), 'remote-cluster-checker-'));
  try {
    await writeFile(join(workingDirectory, 'clusters.yml'), stringify(registry));
    const { exitCode, stdout, stderr } = await run(
      ['check', '--registry', 'clusters.yml', '--json', ...args],
      { workingDirectory },
    );
    if (stdout === '')
      throw new Error(`The command printed nothing and ended with ${exitCode}: ${stderr}`);
    return { exitCode, report: reportSchema.parse(JSON.parse(stdout)) };
  } finally {
    await rm(workingDirectory, { recursive: true });
  }
}
