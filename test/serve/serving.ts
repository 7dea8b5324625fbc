/** `serve` as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { portOf } from '../../local/stack/ports.ts';

export const TOKEN = 'a-token-to-read';
export const ACTION_TOKEN = 'a-token-to-act';

export interface ProcessOptions {
  readonly directory: string;
  readonly port: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The command; the sources by default. */
  readonly program?: string;
}

export interface Process {
  readonly child: ChildProcess;
  /** Lines of the log so far. */
  readonly log: () => string;
  readonly errors: () => string;
  readonly kill: (signal: NodeJS.Signals) => Promise<number | null>;
  readonly get: (path: string, token?: string) => Promise<Response>;
}

const SOURCES = join(import.meta.dirname, '../../lib/cli/bin.ts');

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  await once(server.close(), 'close');
  return port;
}

/** Registry and data are in the directory. Resolves as soon as the process runs. */
export function spawnServe({
  directory,
  port,
  args = [],
  env = {},
  program = SOURCES,
}: ProcessOptions): Process {
  const listen = `127.0.0.1:${port}`;
  const argv = ['serve', '--listen', listen, '--data', join(directory, 'data')];
  const tokens = ['--token', 'env:READ', '--action-token', 'env:ACT'];
  const child = spawn(process.execPath, [program, ...argv, ...tokens, ...args], {
    cwd: directory,
    env: { ...process.env, READ: TOKEN, ACT: ACTION_TOKEN, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { log: '', errors: '' };
  child.stdout.on('data', (chunk) => {
    written.log += chunk;
  });
  child.stderr.on('data', (chunk) => {
    written.errors += chunk;
  });
  const closed = once(child, 'close');
  return {
    child,
    log: () => written.log,
    errors: () => written.errors,
    kill: async (signal) => {
      child.kill(signal);
      await closed;
      return child.exitCode;
    },
    get: (path, token = TOKEN) =>
      fetch(`http://${listen}${path}`, { headers: { authorization: `Bearer ${token}` } }),
  };
}
