/**
 * The server name in a TLS ClientHello (RFC 8446, 4.1.2; RFC 6066, 3): record header 5 | handshake
 * header 4 | version 2 | random 32 | session id <1> | cipher suites <2> | compression <1> |
 * extensions <2>; an extension: type 2 | <2>; of type 0: list <2> of (type 1 | name <2>). `<n>`:
 * length in n bytes, then the content.
 */

/** Undefined where there is none, or where the bytes are no whole ClientHello. */
export function serverNameOf(bytes: Buffer): string | undefined {
  try {
    return bytes[0] === 0x16 && bytes[5] === 0x01 ? nameIn(extensionsOf(bytes)) : undefined;
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function extensionsOf(bytes: Buffer): Buffer {
  let at = 5 + 4 + 2 + 32;
  at += 1 + bytes.readUInt8(at);
  at += 2 + bytes.readUInt16BE(at);
  at += 1 + bytes.readUInt8(at);
  return bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at));
}

function nameIn(extensions: Buffer): string | undefined {
  for (let at = 0; at < extensions.length; at += 4 + extensions.readUInt16BE(at + 2)) {
    if (extensions.readUInt16BE(at) === 0)
      return extensions.toString('ascii', at + 9, at + 9 + extensions.readUInt16BE(at + 7));
  }
  return undefined;
}
