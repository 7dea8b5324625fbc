import { createHash } from 'node:crypto';

/** A short id of what it is made from: 16 hex digits, the same at every call. */
export function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
