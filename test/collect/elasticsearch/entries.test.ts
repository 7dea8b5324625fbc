import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  entriesOf,
  listOf,
  recordOf,
  valuesOf,
} from '../../../lib/collect/elasticsearch/entries.ts';
import { NAME_ONLY } from '../../../lib/collect/elasticsearch/shorten.ts';

const schema = entriesOf(z.object({ size: z.number() }));

describe('entriesOf', () => {
  test('reads entry by entry, also one named __proto__', () => {
    const entries = schema.parse(
      JSON.parse('{"a":{"size":1},"__proto__":{"size":2},"odd":{"size":"big"}}'),
    );
    expect([...entries]).toEqual([
      ['a', { ok: true, value: { size: 1 } }],
      ['__proto__', { ok: true, value: { size: 2 } }],
      [
        'odd',
        {
          ok: false,
          why: expect.stringMatching(/expected number, received string\n {2}→ at size/),
        },
      ],
    ]);
    expect(valuesOf(entries)).toEqual([
      ['a', { size: 1 }],
      ['__proto__', { size: 2 }],
    ]);
  });

  test('reads 10,000, and of others only the names', () => {
    const names = Array.from({ length: 10_002 }, (_, index) => `a${index}`);
    const entries = schema.parse(Object.fromEntries(names.map((name) => [name, 1])));
    expect([...entries.keys()]).toEqual(names);
    const notRead = { ok: false, why: 'Not read, as too many others are listed' };
    expect([...entries.values()].slice(10_000)).toEqual([notRead, notRead]);
    expect(entries.get('a9999')).not.toEqual(notRead);
  });

  test('knows an entry of which the client read the name only', () => {
    expect(schema.parse({ a: NAME_ONLY }).get('a')).toEqual({
      ok: false,
      why: 'Not read, as too many others are listed',
    });
  });

  test.each([[null], [[]], ['text'], [undefined]])('refuses %j', (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});

describe('listOf', () => {
  const list = listOf(z.object({ sizes: listOf(z.number()) }));

  test('reads a list', () => {
    expect(list.parse([{ sizes: [1, 2] }, { sizes: [] }])).toEqual([
      { sizes: [1, 2] },
      { sizes: [] },
    ]);
    expect(list.safeParse({}).error?.issues).toMatchObject([
      { message: 'Invalid input: expected array' },
    ]);
  });

  test('ends at the first odd entry, and says where it is', () => {
    const { error } = list.safeParse([{ sizes: [1] }, { sizes: [1, 'a', 'b'] }, 'odd']);
    expect(error?.issues).toMatchObject([
      { path: [1, 'sizes', 1], message: 'Invalid input: expected number, received string' },
    ]);
  });
});

describe('recordOf', () => {
  const record = recordOf(z.number());

  test('reads any name', () => {
    expect(Object.entries(record.parse(JSON.parse('{"a":1,"__proto__":2}')))).toEqual([
      ['a', 1],
      ['__proto__', 2],
    ]);
  });

  test('ends at the first odd entry', () => {
    expect(record.safeParse({ a: 1, b: 'x', c: 'y' }).error?.issues).toMatchObject([
      { path: ['b'] },
    ]);
    expect(record.safeParse([]).success).toBe(false);
  });
});
