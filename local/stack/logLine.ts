/** Turns the functions' JSON logs into readable lines. */
import { styleText } from 'node:util';

const LEVELS = {
  DEBUG: 'dim',
  INFO: 'white',
  WARN: 'yellow',
  ERROR: 'red',
  CRITICAL: 'red',
} as const;
const STATUSES = {
  healthy: 'green',
  degraded: 'yellow',
  failing: 'red',
  unknown: 'magenta',
} as const;

/** Fields that every line contains, that repeat other fields, or that local users do not need. */
const NOISE = new Set([
  ...[
    'level',
    'message',
    'timestamp',
    'service',
    'sampling_rate',
    'xray_trace_id',
    'cold_start',
    'name',
    'outcome',
  ],
  ...[
    'function_name',
    'function_arn',
    'function_memory_size',
    'function_request_id',
    'cluster',
    'alias',
    'status',
  ],
]);

const NAME_WIDTH = 8;

type Entry = Readonly<Record<string, unknown>>;

/**
 * Returns a function that turns a log line into readable text. It returns undefined for lines
 * without news: metrics, internal logs, and remotes with an unchanged status.
 */
export function lineReader(): (line: string, now: Date) => string | undefined {
  const found = new Map<string, string>();
  return (line, now) => {
    const entry = entryIn(line);
    if (entry === undefined)
      return isTrouble(line) ? lineOf('offline', line.trim(), now) : undefined;
    if ('_aws' in entry || entry['message'] === undefined || isKnown(entry, found))
      return undefined;
    return lineOf(
      String(entry['function_name'] ?? '').replace(/^.*-/, ''),
      textOfEntry(entry),
      now,
    );
  };
}

/** A line from one part of the stack. */
export function lineOf(name: string, text: string, now: Date): string {
  return `${now.toTimeString().slice(0, 8)} ${name.padEnd(NAME_WIDTH)} ${text}`;
}

function isKnown(
  { cluster, alias, status, cause, events }: Entry,
  found: Map<string, string>,
): boolean {
  if (status === undefined) return false;
  const [remote, outcome] = [`${cluster}/${alias}`, `${status} ${cause}`];
  const isSame = found.get(remote) === outcome;
  found.set(remote, outcome);
  return isSame && Array.isArray(events) && events.length === 0;
}

function textOfEntry(entry: Entry): string {
  const { message, cluster, alias, status } = entry;
  const remote = [cluster, alias].filter((name) => name !== undefined).join('/');
  const details = Object.entries(entry).flatMap(([key, value]) =>
    NOISE.has(key) || isEmpty(value) ? [] : `${key}=${textOf(value)}`,
  );
  const text = [message, remote, coloured(status), ...details]
    .filter((part) => part !== '')
    .join(' ');
  const level = levelOf(entry['level']);
  return level === 'INFO' ? text : styleText(LEVELS[level], `${level} ${text}`);
}

function coloured(status: unknown): string {
  if (typeof status !== 'string') return '';
  return status in STATUSES ? styleText(STATUSES[status as keyof typeof STATUSES], status) : status;
}

function entryIn(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

function levelOf(level: unknown): keyof typeof LEVELS {
  return typeof level === 'string' && level in LEVELS ? (level as keyof typeof LEVELS) : 'INFO';
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value));
  if (Array.isArray(value)) return value.map(textOf).join(',');
  if (typeof value === 'object' && value !== null && 'message' in value)
    return `"${String(value.message)}"`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Skips stack traces and internal logs, but not errors. */
function isTrouble(line: string): boolean {
  return /^\s*(?:✖|\w*Error\b|Warning\b|.*Lambda timeout)/.test(line);
}
