import { createHash } from 'node:crypto';

/** A short id from its parts: 16 hex digits, the same for each call. */
export function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
