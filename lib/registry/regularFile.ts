/**
 * Reads the files that the registry names, only regular files up to a size limit. A pipe would
 * block the checker, and a device or a huge file would fill its memory. Symbolic links are
 * followed.
 */
import { closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs';
import { messageOf } from '../errors.ts';

/**
 * `problem` contains no remedy. `code` comes from the operating system. It is absent if this module
 * refused the file.
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

/**
 * Counts bytes while reading: the reported size may be wrong, as in /proc, or may change meanwhile.
 */
function firstBytes(path: string, count: number): Buffer {
  // Opens without blocking, because a pipe may have replaced the file since the check.
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
