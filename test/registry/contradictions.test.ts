import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  checkKeyPair,
  checkNamesDiffer,
  checkSniffing,
  checkTlsIsUsed,
  checkUrlsDiffer,
  onLists,
  onMappings,
} from '../../lib/registry/contradictions.ts';
import { pemFile } from '../../lib/registry/fields.ts';
import { pemReader } from '../../lib/registry/pem.ts';

const read = pemReader(join(import.meta.dirname, '../fixtures/registry'));

/** `path: message` of every issue. */
function issuesOf(schema: z.ZodType, value: unknown): string[] {
  return (
    schema
      .safeParse(value)
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []
  );
}

describe('checkKeyPair', () => {
  const schema = z
    .strictObject({
      certificate: pemFile('certificate', read).optional(),
      key: pemFile('private key', read).optional(),
    })
    .superRefine(checkKeyPair, onMappings);

  it.each([
    [{}, []],
    [{ certificate: 'client.pem', key: 'client.key' }, []],
    [{ certificate: 'client.pem' }, ['key: add the private key of the certificate']],
    [{ key: 'client.key' }, ['certificate: add the certificate of the private key']],
    [
      { certificate: 'client.pem', key: 'other.key' },
      ['key: name the private key of this certificate; this key belongs to another certificate'],
    ],
    [
      { certificate: 7 },
      [
        'certificate: write the path of a PEM file with the certificate',
        'key: add the private key of the certificate',
      ],
    ],
    [
      { certificate: 'client.pem', key: 7 },
      ['key: write the path of a PEM file with the private key'],
    ],
    [
      { certificate: 'damaged.pem', key: 'other.key' },
      ['certificate: a certificate in the file is damaged, so copy it again'],
    ],
  ])('finds in %j %j', (value, issues) => {
    expect(issuesOf(schema, value)).toEqual(issues);
  });

  it('is skipped if the value is not a mapping', () => {
    expect(issuesOf(schema, 'client.pem')).toHaveLength(1);
    expect(issuesOf(schema, null)).toHaveLength(1);
  });
});

describe('checkSniffing', () => {
  const tls = z.looseObject({}).nullish();
  const schema = z
    .object({
      transportTls: tls,
      crossClusterApiKey: z.string().optional(),
      sniffAsNode: z.boolean().optional(),
    })
    .superRefine(
      (entry, report) => checkSniffing(entry as Parameters<typeof checkSniffing>[0], report),
      onMappings,
    );
  const key = expect.stringMatching(/^crossClusterApiKey: add transportTls with the ca/);
  const node = expect.stringMatching(/^sniffAsNode: add transportTls with a certificate and key/);

  it.each([
    [{}, []],
    [{ crossClusterApiKey: 'k', transportTls: { ca: 'a' } }, []],
    [{ sniffAsNode: true, transportTls: { certificate: 'c', key: 'k' } }, []],
    [{ sniffAsNode: false }, []],
    [{ crossClusterApiKey: 'k' }, [key]],
    [{ crossClusterApiKey: 'k', transportTls: null }, [key]],
    [{ sniffAsNode: true, transportTls: { ca: 'a', certificate: 'c' } }, [node]],
    [{ sniffAsNode: true, transportTls: { ca: 'a', key: 'k' } }, [node]],
    [{ crossClusterApiKey: 'k', sniffAsNode: true }, [key, node]],
  ])('finds the missing settings for sniffing in %j', (value, issues) => {
    expect(issuesOf(schema, value)).toEqual(issues);
  });
});

describe('checkTlsIsUsed', () => {
  const schema = z
    .object({ urls: z.array(z.string()), tls: z.object({}).optional() })
    .superRefine(checkTlsIsUsed, onMappings);
  const unused = 'tls: write https:// URLs, or remove tls, which http:// URLs do not use';

  it.each([
    [{ urls: ['http://a'] }, 0],
    [{ urls: ['https://a'], tls: {} }, 0],
    [{ urls: ['http://a', 'https://a'], tls: {} }, 0],
    [{ urls: [], tls: {} }, 0],
  ])('finds nothing in %j', (value, count) => {
    expect(issuesOf(schema, value)).toHaveLength(count);
  });

  it('finds TLS settings that no URL uses, also next to other mistakes', () => {
    expect(issuesOf(schema, { urls: ['http://a'], tls: {} })).toEqual([unused]);
    expect(issuesOf(schema, { urls: ['http://a', 7], tls: {} })).not.toContain(unused);
    expect(issuesOf(schema, { urls: 'http://a', tls: {} })).not.toContain(unused);
  });
});

describe('checkUrlsDiffer', () => {
  const schema = z.array(z.string()).superRefine(checkUrlsDiffer, onLists);

  it('finds every repetition, also next to other mistakes', () => {
    expect(issuesOf(schema, ['a', 'b'])).toEqual([]);
    const message = 'remove it, because the list already contains it';
    expect(issuesOf(schema, ['a', 'b', 'a', 'a'])).toEqual([`2: ${message}`, `3: ${message}`]);
    expect(issuesOf(schema, [7, 7, 'a', 'a'])).toEqual([
      expect.stringMatching(/^0/),
      expect.stringMatching(/^1/),
      `3: ${message}`,
    ]);
    expect(issuesOf(schema, {})).toHaveLength(1);
  });
});

describe('checkNamesDiffer', () => {
  const schema = z.array(z.object({ name: z.string() })).superRefine(checkNamesDiffer, onLists);

  it('finds every repetition, also next to other mistakes', () => {
    expect(issuesOf(schema, [{ name: 'a' }, { name: 'b' }])).toEqual([]);
    const message = 'choose another name, because a cluster above has this name';
    expect(issuesOf(schema, [{ name: 'a' }, { name: 'a' }])).toEqual([`1.name: ${message}`]);
    expect(issuesOf(schema, [{ name: 'a' }, {}, null, 'a', {}, { name: 'a' }])).toContain(
      `5.name: ${message}`,
    );
  });
});
