/**
 * The functions, run by serverless-offline in a process of its own; what it makes is in a directory
 * that goes with it.
 */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OfflinePorts, offlineConfiguration, ROOT, type Service } from './service.ts';

export interface Offline {
  /** Ends when the process has ended, by itself or not. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void>;
}

export interface OfflineOptions {
  readonly service: Service;
  readonly ports: OfflinePorts;
  /** What the functions see, and nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  /** Empty, and for it alone. */
  readonly directory: string;
  /** What it and the functions print, line by line. */
  readonly onLine: (line: string) => void;
  /** Ends it while it starts. */
  readonly signal?: AbortSignal | undefined;
}

const PRELOAD = new URL('./endWithParent.ts', import.meta.url).href;
const START_MS = 60_000;
const STOP_MS = 1000;
const POLL_MS = 100;

/**
 * Ends when the functions can be called. Throws, with what it printed last, where it does not
 * start.
 */
export async function startOffline({
  service,
  ports,
  environment,
  directory,
  onLine,
  signal,
}: OfflineOptions): Promise<Offline> {
  await makeServiceDirectory(directory, offlineConfiguration(service, ports));
  signal?.throwIfAborted();
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules/serverless/bin/serverless.js'),
      'offline',
      '--localEnvironment',
      '--noSponsor',
    ],
    {
      cwd: directory,
      // One that throws in a function called as an event would end all others with it.
      env: {
        ...environment,
        NODE_OPTIONS: `--unhandled-rejections=warn --import=${PRELOAD}`,
        SLS_TELEMETRY_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C goes to all processes of the terminal's group; this one is stopped when it is its
      // turn.
      detached: true,
    },
  );
  const ended = once(child, 'exit').then(() => undefined);
  const said = follow(child, onLine);
  const abort = () => kill(child, ended);
  signal?.addEventListener('abort', abort);
  await Promise.race([untilReady(ports, child), ended, said.failed.then(abort)]);
  signal?.removeEventListener('abort', abort);
  if (hasEnded(child))
    throw new Error(`serverless-offline did not start:\n${said.last.join('\n')}`);
  return { ended, close: () => stop(child, ended), kill: () => kill(child, ended) };
}

/** Links to the sources, so that nothing is written beside them. */
async function makeServiceDirectory(directory: string, configuration: object): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'serverless.json'), JSON.stringify(configuration, undefined, 2));
  for (const name of ['functions', 'infra', 'lib', 'node_modules', 'package.json', 'tsconfig.json'])
    await symlink(join(ROOT, name), join(directory, name)).catch(ignoreExisting);
}

function ignoreExisting(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== 'EEXIST') throw thrown;
}

interface Said {
  /** The last lines. */
  readonly last: readonly string[];
  /** Ends when it said that it cannot start, after which it stays as it is. */
  readonly failed: Promise<void>;
}

const KEPT_LINES = 40;

function follow(
  { stdout, stderr }: ChildProcessByStdio<Writable, Readable, Readable>,
  onLine: (line: string) => void,
): Said {
  const last: string[] = [];
  const failed = Promise.withResolvers<void>();
  for (const stream of [stdout, stderr]) {
    createInterface(stream).on('line', (line) => {
      last.splice(0, last.push(line) - KEPT_LINES);
      if (line === 'Error:') setTimeout(failed.resolve, POLL_MS);
      onLine(line);
    });
  }
  return { last, failed: failed.promise };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function untilReady({ api, lambda }: OfflinePorts, child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + START_MS;
  while (!hasEnded(child) && !((await answers(lambda)) && (await answers(api)))) {
    if (performance.now() > giveUpAt)
      throw new Error(`serverless-offline does not answer after ${START_MS / 1000} seconds`);
    await sleep(POLL_MS);
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/not-a-route`, {
      method: 'OPTIONS',
      signal: AbortSignal.timeout(1000),
    });
    return true;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
  await kill(child, ended);
}

/** With everything that it started, which may outlive it. */
async function kill({ pid }: ChildProcess, ended: Promise<void>): Promise<void> {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
  }
  await ended;
}
