/**
 * Files that the registry leads to. A pipe would hang the checker, a device or a huge file would
 * fill its memory, so only regular files up to a limit are read. Symbolic links are followed.
 */
import { closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs';
import { messageOf } from '../errors.ts';

/**
 * `problem` names no remedy; `code` is the operating system's, absent if the file was refused here.
 */
export type FileAnswer =
  | { readonly bytes: Buffer }
  | { readonly problem: string; readonly code?: string | undefined };

const CHUNK_BYTES = 65_536;

export function readRegularFile(path: string, maxBytes: number): FileAnswer {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return { problem: `it is ${kindOf(stats)}, not a regular file` };
    const bytes = firstBytes(path, maxBytes + 1);
    return bytes.length > maxBytes ? { problem: `it has more than ${maxBytes} bytes` } : { bytes };
  } catch (thrown) {
    return { problem: messageOf(thrown), code: (thrown as NodeJS.ErrnoException).code };
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** Counted while reading: the size of a file may be wrong, as below /proc, or change meanwhile. */
function firstBytes(path: string, count: number): Buffer {
  // Without blocking, since another file may have taken its place.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const chunks: Buffer[] = [];
    for (let left = count; left > 0; ) {
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, left));
      const read = readSync(file, chunk);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      left -= read;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(file);
  }
}
