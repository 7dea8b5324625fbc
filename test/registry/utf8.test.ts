import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badByteOf } from '../../lib/registry/utf8.ts';

describe('badByteOf', () => {
  it.each(['', 'abc\n', 'äöü €\u{1f600}', '\ufffd', '\ufeffa: 1'])('takes %j', (text) => {
    expect(badByteOf(Buffer.from(text))).toBeUndefined();
  });

  it('finds the first byte of another encoding', () => {
    const text = Buffer.concat([
      Buffer.from('a: 1\nä: "'),
      Buffer.from([0xfc]),
      Buffer.from('"\n'),
    ]);
    expect(badByteOf(text)).toEqual({ offset: 10, line: 2, column: 5, byte: '0xfc' });
  });

  it('accepts the replacement character of decoders in valid text', () => {
    const text = Buffer.concat([Buffer.from('\ufffd\ufffd\nx'), Buffer.from([0xe4, 0x0a, 0xe4])]);
    expect(badByteOf(text)).toEqual({ offset: 8, line: 2, column: 2, byte: '0xe4' });
  });

  it('finds a character that the end of the file cuts', () => {
    expect(badByteOf(Buffer.from([0x61, 0xe2, 0x82]))).toMatchObject({ offset: 1, byte: '0xe2' });
  });

  it('finds an offset up to which all bytes are UTF-8, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (given) => {
        const bytes = Buffer.from(given);
        const bad = badByteOf(bytes);
        expect(bad === undefined).toBe(isUtf8(bytes));
        expect(isUtf8(bytes.subarray(0, bad?.offset))).toBe(true);
      }),
    );
  });
});
