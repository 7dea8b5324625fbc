/** What the command needs of the process; tests give their own. */
import { styleText } from 'node:util';
import { type Ink, NO_INK, type Paper, PLAIN_PAPER } from '../report/terminal/ink.ts';
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

const STATUS_COLORS = {
  healthy: 'green',
  degraded: 'yellow',
  failing: 'red',
  unknown: 'magenta',
} as const satisfies Record<Status, string>;

/** Whether letters beyond ASCII are shown, as the locale says. */
export function showsUnicode(env: Terminal['env']): boolean {
  return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
}

/** Narrower terminals get lines as for this width. */
const NARROWEST = 60;

/**
 * What a report on stdout is laid out for. Colors only on a terminal, and not if NO_COLOR is set to
 * anything (https://no-color.org). Elsewhere lines do not wrap, unless COLUMNS says how wide they
 * may be.
 */
export function paperOf({ stdout, env }: Terminal): Paper {
  const isPlain = stdout.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const asked = Number(env['COLUMNS']) || undefined;
  const given = stdout.isTTY === true ? stdout.columns || asked || 80 : asked;
  return {
    width: given === undefined ? Number.POSITIVE_INFINITY : Math.max(NARROWEST, given),
    ink: isPlain ? NO_INK : COLORS,
    unicode: showsUnicode(env),
  };
}

/** Titles in bold on a terminal; text for a file stays plain. */
export function contactStyle(
  isPlain: boolean,
  terminal: Terminal,
): { columns: number; bold: (text: string) => string } {
  const { ink } = isPlain ? PLAIN_PAPER : paperOf(terminal);
  return { columns: columnsOf(terminal.stdout), bold: ink.bold };
}

const WIDEST = 120;

/** Of text that always wraps, such as help: that of the terminal, or 80 columns. */
export function columnsOf({ columns }: Output): number {
  return Math.max(NARROWEST, Math.min(columns || 80, WIDEST));
}

/** What a report in a file is laid out for: no colors, and a line for each paragraph. */
export function filePaperOf({ env }: Pick<Terminal, 'env'>): Paper {
  return { ...PLAIN_PAPER, unicode: showsUnicode(env) };
}

function style(format: Parameters<typeof styleText>[0]): (text: string) => string {
  return (text) => styleText(format, text, { validateStream: false });
}

const COLORS: Ink = {
  status: (status, text) => style(STATUS_COLORS[status])(text),
  bold: style('bold'),
  dim: style('dim'),
  typed: style('cyan'),
};
