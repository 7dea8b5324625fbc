/** What parts of `serve` are given in tests. */
import { createLog, type Log } from '../../lib/serve/log.ts';

export interface KeptLog {
  readonly log: Log;
  readonly lines: string[];
}

export function keptLog(): KeptLog {
  const lines: string[] = [];
  const now = () => new Date('2026-12-01T00:00:00Z');
  const write = (line: string) => void lines.push(line.replace(/^\S+ /, '').trimEnd());
  return { log: createLog({ format: 'text', write, now }), lines };
}
