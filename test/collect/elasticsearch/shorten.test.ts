import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import {
  ERROR_BYTES,
  NAME_ONLY,
  type Shortening,
  shortened,
  shortening,
} from '../../../lib/collect/elasticsearch/shorten.ts';

const ENTRY = { text: 'a "quote", \\ and {brackets}', list: [1, { a: [] }], last: 'x\\' };

interface Given {
  readonly body: string;
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunkBytes?: number;
  readonly keptNames?: ReadonlySet<string> | undefined;
}

async function shorten({
  body,
  statusCode = 200,
  headers = { 'content-length': '1', other: 'kept' },
  chunkBytes = 65_536,
  ...given
}: Given) {
  const keptNames = 'keptNames' in given ? given.keptNames : new Set<string>();
  const bytes = Buffer.from(body);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  const how: Shortening = { keptNames, isCut: false };
  const answer = shortening(how, () =>
    shortened({
      statusCode,
      headers,
      body: Readable.from(chunks),
    } as unknown as Dispatcher.ResponseData),
  );
  return { text: await text(answer.body), headers: answer.headers, how };
}

function entries(count: number): Record<string, object> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `na"me\\${index}`,
      { ...ENTRY, filler: 'y'.repeat(300) },
    ]),
  );
}

describe('an answer by names', () => {
  it('stays as it is up to a megabyte', async () => {
    const body = JSON.stringify(entries(1000));
    expect((await shorten({ body, chunkBytes: 61 })).text).toBe(body);
  });

  it.each([61, 997, 65_536])(
    'keeps every further name only, in chunks of %i',
    async (chunkBytes) => {
      const all = entries(10_000);
      const body = JSON.stringify({ ...all, text: 'ends', none: null, last: { a: 1 } });
      const read = JSON.parse((await shorten({ body, chunkBytes })).text);
      expect(Object.keys(read)).toEqual([...Object.keys(all), 'text', 'none', 'last']);
      const whole = Object.values(read).indexOf(NAME_ONLY);
      expect(whole).toBeGreaterThan(2000);
      expect(whole).toBeLessThan(3500);
      expect(Object.values(read).slice(0, whole)).toEqual(Object.values(all).slice(0, whole));
      expect(new Set(Object.values(read).slice(whole))).toEqual(new Set([NAME_ONLY]));
    },
  );

  it('keeps the entries that somebody needs, and no others', async () => {
    const others = { 'not-last': { b: 1 }, ['x'.repeat(2000)]: {} };
    const body = JSON.stringify({ ...entries(10_000), ...others, last: ENTRY, end: {} });
    const keptNames = new Set(['last', 'absent', 'x'.repeat(2000)]);
    const read = JSON.parse((await shorten({ body, chunkBytes: 61, keptNames })).text);
    expect(Object.entries(read).slice(-4)).toEqual([
      ...Object.keys(others).map((name) => [name, NAME_ONLY]),
      ['last', ENTRY],
      ['end', NAME_ONLY],
    ]);
  });

  it('is ended after 64 megabytes', async () => {
    const body = `{${'"a":{},'.repeat(9_600_000)}`;
    await expect(shorten({ body })).rejects.toThrow('more than 67108864 bytes');
  });

  it('no longer has the length that the peer gave', async () => {
    expect((await shorten({ body: '{}' })).headers).toEqual({ other: 'kept' });
  });

  it('is left alone if it is compressed, or every entry counts', async () => {
    const body = JSON.stringify(entries(10_000));
    const compressed = { 'content-encoding': 'gzip' };
    expect((await shorten({ body, headers: compressed })).text).toBe(body);
    expect((await shorten({ body, keptNames: undefined })).text).toBe(body);
  });
});

describe('an error answer', () => {
  it('stays as it is if it is short', async () => {
    const body = JSON.stringify({ error: { type: 'a', reason: 'b' } });
    const { text: read, how } = await shorten({ body, statusCode: 500 });
    expect({ read, isCut: how.isCut }).toEqual({ read: body, isCut: false });
  });

  it('keeps its beginning as JSON if it is long', async () => {
    const error = { type: 'a', reason: 'b', suppressed: Array(100_000).fill({ type: 'c' }) };
    const body = JSON.stringify({ error });
    const { text: read, how } = await shorten({ body, statusCode: 500 });
    expect(how.isCut).toBe(true);
    expect(read.length).toBeLessThan(ERROR_BYTES + 10);
    expect(JSON.parse(read)).toMatchObject({ error: { type: 'a', reason: 'b' } });
  });

  it('keeps its beginning as JSON if it is deep', async () => {
    const body = `{"error":{"type":"a",${'"caused_by":{"type":"b",'.repeat(1000)}"x":1${'}'.repeat(1001)}}`;
    const { text: read, how } = await shorten({ body, statusCode: 500 });
    expect(how.isCut).toBe(true);
    expect(JSON.parse(read)).toMatchObject({ error: { type: 'a', caused_by: { type: 'b' } } });
  });
});
