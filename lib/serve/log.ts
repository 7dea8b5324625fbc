/** What `serve` logs: lines for people on a terminal, JSON lines elsewhere. */
import { messageOf } from '../errors.ts';
import { instantOf } from '../instant.ts';
import { printable, printableJson } from '../report/printable.ts';

export type LogFormat = 'text' | 'json';
type Level = 'info' | 'warn' | 'error';
type Fields = Readonly<Record<string, unknown>>;

export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** Logs what was thrown, or reported. */
  problem(thrown: unknown): void;
}

export interface LogOptions {
  readonly format: LogFormat;
  readonly write: (line: string) => void;
  readonly now: () => Date;
}

/** The names of the fields of JSON lines are those of the Elastic Common Schema as far as it goes. */
export function createLog({ format, write, now }: LogOptions): Log {
  const line = format === 'json' ? jsonLine : textLine;
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) =>
      write(`${line({ level, message, fields, now: now() })}\n`);
  const error = at('error');
  return {
    info: at('info'),
    warn: at('warn'),
    error,
    problem: (thrown) => error(messageOf(thrown)),
  };
}

interface Entry {
  readonly level: Level;
  readonly message: string;
  readonly fields: Fields;
  readonly now: Date;
}

function jsonLine({ level, message, fields, now }: Entry): string {
  const entry = { '@timestamp': instantOf(now), 'log.level': level, message, ...fields };
  return printableJson(entry);
}

function textLine({ level, message, fields, now }: Entry): string {
  const sign = level === 'info' ? '' : `${level.toUpperCase()} `;
  // The lines of a message with several stay below each other.
  const [first = '', ...more] = message.split('\n').map(printable);
  const pairs = Object.entries(fields).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === '' ? [] : `${name}=${printable(text)}`;
  });
  const start = `${instantOf(now).slice(0, 19)}Z ${sign}`;
  return [`${start}${[first, ...pairs].join(' ')}`, ...more.map((each) => `  ${each}`)].join('\n');
}

/** Empty for what says nothing. */
function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(Math.round(value));
  if (Array.isArray(value)) return value.map(textOf).join(',');
  if (typeof value !== 'string') return JSON.stringify(value);
  return /[\s"=]/.test(value) ? JSON.stringify(value) : value;
}
