import { describe, expect, it } from 'vitest';
import { readDocument } from '../../lib/registry/document.ts';

const TEXT = `# comment
clusters:
  - name: eu
    tls: &tls
      ca: ca.pem
  - { name: us, tls: *tls, empty: }
`;

describe('readDocument', () => {
  it('returns plain values with resolved anchors', () => {
    const { document, problems } = readDocument(TEXT);
    expect(problems).toEqual([]);
    expect(document?.value).toEqual({
      clusters: [
        { name: 'eu', tls: { ca: 'ca.pem' } },
        { name: 'us', tls: { ca: 'ca.pem' }, empty: null },
      ],
    });
  });

  it.each([
    [[], 'value', '2:1'],
    [['clusters'], 'key', '2:1'],
    [['clusters'], 'value', '3:3'],
    [['clusters', 0], 'value', '3:5'],
    [['clusters', 0, 'name'], 'key', '3:5'],
    [['clusters', 0, 'name'], 'value', '3:11'],
    [['clusters', 0, 'tls', 'ca'], 'value', '5:11'],
    [['clusters', 1, 'tls'], 'value', '6:22'],
    [['clusters', 1, 'tls', 'ca'], 'value', '6:22'],
    [['clusters', 1, 'urls'], 'value', '6:5'],
    [['clusters', 7, 'urls', 0], 'key', '3:3'],
  ] as const)(
    'finds for %j the place of its %s, or the nearest place: %s',
    (path, part, expected) => {
      const place = readDocument(TEXT).document?.placeOf(path, part);
      expect(`${place?.line}:${place?.column}`).toBe(expected);
    },
  );

  it('finds the place of a key without a value', () => {
    expect(readDocument('? vantage\n').document?.placeOf(['vantage'], 'value')).toEqual({
      line: 1,
      column: 3,
    });
  });

  it('reads an empty text as a document without a value', () => {
    const { document } = readDocument('');
    expect(document?.value).toBeNull();
    expect(document?.placeOf(['clusters'], 'value')).toEqual({ line: 1, column: 1 });
  });

  it('reports duplicate keys, and keeps the last of them with its place', () => {
    const { document, problems } = readDocument('a: { b: 1 }\nc: 2\na: { b: 3 }\na: { b: 4 }\n');
    const twice = { path: 'a', value: 'written twice', remedy: 'keep one of the two' };
    expect(problems).toEqual([
      { line: 3, column: 1, ...twice },
      { line: 4, column: 1, ...twice },
    ]);
    expect(document?.value).toEqual({ a: { b: 4 }, c: 2 });
    expect(document?.placeOf(['a', 'b'], 'value')).toEqual({ line: 4, column: 9 });
  });

  it('reports one fault for each line, and returns no document', () => {
    const { document, problems } = readDocument('a: >=8 <10\nb: >=9 <11\n');
    expect(document).toBeUndefined();
    expect(problems.map(({ line, path, value }) => ({ line, path, value }))).toEqual([
      { line: 1, path: '', value: 'not YAML' },
      { line: 2, path: '', value: 'not YAML' },
    ]);
  });

  it('names every alias without an anchor', () => {
    const { document, problems } = readDocument('a: *first\nb: [*second]\n');
    expect(document).toBeUndefined();
    const remedy = 'define its anchor above, or put text that starts with * in quotes';
    expect(problems).toEqual([
      { line: 1, column: 4, path: 'a', value: 'an undefined alias', remedy },
      { line: 2, column: 5, path: 'b[0]', value: 'an undefined alias', remedy },
    ]);
  });

  it('refuses an anchor that contains itself', () => {
    const { document, problems } = readDocument('a: &a [*a]\n');
    expect(document).toBeUndefined();
    const remedy = 'write the values out';
    expect(problems).toEqual([
      { line: 1, column: 8, path: 'a[0]', value: 'an alias inside its own anchor', remedy },
    ]);
  });

  it('uses the last anchor before an alias, also for a scalar', () => {
    const { document } = readDocument('a: &x 1\nb: *x\nc: &x 2\nd: *x\n');
    expect(document?.value).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });

  it('treats a key such as __proto__ like any other', () => {
    const { document } = readDocument('__proto__: { a: 1 }\n');
    expect(Object.entries(document?.value ?? {})).toEqual([['__proto__', { a: 1 }]]);
  });

  it('counts the values of aliases, and reports the place that exceeds the limit', () => {
    const list = `[${'1,'.repeat(999)}1]`;
    const aliases = (count: number) => `a: &a ${list}\nb:\n${'  - *a\n'.repeat(count)}`;
    expect(readDocument(aliases(990)).problems).toEqual([]);
    const { document, problems } = readDocument(aliases(1100));
    expect(document).toBeUndefined();
    expect(problems).toEqual([
      {
        line: 1000,
        column: 5,
        path: 'b[997]',
        value: 'too many values: more than 1000000 with aliases expanded',
        remedy: 'split the registry into several',
      },
    ]);
  });

  it('reads 20,000 keys, aliases and faults in time proportional to their number', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: *a\n`).join('');
    expect(readDocument(`a: &a { x: 1 }\n${keys}`).problems).toEqual([]);
    expect(readDocument('a: >=8\n'.repeat(20_000)).problems).toHaveLength(20_000);
  });
});
