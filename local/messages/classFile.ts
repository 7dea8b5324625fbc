/** Reads the string constants of a Java class file: the texts that its code can print. */

const MAGIC = 0xcafebabe;
/** Offset of the first entry of the constant pool, which has number 1. */
const POOL_OFFSET = 10;

const UTF8 = 1;
const LONG = 5;
const DOUBLE = 6;
const STRING = 8;

/** Bytes of an entry after its tag, by tag (Java Virtual Machine Specification, 4.4). */
const LENGTHS: Readonly<Record<number, number>> = {
  3: 4,
  4: 4,
  [LONG]: 8,
  [DOUBLE]: 8,
  7: 2,
  [STRING]: 2,
  9: 4,
  10: 4,
  11: 4,
  12: 4,
  15: 3,
  16: 2,
  17: 4,
  18: 4,
  19: 2,
  20: 2,
};

/**
 * In the order of the pool. The compiler marks the place of a value in a concatenated text with the
 * character U+0001. Throws if the bytes are not a class file.
 */
export function stringConstants(bytes: Uint8Array): string[] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length < POOL_OFFSET || data.readUInt32BE(0) !== MAGIC) {
    throw new Error('Not a Java class file: it does not begin with 0xcafebabe');
  }
  const texts = new Map<number, string>();
  const wanted: number[] = [];
  const count = data.readUInt16BE(8);
  for (let index = 1, at = POOL_OFFSET; index < count; index++) {
    const tag = data.readUInt8(at);
    if (tag === UTF8) texts.set(index, textAt(data, at + 1));
    if (tag === STRING) wanted.push(data.readUInt16BE(at + 1));
    at += 1 + lengthOf(data, at);
    // These two entries use two numbers each.
    if (tag === LONG || tag === DOUBLE) index++;
  }
  return wanted.flatMap((index) => texts.get(index) ?? []);
}

function textAt(data: Buffer, at: number): string {
  return data.toString('utf8', at + 2, at + 2 + data.readUInt16BE(at));
}

function lengthOf(data: Buffer, at: number): number {
  const tag = data.readUInt8(at);
  if (tag === UTF8) return 2 + data.readUInt16BE(at + 1);
  const length = LENGTHS[tag];
  if (length === undefined)
    throw new Error(`Unknown constant ${tag} at byte ${at} of a class file`);
  return length;
}
