import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolError, Reader } from '../../../lib/collect/transport/reader.ts';
import { bytes, refuses, text } from './bytes.ts';

function read<T>(from: Uint8Array, how: (reader: Reader) => T): T {
  const reader = new Reader(from);
  const value = how(reader);
  reader.end();
  return value;
}

const vint = (reader: Reader) => reader.vint();
const string = (reader: Reader) => reader.string();

describe('Reader.vint', () => {
  test.each([
    [0, [0x00]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [16_383, [0xff, 0x7f]],
    [10_000_000, [0x80, 0xad, 0xe2, 0x04]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
  ])('reads %d', (value, from) => {
    expect(read(bytes(...from), vint)).toBe(value);
  });

  test('refuses a sixth byte', () => {
    expect(() => read(bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x00), vint)).toThrow(
      new ProtocolError('Variable-length integer is longer than 5 bytes'),
    );
  });

  test('refuses 2^31', () => {
    expect(() => read(bytes(0x80, 0x80, 0x80, 0x80, 0x08), vint)).toThrow(
      new ProtocolError('Variable-length integer 2147483648 is out of range'),
    );
  });

  test('refuses an early end', () => {
    expect(() => read(bytes(0x80), vint)).toThrow(new ProtocolError('Message ends 1 bytes early'));
  });
});

describe('Reader.bool', () => {
  test('reads 0 and 1', () => {
    expect(read(bytes(0, 1), (reader) => [reader.bool(), reader.bool()])).toEqual([false, true]);
  });

  test('refuses 2', () => {
    expect(() => read(bytes(2), (reader) => reader.bool())).toThrow(
      new ProtocolError('Byte 2 is no boolean'),
    );
  });
});

describe('Reader.string', () => {
  test.each([
    ['', [0]],
    ['9.5.3', [5, 0x39, 0x2e, 0x35, 0x2e, 0x33]],
    ['ü', [1, 0xc3, 0xbc]],
    ['東', [1, 0xe6, 0x9d, 0xb1]],
    ['😀', [2, 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ])('reads %j', (value, from) => {
    expect(read(bytes(...from), string)).toBe(value);
  });

  test('refuses more units than bytes are left', () => {
    expect(() => read(bytes(3, 'ab'), string)).toThrow(
      new ProtocolError('String of 3 units in 2 bytes'),
    );
  });

  test('refuses an end within a character', () => {
    expect(() => read(bytes(2, 'a', 0xc3), string)).toThrow(
      new ProtocolError('Message ends 1 bytes early'),
    );
  });

  test('refuses a byte that starts no character', () => {
    expect(() => read(bytes(1, 0x80), string)).toThrow(
      new ProtocolError('Byte 128 starts no character'),
    );
    expect(() => read(bytes(1, 0xf0), string)).toThrow(
      new ProtocolError('Byte 240 starts no character'),
    );
  });

  test('refuses a byte that continues no character', () => {
    expect(() => read(bytes(1, 0xe6, 0x9d, 0x41), string)).toThrow(
      new ProtocolError('Byte 65 continues no character'),
    );
  });

  test('reads 65536 units and refuses one more', () => {
    expect(read(bytes(0x80, 0x80, 0x04, 'x'.repeat(65_536)), string)).toHaveLength(65_536);
    expect(() => read(bytes(0x81, 0x80, 0x04, 'x'.repeat(65_537)), string)).toThrow(
      new ProtocolError('String of 65537 units is longer than 65536'),
    );
  });
});

describe('Reader.vlong', () => {
  const vlong = (reader: Reader) => reader.vlong();

  test('reads what a number holds exactly, and refuses more', () => {
    expect(read(bytes(0x7f), vlong)).toBe(127);
    expect(read(bytes(...Array<number>(7).fill(0xff), 0x0f), vlong)).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => read(bytes(...Array<number>(7).fill(0x80), 0x10), vlong)).toThrow(
      new ProtocolError('Variable-length integer 9007199254740992 is out of range'),
    );
  });

  test('refuses more than 10 bytes', () => {
    expect(() => read(bytes(...Array<number>(11).fill(0x80)), vlong)).toThrow(
      new ProtocolError('Variable-length integer is longer than 10 bytes'),
    );
  });
});

describe('Reader.optionalString', () => {
  test('reads a present and an absent string', () => {
    expect(
      read(bytes(1, text('a'), 0), (reader) => [reader.optionalString(), reader.optionalString()]),
    ).toEqual(['a', undefined]);
  });
});

describe('Reader.i32 and Reader.i64', () => {
  test('read negative numbers', () => {
    const ones = new Uint8Array(12).fill(0xff);
    expect(read(ones, (reader) => [reader.i32(), reader.i64()])).toEqual([-1, -1]);
  });

  test('read big-endian', () => {
    expect(
      read(bytes(0, 0, 1, 2, 0, 0, 0, 1, 0, 0, 0, 3), (reader) => [reader.i32(), reader.i64()]),
    ).toEqual([258, 4_294_967_299]);
  });

  test('refuse an i64 that a number cannot hold exactly', () => {
    expect(read(bytes(0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), (reader) => reader.i64())).toBe(
      Number.MAX_SAFE_INTEGER,
    );
    expect(() => read(bytes(0, 0x20, 0, 0, 0, 0, 0, 0), (reader) => reader.i64())).toThrow(
      new ProtocolError('Integer 9007199254740992 is out of range'),
    );
  });

  test('read within a view that does not start at the beginning of its buffer', () => {
    expect(read(bytes(9, 0, 0, 0, 7).subarray(1), (reader) => reader.i32())).toBe(7);
  });
});

describe('Reader.bytes', () => {
  test('reads as many bytes as announced', () => {
    expect(read(bytes(2, 7, 8), (reader) => reader.bytes())).toEqual(bytes(7, 8));
  });

  test('refuses more than are left', () => {
    expect(() => read(bytes(3, 7, 8), (reader) => reader.bytes())).toThrow(
      new ProtocolError('Message ends 1 bytes early'),
    );
  });
});

describe('Reader.list and Reader.stringMap', () => {
  test('read items in order', () => {
    expect(read(bytes(2, text('a'), text('b')), (reader) => reader.list(string))).toEqual([
      'a',
      'b',
    ]);
  });

  test('read keys and values in turn', () => {
    expect(
      read(bytes(2, text('a'), text('1'), text('__proto__'), text('2')), (reader) =>
        reader.stringMap(),
      ),
    ).toEqual(
      new Map([
        ['a', '1'],
        ['__proto__', '2'],
      ]),
    );
  });

  test('refuse more items than bytes are left, before reading any', () => {
    expect(() =>
      read(bytes(0xff, 0xff, 0xff, 0xff, 0x07, 0), (reader) => reader.stringMap()),
    ).toThrow(new ProtocolError('List of 2147483647 items in 1 bytes'));
  });
});

describe('Reader.end', () => {
  test('refuses what is left over', () => {
    expect(() => new Reader(bytes(1, 2)).end()).toThrow(
      new ProtocolError('Message has 2 bytes after its end'),
    );
  });
});

describe('Reader', () => {
  test('throws nothing but ProtocolError on random bytes', () => {
    const methods = [
      'u8',
      'bool',
      'i32',
      'i64',
      'vint',
      'vlong',
      'string',
      'optionalString',
      'bytes',
      'stringMap',
    ] as const;
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(...methods),
        (from, method) => {
          const reader = new Reader(from);
          const refused = refuses(() => reader[method]());
          expect(refused || reader.remaining < from.length).toBe(true);
        },
      ),
    );
  });
});
