import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Reader } from '../../../lib/collect/transport/reader.ts';
import { Writer } from '../../../lib/collect/transport/writer.ts';
import { bytes, text } from './bytes.ts';

describe('Writer', () => {
  test('writes every primitive as the protocol has it', () => {
    const writer = new Writer()
      .u8(0x1ff)
      .bool(true)
      .i32(-2)
      .i64(4_294_967_299)
      .vint(300)
      .string('aü東😀')
      .optionalString(undefined)
      .optionalString('b')
      .bytes(bytes(7, 8))
      .raw(bytes(9))
      .list([true, false], (list, item) => list.bool(item))
      .stringMap(new Map([['k', 'v']]));
    expect(writer.toBytes()).toEqual(
      bytes(
        ...[0xff, 1, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 1, 0, 0, 0, 3, 0xac, 0x02],
        ...[5, 'a', 0xc3, 0xbc, 0xe6, 0x9d, 0xb1, 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
        ...[0, 1, text('b'), 2, 7, 8, 9, 2, 1, 0, 1, text('k'), text('v')],
      ),
    );
  });

  test('writes what Reader reads back', () => {
    const integers = fc.nat({ max: 2 ** 31 - 1 });
    const longs = fc.maxSafeInteger();
    const texts = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    });
    fc.assert(
      fc.property(
        integers,
        longs,
        texts,
        fc.uint8Array(),
        fc.option(texts, { nil: undefined }),
        (integer, long, string, raw, optional) => {
          const reader = new Reader(
            new Writer()
              .vint(integer)
              .i64(long)
              .string(string)
              .bytes(raw)
              .optionalString(optional)
              .i32(-1 - integer)
              .toBytes(),
          );
          expect([
            reader.vint(),
            reader.i64(),
            reader.string(),
            reader.bytes(),
            reader.optionalString(),
            reader.i32(),
          ]).toEqual([integer, long, string, raw, optional, -1 - integer]);
          reader.end();
        },
      ),
    );
  });
});
