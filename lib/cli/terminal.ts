/** What the command needs of the process; tests give their own. */
import { styleText } from 'node:util';
import type { Status } from '../result/result.ts';

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** What stdin is on a terminal. */
export interface Keyboard {
  readonly isTTY?: boolean | undefined;
  setRawMode(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', listener: (typed: Buffer | string) => void): unknown;
  once?(event: 'end', listener: () => void): unknown;
  off(event: 'data', listener: (typed: Buffer | string) => void): unknown;
}

export interface Terminal {
  readonly stdin: Keyboard;
  /**
   * Calls the listener in place of ending the process, when that is to end (Ctrl-C, kill, a closed
   * terminal); gives what undoes it.
   */
  readonly onEnd: (listener: () => void) => () => void;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly hostname: string;
}

const COLOURS = {
  healthy: 'green',
  degraded: 'yellow',
  failing: 'red',
  unknown: 'magenta',
} as const satisfies Record<Status, string>;

/** Whether letters beyond ASCII are shown, as the locale says. */
export function showsUnicode(env: Terminal['env']): boolean {
  return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
}

/** Colour only on a terminal, and not where NO_COLOR is set to anything (https://no-color.org). */
export function painter({ stdout, env }: Terminal): (status: Status, text: string) => string {
  const plain = stdout.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return plain
    ? (_status, text) => text
    : (status, text) => styleText(COLOURS[status], text, { validateStream: false });
}

/** Titles in bold on a terminal; text for a file stays plain. */
export function contactStyle(
  isPlain: boolean,
  { stdout, env }: Terminal,
): { columns: number; bold: (text: string) => string } {
  const isStyled = !isPlain && stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '';
  return {
    columns: columnsOf(stdout),
    bold: isStyled ? (text) => styleText('bold', text, { validateStream: false }) : (text) => text,
  };
}

const WIDEST = 120;
const NARROWEST = 40;

/** Of text for people: that of the terminal, or 80 columns. */
export function columnsOf({ columns }: Output): number {
  return Math.max(NARROWEST, Math.min(columns || 80, WIDEST));
}
