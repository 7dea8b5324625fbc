/**
 * Collects Elasticsearch's primitives as bytes; the counterpart of `Reader`, where their grammar
 * is. Numbers are the caller's own and trusted.
 */
export class Writer {
  readonly #bytes: number[] = [];

  u8(value: number): this {
    this.#bytes.push(value & 0xff);
    return this;
  }

  bool(value: boolean): this {
    return this.u8(value ? 1 : 0);
  }

  i32(value: number): this {
    return this.u8(value >> 24)
      .u8(value >> 16)
      .u8(value >> 8)
      .u8(value);
  }

  i64(value: number): this {
    return this.i32(Math.floor(value / 2 ** 32)).i32(value);
  }

  /** `value` from 0 to 2^31 - 1. */
  vint(value: number): this {
    let rest = value;
    for (; rest > 0x7f; rest >>= 7) this.u8((rest & 0x7f) | 0x80);
    return this.u8(rest);
  }

  string(text: string): this {
    this.vint(text.length);
    for (let unit = 0; unit < text.length; unit++) this.#utf16Unit(text.charCodeAt(unit));
    return this;
  }

  optionalString(text: string | undefined): this {
    this.bool(text !== undefined);
    return text === undefined ? this : this.string(text);
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.u8(byte);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    return this.vint(bytes.length).raw(bytes);
  }

  list<T>(items: readonly T[], write: (writer: this, item: T) => void): this {
    this.vint(items.length);
    for (const item of items) write(this, item);
    return this;
  }

  stringMap(map: ReadonlyMap<string, string>): this {
    return this.list([...map], (writer, [key, value]) => writer.string(key).string(value));
  }

  toBytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #utf16Unit(unit: number): void {
    if (unit < 0x80) this.u8(unit);
    else if (unit < 0x800) this.u8(0xc0 | (unit >> 6)).u8(0x80 | (unit & 0x3f));
    else
      this.u8(0xe0 | (unit >> 12))
        .u8(0x80 | ((unit >> 6) & 0x3f))
        .u8(0x80 | (unit & 0x3f));
  }
}
