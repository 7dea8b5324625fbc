/** Runs `lab/lab`, which makes real clusters. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const LAB = fileURLToPath(new URL('../lab/lab', import.meta.url));

/** Where jars, homes and certificates are; shared by all runs. */
export const LAB_HOME = process.env['LAB_HOME'] ?? join(homedir(), '.cache', 'es-lab');

export interface LabOptions {
  /** Logs, data and state of the running nodes. */
  readonly runDirectory: string;
  readonly input?: string;
}

/** Runs `lab` with the arguments → what it printed. Throws with its last words where it failed. */
export async function lab(
  args: readonly string[],
  { runDirectory, input = '' }: LabOptions,
): Promise<string> {
  const env = {
    LAB_PORTS: portsOf(runDirectory),
    LAB_HEAP: '256m',
    ...process.env,
    LAB_HOME,
    LAB_RUN: runDirectory,
  };
  const child = spawn('python3', [LAB, ...args], { env });
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`lab ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

/**
 * A range of its own for each run, so that two at a time do not reach for the same ports; all below
 * those that the system gives away.
 */
function portsOf(runDirectory: string): string {
  const number = [...runDirectory].reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 80,
    0,
  );
  const first = 21_000 + number * 100;
  return `${first}-${first + 99}`;
}

/** The path of a certificate or key of the lab, such as `ca.crt`. */
export function certificateFile(name: string): string {
  return join(LAB_HOME, 'certs', name);
}
