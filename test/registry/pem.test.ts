import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { belongTogether, type PemKind, pemReader } from '../../lib/registry/pem.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/registry');
const read = pemReader(FIXTURES);

function fixture(name: string): string {
  return readFileSync(join(FIXTURES, name), 'utf8');
}

describe('pemReader', () => {
  it('returns the content of a file by relative or absolute path', () => {
    expect(read('ca.pem', 'certificate')).toEqual({ pem: fixture('ca.pem') });
    expect(read(join(FIXTURES, 'client.key'), 'private key')).toEqual({
      pem: fixture('client.key'),
    });
  });

  it('reads a file once, even if many clusters name it', () => {
    const first = read('ca.pem', 'certificate');
    expect(read('ca.pem', 'certificate')).toBe(first);
  });

  it.each<[string, PemKind, string]>([
    [
      'nowhere.pem',
      'certificate',
      `there is no such file, so correct the path; relative ones start at ${FIXTURES}`,
    ],
    ['.', 'certificate', 'it is a directory, not a regular file, name a PEM file'],
    ['/dev/zero', 'certificate', 'it is a device, not a regular file, name a PEM file'],
    ['ca.pem/ca.pem', 'certificate', 'make it a file that the checker may read (ENOTDIR)'],
    ['a\0b', 'certificate', 'make it a file that the checker may read (ERR_INVALID_ARG_VALUE)'],
    [
      'client.key',
      'certificate',
      'the file holds no PEM certificate, so name one with -----BEGIN CERTIFICATE-----',
    ],
    ['damaged.pem', 'certificate', 'a certificate in the file is damaged, so copy it again'],
    [
      'ca.pem',
      'private key',
      'the file holds no PEM private key, so name one with -----BEGIN PRIVATE KEY-----',
    ],
    ['damaged.key', 'private key', 'the private key in the file is damaged, so copy it again'],
    [
      'encrypted.key',
      'private key',
      'the private key needs a passphrase, so write it without one: openssl pkey -in <file> -out <new file>',
    ],
    [
      '-----BEGIN PRIVATE KEY-----\nabc',
      'private key',
      'write the path of a PEM file, not its content',
    ],
  ])('returns a remedy for %j as a %s', (path, kind, remedy) => {
    expect(read(path, kind)).toEqual({ remedy });
  });
});

describe('belongTogether', () => {
  it('distinguishes the key of a certificate from another key', () => {
    expect(belongTogether(fixture('client.pem'), fixture('client.key'))).toBe(true);
    expect(belongTogether(fixture('client.pem'), fixture('other.key'))).toBe(false);
  });
});
