/** What the functions log as JSON, as lines that a person can read. */
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

/**
 * Said by the logger of every line or elsewhere in the line, and nothing that a reader needs here.
 */
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
 * Makes what gives one line for each line of the functions' process, or undefined for what is not
 * worth one: metrics, chatter, and a remote that is found as it was found before.
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

/** A line of one part of the stack. */
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

/** Stack traces and internal chatter are left out, what went wrong is not. */
function isTrouble(line: string): boolean {
  return /^\s*(?:✖|\w*Error\b|Warning\b|.*Lambda timeout)/.test(line);
}
