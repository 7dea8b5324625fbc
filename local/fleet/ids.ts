import { createHash } from 'node:crypto';

/** 22 characters as Elasticsearch's ids have, the same for the same text. */
export function idFrom(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
