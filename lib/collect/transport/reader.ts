/**
 * The longest string that is read, in UTF-16 units; every name, address and reason of the protocol
 * is far below.
 */
export const STRING_LIMIT_UNITS = 65_536;

/** The longest list that is read; the largest clusters have some hundred nodes. */
export const LIST_LIMIT_ITEMS = 10_000;

const VINT_LIMIT_BYTES = 5;
const VLONG_LIMIT_BYTES = 10;

/**
 * Reads Elasticsearch's primitives from bytes that a peer sent, from first to last. Every method
 * throws ProtocolError where the bytes end early or cannot be what is asked for; no length is
 * believed beyond the bytes that are there.
 *
 *     vint     7 bits a byte, low group first, bit 7 = more follow; at most 5 bytes, 0 to 2^31 - 1
 *     vlong    the same with at most 10 bytes
 *     bool     1 byte, 0 or 1
 *     string   vint number of UTF-16 units, then every unit in 1 to 3 bytes (so an astral character takes two times 3 bytes)
 *     optional bool, then the value where it is 1
 *     bytes    vint length, then the bytes
 *     list     vint count, then the items; a map: key and value in turn
 */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.#bytes.byteLength - this.#position;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  bool(): boolean {
    const byte = this.u8();
    if (byte > 1) throw new ProtocolError(`Byte ${byte} is no boolean`);
    return byte === 1;
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4));
  }

  /** Refuses what a number cannot hold exactly: no id or count of the protocol gets there. */
  i64(): number {
    const value = this.#view.getBigInt64(this.#advance(8));
    if (value !== BigInt.asIntN(54, value))
      throw new ProtocolError(`Integer ${value} is out of range`);
    return Number(value);
  }

  vint(): number {
    return upTo(0x7fff_ffff, this.#variableLength(VINT_LIMIT_BYTES));
  }

  /** Refuses what a number cannot hold exactly. */
  vlong(): number {
    return upTo(Number.MAX_SAFE_INTEGER, this.#variableLength(VLONG_LIMIT_BYTES));
  }

  string(): string {
    const units = this.#length('String', 'units');
    if (units > STRING_LIMIT_UNITS)
      throw new ProtocolError(`String of ${units} units is longer than ${STRING_LIMIT_UNITS}`);
    let text = '';
    for (let unit = 0; unit < units; unit++) text += String.fromCharCode(this.#utf16Unit());
    return text;
  }

  optional<T>(read: (reader: Reader) => T): T | undefined {
    return this.bool() ? read(this) : undefined;
  }

  optionalString(): string | undefined {
    return this.optional((reader) => reader.string());
  }

  /** A copy-free view of the next `length` bytes. */
  raw(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  bytes(): Uint8Array {
    return this.raw(this.vint());
  }

  /** Every item takes at least one byte, which bounds the count too. */
  list<T>(read: (reader: Reader) => T, limitItems = LIST_LIMIT_ITEMS): T[] {
    const length = this.#length('List', 'items');
    if (length > limitItems)
      throw new ProtocolError(`List of ${length} items is longer than ${limitItems}`);
    return Array.from({ length }, () => read(this));
  }

  stringMap(limitItems = LIST_LIMIT_ITEMS): Map<string, string> {
    return new Map(this.list((reader) => [reader.string(), reader.string()] as const, limitItems));
  }

  /** Refuses whatever is left over. */
  end(): void {
    if (this.remaining > 0)
      throw new ProtocolError(`Message has ${this.remaining} bytes after its end`);
  }

  #variableLength(limitBytes: number): number {
    let value = 0;
    for (let length = 0; length < limitBytes; length++) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** (7 * length);
      if (byte < 0x80) return value;
    }
    throw new ProtocolError(`Variable-length integer is longer than ${limitBytes} bytes`);
  }

  #utf16Unit(): number {
    const first = this.u8();
    if (first < 0x80) return first;
    if (first >> 5 === 0b110) return ((first & 0x1f) << 6) | this.#continuation();
    if (first >> 4 === 0b1110)
      return ((first & 0x0f) << 12) | (this.#continuation() << 6) | this.#continuation();
    throw new ProtocolError(`Byte ${first} starts no character`);
  }

  #continuation(): number {
    const byte = this.u8();
    if (byte >> 6 !== 0b10) throw new ProtocolError(`Byte ${byte} continues no character`);
    return byte & 0x3f;
  }

  #length(what: string, items: string): number {
    const length = this.vint();
    if (length > this.remaining)
      throw new ProtocolError(`${what} of ${length} ${items} in ${this.remaining} bytes`);
    return length;
  }

  #advance(length: number): number {
    if (length > this.remaining)
      throw new ProtocolError(`Message ends ${length - this.remaining} bytes early`);
    const start = this.#position;
    this.#position += length;
    return start;
  }
}

function upTo(limit: number, value: number): number {
  if (value > limit) throw new ProtocolError(`Variable-length integer ${value} is out of range`);
  return value;
}

/**
 * The bytes of a peer do not follow the transport protocol. Nothing else is ever thrown by the
 * decoders of this folder.
 */
export class ProtocolError extends Error {
  override name = 'ProtocolError' as const;
}
