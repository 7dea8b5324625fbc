/** The subset of DER for an X.509 certificate: each value is tag, length, content. */

function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.from(content.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

export function sequence(...contents: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...contents);
}

export function set(...contents: readonly Uint8Array[]): Buffer {
  return tagged(0x31, ...contents);
}

/** A positive integer from bytes. The first byte must be below 0x80. */
export function integer(bytes: Uint8Array): Buffer {
  return tagged(0x02, bytes);
}

export function booleanTrue(): Buffer {
  return tagged(0x01, Buffer.from([0xff]));
}

export function utf8String(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text));
}

export function octetString(content: Uint8Array): Buffer {
  return tagged(0x04, content);
}

export function bitString(content: Uint8Array): Buffer {
  return tagged(0x03, Buffer.from([0]), content);
}

/** A numbered field, either constructed (contains other values) or primitive (contains bytes). */
export function field(
  number: number,
  kind: 'constructed' | 'primitive',
  content: Uint8Array,
): Buffer {
  return tagged((kind === 'constructed' ? 0xa0 : 0x80) | number, content);
}

/** From the dotted form, such as `2.5.4.3`. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime before 2050, GeneralizedTime after that, as RFC 5280 requires. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits));
}

function base128(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [...base128(value >> 7).map((byte) => byte | 0x80), low];
}
