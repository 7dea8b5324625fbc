/** The real command in a process of its own: what it prints, how long it takes, how much memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { CheckReport, CheckResult } from '../../../lib/result/result.ts';

const COMMAND = join(import.meta.dirname, '../../../bin/remote-cluster-checker.cjs');

/** Of a check, in seconds; the peers take it all if they can. */
export const DEADLINE_S = 8;
/** To start the process, to print, and to end. */
const MARGIN_S = 3;
const MOST_RSS_MB = 400;

export const TIMEOUTS = {
  checkSeconds: DEADLINE_S,
  httpSeconds: 2,
  resolveSeconds: 2,
  dnsSeconds: 1.5,
  connectSeconds: 1.5,
  tlsSeconds: 1.5,
  handshakeSeconds: 1.5,
};

export interface Run {
  /** Empty if there is no report. */
  readonly results: readonly CheckResult[];
  readonly exitCode: number | string;
  readonly seconds: number;
  readonly rssMb: number;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Of Node. */
  readonly nodeArguments?: readonly string[];
}

/** `check --json` of a registry. */
export async function runCheck(
  registry: object,
  { env = {}, nodeArguments = [] }: RunOptions = {},
): Promise<Run> {
  const directory = await mkdtemp(join(tmpdir(), 'hostile-'));
  const file = join(directory, 'clusters.yml');
  await writeFile(
    file,
    JSON.stringify({ vantage: 'test', defaults: { timeouts: TIMEOUTS }, ...registry }),
  );
  try {
    const { stdout, ...run } = await runCommand(['check', '--json', '--registry', file], {
      env,
      nodeArguments,
    });
    return { ...run, results: resultsIn(stdout) };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function resultsIn(stdout: string): readonly CheckResult[] {
  try {
    return (JSON.parse(stdout) as CheckReport).results;
  } catch {
    return [];
  }
}

/**
 * What holds for every check: it ends by its deadline, with a report, without an internal error, in
 * little memory.
 */
export function expectEnded(run: Run): void {
  expect.soft(run.stderr).toBe('');
  expect.soft(run.exitCode).toBeOneOf([0, 1, 2, 3]);
  expect.soft(run.results, 'results').not.toEqual([]);
  expect.soft(run.seconds, 'seconds').toBeLessThan(DEADLINE_S + MARGIN_S);
  expect.soft(run.rssMb, 'peak of the resident memory in MB').toBeLessThan(MOST_RSS_MB);
}

async function runCommand(args: readonly string[], { env, nodeArguments }: Required<RunOptions>) {
  const started = performance.now();
  const child = spawn(process.execPath, [...nodeArguments, COMMAND, ...args], {
    env: { ...process.env, NO_COLOR: '1', PASSWORD: 'changeme', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let rssMb = 0;
  const watch = setInterval(() => {
    rssMb = Math.max(rssMb, peakOf(child.pid));
  }, 25);
  // One that does not end by itself is a failure, which the caller sees by its time.
  const killer = setTimeout(() => child.kill('SIGKILL'), (DEADLINE_S + MARGIN_S + 5) * 1000);
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  clearInterval(watch);
  clearTimeout(killer);
  return {
    stdout,
    stderr,
    exitCode: code ?? signal,
    seconds: (performance.now() - started) / 1000,
    rssMb,
  };
}

/** Linux tells; elsewhere it is 0. */
function peakOf(pid: number | undefined): number {
  try {
    return (
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
    );
  } catch {
    return 0;
  }
}

/** What must not change by what others do. */
export function verdictOf({ status, cause, findings }: CheckResult): object {
  return { status, cause: cause.code, findings: findings.map(({ code }) => code).toSorted() };
}

/** `cluster/alias` → its verdict. */
export function verdictsOf({ results }: Pick<Run, 'results'>): Map<string, object> {
  return new Map(results.map((result) => [`${result.cluster}/${result.alias}`, verdictOf(result)]));
}
