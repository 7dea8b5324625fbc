/** What the command needs of the process; tests give their own. */
import { styleText } from 'node:util';
import type { Status } from '../result/result.ts';

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly hostname: string;
}

const COLOURS = { healthy: 'green', degraded: 'yellow', failing: 'red', unknown: 'magenta' } as const satisfies Record<Status, string>;

/** Colour only on a terminal, and not where NO_COLOR is set to anything (https://no-color.org). */
export function painter({ stdout, env }: Terminal): (status: Status, text: string) => string {
  const plain = stdout.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return plain ? (_status, text) => text : (status, text) => styleText(COLOURS[status], text, { validateStream: false });
}
