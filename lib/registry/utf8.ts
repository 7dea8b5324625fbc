/** Detects text that is not UTF-8. Another encoding would silently change names and passwords. */
import { isUtf8 } from 'node:buffer';

export interface BadByte {
  /** From 0. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** `0xe4`. */
  readonly byte: string;
}

/** The first byte that is not UTF-8. Undefined if all bytes are valid. */
export function badByteOf(bytes: Buffer): BadByte | undefined {
  if (isUtf8(bytes)) return undefined;
  const offset = offsetOfBadByte(bytes);
  const lines = bytes.toString('utf8', 0, offset).split('\n');
  const column = (lines.at(-1) as string).length + 1;
  return {
    offset,
    line: lines.length,
    column,
    byte: `0x${bytes.toString('hex', offset, offset + 1)}`,
  };
}

const REPLACEMENT = '\ufffd';
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT);

/** The decoder replaces each invalid byte with U+FFFD, but valid text may contain U+FFFD too. */
function offsetOfBadByte(bytes: Buffer): number {
  let offset = 0;
  for (const piece of bytes.toString('utf8').split(REPLACEMENT)) {
    offset += Buffer.byteLength(piece);
    const end = offset + REPLACEMENT_BYTES.length;
    if (!bytes.subarray(offset, end).equals(REPLACEMENT_BYTES)) break;
    offset = end;
  }
  return offset;
}
