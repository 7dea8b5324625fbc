import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyDelta,
  type Delta,
  deltaOf,
  isStructural,
  type Json,
  roundedJson,
} from '../../lib/store/delta.ts';

const json = (value: unknown): Json => JSON.parse(roundedJson(value));

describe('deltaOf', () => {
  it('has what differs, and where', () => {
    const before = { name: 'a', ms: 1, list: [{ ms: 2 }, { ms: 3 }], old: true, nodes: [1] };
    const after = { name: 'a', ms: 4, list: [{ ms: 2 }, { ms: 5 }], nodes: [1, 2], found: null };
    expect(deltaOf(before, after)).toEqual({
      old: [],
      ms: [4],
      list: { 1: { ms: [5] } },
      nodes: [[1, 2]],
      found: [null],
    });
  });

  it('is undefined where nothing does', () => {
    expect(deltaOf({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBeUndefined();
  });

  it.each([
    ['a list and an object', [1], { 0: 1 }],
    ['an object and a list', { 0: 1 }, [1]],
    ['a value and none', 1, null],
  ] as const)('replaces what is no longer of the same kind: %s', (_what, before, after) => {
    expect(deltaOf(before, after)).toEqual([after]);
  });
});

describe('applyDelta', () => {
  it('makes of any value the other that the delta was made to', () => {
    const parts = fc.jsonValue({ maxDepth: 4 });
    // Much the same, as results are, and names that JavaScript takes for something.
    const alike = parts.map((part) => ({ __proto: { constructor: part }, list: [part, { a: 1 }] }));
    const odd = fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'a', '0'), parts, {
      noNullPrototype: false,
    });
    const any = fc.oneof(parts, alike, odd).map((value) => json(value));
    fc.assert(
      fc.property(any, any, (before, after) => {
        const delta = deltaOf(before, after);
        const again: Delta | undefined = delta && JSON.parse(JSON.stringify(delta));
        expect(again === undefined ? before : applyDelta(before, again)).toEqual(after);
      }),
    );
  });

  it.each([
    ['a value', 1, { a: [1] }],
    ['nothing', undefined, { a: [1] }],
    ['a shorter list', [1], { 1: [2] }],
    ['nothing further down', { b: 1 }, { a: { c: [1] } }],
  ] as const)('throws where it is to change %s', (_what, value, delta) => {
    expect(() => applyDelta(value, delta)).toThrow('What has changed does not fit what it was');
  });
});

describe('isStructural', () => {
  it.each([
    ['a number and a text', { a: [1], b: { 0: ['x'] } }, false],
    ['a part that is gone', { a: { b: [] } }, true],
    ['a longer list', { a: [[1, 2]] }, true],
    ['a new part', { a: [{}] }, true],
  ] as const)('tells %s', (_what, delta, expected) => {
    expect(isStructural(delta)).toBe(expected);
  });
});

describe('roundedJson', () => {
  it('keeps hundredths, and whole numbers of any size', () => {
    expect(roundedJson({ ms: 55.85330499999691, bytes: 9007199254740991, left: undefined })).toBe(
      '{"ms":55.85,"bytes":9007199254740991}',
    );
  });
});
