/** Bodies of rows: JSON, compressed unless it is short, and read again as if anybody wrote it. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as z from 'zod';
import { messageOf } from '../errors.ts';
import type { Key, Row } from './table.ts';

/** A row that cannot be read, or only in part. The message names it. */
export class DamagedRowError extends Error {
  override name = 'DamagedRowError' as const;

  constructor({ pk, sk }: Key, problem: unknown, consequence: string) {
    const message = problem instanceof z.ZodError ? issuesOf(problem) : messageOf(problem);
    super(`Stored row ${pk} ${sk} is damaged: ${message}; ${consequence}`, { cause: problem });
  }
}

const MOST_ISSUES = 5;

function issuesOf({ issues }: z.ZodError): string {
  const said = issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  return said.slice(0, MOST_ISSUES).join(', ');
}

/** Shorter JSON stays readable in the database. */
const SHORT_BYTES = 500;
/** Far more than any row has; a body that unpacks to more is damage, and not worth the memory. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Beyond it Brotli takes much longer for little. */
const QUALITY = 6;

/**
 * Only durations have fractions, and a hundredth of a millisecond is all that they are good for.
 */
export function roundedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'number' ? Math.round(part * 100) / 100 : part,
  );
}

export function pack(value: unknown): string | Uint8Array {
  const json = roundedJson(value);
  if (json.length < SHORT_BYTES) return json;
  const bytes = Buffer.from(json);
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

export function packedBytes(body: string | Uint8Array): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}

/** Whatever JSON it is. Throws if it is none. */
export function unpack({ body }: Pick<Row, 'body'>): unknown {
  if (typeof body === 'string') return JSON.parse(body);
  const bytes = brotliDecompressSync(body, { maxOutputLength: MOST_BYTES });
  return JSON.parse(bytes.toString('utf8'));
}
