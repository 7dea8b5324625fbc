/** Starts and ends the measured processes. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export interface Processes extends AsyncDisposable {
  /** Discards the output. The process ends with the part of the benchmark. */
  start(command: string, ...args: readonly string[]): ChildProcess;
  /** A process that answers each input line with one line of JSON. */
  startAnswering<Answer>(command: string, ...args: readonly string[]): Answering<Answer>;
}

export interface Answering<Answer> {
  readonly pid: number;
  ask(question: object): Promise<Answer>;
}

export function createProcesses(): Processes {
  const started: ChildProcess[] = [];
  return {
    start: (command, ...args) => {
      const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      started.push(child);
      return child;
    },
    startAnswering: (command, ...args) => {
      const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      started.push(child);
      return answering(child);
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of started.toReversed()) await end(child);
    },
  };
}

function answering<Answer>(
  child: ChildProcessByStdio<Writable, Readable, null>,
): Answering<Answer> {
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    ask: async (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${child.spawnargs.join(' ')} ended instead of answering`);
      return JSON.parse(value);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** User and system time of a process so far (USER_HZ is 100 on Linux). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Peak memory of a process. */
export function peakMiB(pid: number): number {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** Resolves when the URL answers. */
export async function untilAnswering(url: string): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await (await fetch(url)).text();
    } catch (thrown) {
      if (attempt === 200) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
