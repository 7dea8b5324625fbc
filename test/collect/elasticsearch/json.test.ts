import { describe, expect, test } from 'vitest';
import { BoundedSerializer, UnreadableJson } from '../../../lib/collect/elasticsearch/json.ts';

const read = (json: string) => new BoundedSerializer().deserialize(json);

function why(json: string): string {
  const value = read(json);
  return value instanceof UnreadableJson ? value.why : 'read';
}

describe('BoundedSerializer', () => {
  test.each([
    '{}',
    '[1,"a",{"b":[true,null]}]',
    String.raw`{"a\"[[[":"\\","b":"\\\"{{{"}`,
    '"text"',
  ])('reads %s', (json) => {
    expect(read(json)).toEqual(JSON.parse(json));
  });

  test('takes __proto__ for a name like any other', () => {
    const value = read('{"__proto__":{"polluted":true}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect({}).not.toHaveProperty('polluted');
  });

  test.each(['[', '{"a":'])('reads 200 levels of %s, and no more', (open) => {
    const nested = (depth: number) =>
      `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}`;
    expect(why(nested(200))).toBe('read');
    expect(why(nested(201))).toBe('its JSON is nested more than 200 deep, which is not read');
    expect(why(nested(500_000))).toBe('its JSON is nested more than 200 deep, which is not read');
  });

  test('counts levels, and not brackets', () => {
    expect(why(`[${'[[]],'.repeat(1_000)}{}]`)).toBe('read');
    expect(why(JSON.stringify('['.repeat(1_000)))).toBe('read');
  });

  test.each(['[]', '1', '{}', '"a"'])('reads no more than 250,000 values such as %s', (value) => {
    expect(why(`[${`${value},`.repeat(300_000)}1]`)).toBe(
      'its JSON has more than 250000 values, which are not read',
    );
  });

  test.each(['{"half":', '"no end', '"\\"', '', 'text'])(
    'says that %j is not JSON, and how it begins',
    (json) => {
      expect(read(json)).toMatchObject({ why: expect.stringMatching(/^not JSON: /), start: json });
    },
  );

  test('keeps 300 characters of what is not read', () => {
    expect((read('x'.repeat(1_000)) as UnreadableJson).start).toHaveLength(300);
  });
});
