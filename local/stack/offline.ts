/** Runs the functions with serverless-offline in its own process and a temporary directory. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OfflinePorts, offlineConfiguration, ROOT, type Service } from './service.ts';

export interface Offline {
  /** Resolves when the process has ended, for any reason. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
  /** Ends the process immediately, even during work. */
  kill(): Promise<void>;
}

export interface OfflineOptions {
  readonly service: Service;
  readonly ports: OfflinePorts;
  /** The complete environment of the functions. */
  readonly environment: Readonly<Record<string, string>>;
  /** An empty directory for this process only. */
  readonly directory: string;
  /** Receives the output of the process and the functions, line by line. */
  readonly onLine: (line: string) => void;
  /** Stops the start. */
  readonly signal?: AbortSignal | undefined;
}

const PRELOAD = new URL('./endWithParent.ts', import.meta.url).href;
const START_MS = 60_000;
const STOP_MS = 1000;
const POLL_MS = 100;

/** Resolves when the functions accept calls. Throws with the last output if the start fails. */
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
      // Without this option, one function that throws in an asynchronous call would end the whole
      // process.
      env: {
        ...environment,
        NODE_OPTIONS: `--unhandled-rejections=warn --import=${PRELOAD}`,
        SLS_TELEMETRY_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C reaches all processes in the terminal's group. This process is stopped later, in
      // order.
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

/** Links to the sources, so that nothing is written next to them. */
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
  /** The last lines of output. */
  readonly last: readonly string[];
  /** Resolves when it reports that it cannot start. The process does not exit then. */
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

/** Also ends its child processes, which may outlive it. */
async function kill({ pid }: ChildProcess, ended: Promise<void>): Promise<void> {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
  }
  await ended;
}
