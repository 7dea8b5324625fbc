/**
 * Builds the protocol's bytes by hand, apart from lib/transport/writer.ts, and reads the recorded
 * frames.
 */
import { readdirSync, readFileSync } from 'node:fs';

const FRAMES = new URL('../../fixtures/frames/', import.meta.url);

/** Joins numbers (one byte each), texts (as ASCII) and byte arrays. */
export function bytes(...parts: readonly (number | string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      parts.map((part) =>
        typeof part === 'object' ? part : Buffer.from(typeof part === 'string' ? part : [part]),
      ),
    ),
  );
}

export function int32(value: number): Uint8Array {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

/** A string shorter than 128 ASCII characters. */
export function text(value: string): Uint8Array {
  return bytes(value.length, value);
}

export interface FrameParts {
  readonly id?: number;
  readonly status: number;
  readonly version: number;
  readonly header?: Uint8Array;
  readonly body: Uint8Array;
}

export function frameBytes({
  id = 1,
  status,
  version,
  header = bytes(0, 0),
  body,
}: FrameParts): Uint8Array {
  const length = 17 + header.length + body.length;
  return bytes(
    'ES',
    int32(length),
    int32(0),
    int32(id),
    status,
    int32(version),
    int32(header.length),
    header,
    body,
  );
}

/** The recorded frame in a file of test/fixtures/frames. */
export function recordedFrame(file: string): Uint8Array {
  const [, hex = ''] = readFileSync(new URL(file, FRAMES), 'utf8').split('\n');
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

export function recordedFrames(): Map<string, Uint8Array> {
  return new Map(readdirSync(FRAMES).map((file) => [file, recordedFrame(file)]));
}

/**
 * Runs a decoder over bytes that may be anything: returns whether it threw, and passes on whatever
 * is not a ProtocolError.
 */
export function refuses(decode: () => unknown): boolean {
  try {
    decode();
    return false;
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'ProtocolError') return true;
    throw thrown;
  }
}
