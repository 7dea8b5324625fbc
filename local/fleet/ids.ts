import { createHash } from 'node:crypto';

/** 22 characters, like Elasticsearch's ids. The same text returns the same id. */
export function idFrom(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
