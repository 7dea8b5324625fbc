import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import {
  clusterAlias,
  clusterName,
  clusterUuid,
  fingerprint,
  httpUrl,
  pemFile,
  secretReference,
  serverName,
  versionRange,
} from '../../lib/registry/fields.ts';

const PAIRS = Array(32).fill('AB').join(':');

describe.each<[string, z.ZodType, string[], unknown[]]>([
  [
    'clusterName',
    clusterName,
    ['eu', 'EU_search-1.prod', 'a'.repeat(100)],
    ['', 'eu search', 'eu/search', 'a'.repeat(101), 'eu\n', 7],
  ],
  [
    'clusterAlias',
    clusterAlias,
    ['archive', 'archive_eu-1'],
    ['', 'archive.eu', 'archive:eu', '*'],
  ],
  [
    'clusterUuid',
    clusterUuid,
    ['0Q1izUZZRy2F22U0DuEK4A', '5Hq5_mHsTeOzfPKaoaq7H-'],
    ['_na_', '', '0Q1izUZZRy2F22U0DuEK4A='],
  ],
  [
    'serverName',
    serverName,
    ['es', 'es-1.example.com', 'a_b.c'],
    ['', '10.0.0.1', '::1', '-es', 'es-', 'es..com', 'es:9200', 'a'.repeat(254)],
  ],
  ['versionRange', versionRange, ['9', '>=8.19 <10'], ['', '^9', 9, null]],
  [
    'secretReference',
    secretReference,
    ['env:KEY', 'file:key', 'ssm:/key', 'secretsmanager:key'],
    ['key', '', 'vault:key', 7],
  ],
  [
    'fingerprint',
    fingerprint,
    [PAIRS],
    ['AB', PAIRS.slice(3), `${PAIRS}:AB`, PAIRS.replaceAll(':', ' '), PAIRS.replace('A', 'G')],
  ],
  [
    'httpUrl',
    httpUrl,
    ['http://es-1:9200', 'https://es-1', 'https://[::1]:9200'],
    [
      'es-1:9200',
      'es://es-1:9200',
      'https:es-1',
      'https://',
      'https://es-1:92000',
      'https://me@es-1:9200',
      'https://:pw@es-1:9200',
      'https://es-1:9200/es',
      'https://es-1:9200/?a',
      'https://es-1:9200/#a',
      7,
    ],
  ],
])('%s', (_name, schema, good, bad) => {
  it.each(good)('accepts %j unchanged', (value) => {
    expect(schema.parse(value)).toBe(value);
  });

  it.each(bad)('refuses %j with one remedy', (value) => {
    expect(schema.safeParse(value).error?.issues).toHaveLength(1);
  });
});

describe('fingerprint', () => {
  it.each(['ab'.repeat(32), PAIRS.toLowerCase()])(
    'writes %s in the format of certificates',
    (text) => {
      expect(fingerprint.parse(text)).toBe(PAIRS);
    },
  );
});

describe('httpUrl', () => {
  it.each([
    ['https://es-1:9200/', 'https://es-1:9200'],
    ['HTTPS://ES-1:9200', 'https://es-1:9200'],
    ['https://es-1:443', 'https://es-1'],
  ])('writes %s as %s', (text, url) => {
    expect(httpUrl.parse(text)).toBe(url);
  });
});

describe('pemFile', () => {
  it('replaces the path with the content', () => {
    expect(
      pemFile('certificate', (path, kind) => ({ pem: `${kind} in ${path}` })).parse('ca.pem'),
    ).toBe('certificate in ca.pem');
  });

  it('uses the remedy of the reader, and asks for a missing path', () => {
    const schema = pemFile('private key', () => ({ remedy: 'copy it again' }));
    expect(
      [schema.safeParse('a.key'), schema.safeParse(7)].map(({ error }) =>
        error?.issues.map(({ message }) => message),
      ),
    ).toEqual([['copy it again'], ['write the path of a PEM file with the private key']]);
  });
});
