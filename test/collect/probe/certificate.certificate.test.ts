import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { certificateOf, chainOf, isForAny } from '../../../lib/collect/probe/certificate.ts';
import { certificateSchema } from '../../../lib/result/network.ts';
import { certificateFor, FLEET, selfSigned } from './certificates.ts';

const COUNTRY = '2.5.4.6';
const ORGANIZATION = '2.5.4.10';
const COMMON_NAME = '2.5.4.3';

function read({ certificate }: { certificate: string }): X509Certificate {
  return new X509Certificate(certificate);
}

/**
 * The same certificate with another end of its validity; the signature, which nobody looks at, no
 * longer fits.
 */
function endingAt(utcTime: string): X509Certificate {
  const { raw } = read(FLEET.expired);
  return new X509Certificate(
    Buffer.from(raw.toString('latin1').replace('210101000000Z', utcTime), 'latin1'),
  );
}

/** Hours, minutes and seconds, another for each number. */
function utcClock(count: number): string {
  return new Date(count * 1000).toISOString().slice(11, 19).replaceAll(':', '');
}

describe('certificateOf', () => {
  test('reads names, validity, fingerprint and serial number', () => {
    const x509 = read(FLEET.expired);
    const certificate = certificateOf(x509);
    expect(certificate).toEqual({
      subject: 'CN=expired',
      issuer: 'CN=fleet ca',
      subjectAltNames: ['DNS:localhost', 'IP Address:127.0.0.1', 'IP Address:0:0:0:0:0:0:0:1'],
      notBefore: '2020-01-01T00:00:00.000Z',
      notAfter: '2021-01-01T00:00:00.000Z',
      fingerprint: x509.fingerprint256,
      serialNumber: x509.serialNumber,
    });
    expect(certificate?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(certificateSchema.parse(certificate)).toEqual(certificate);
  });

  test('asks Node once for what is in a certificate, and forgets it where there were very many', () => {
    const certificate = certificateOf(read(FLEET.server));
    expect(certificateOf(read(FLEET.server))).toBe(certificate);
    for (let count = 0; count < 1024; count++) certificateOf(endingAt(`210101${utcClock(count)}Z`));
    expect(certificateOf(read(FLEET.server))).not.toBe(certificate);
    expect(certificateOf(read(FLEET.server))).toEqual(certificate);
  });

  test('writes distinguished names as Elasticsearch does, the most specific first', () => {
    const x509 = read(
      selfSigned([COUNTRY, 'DE'], [ORGANIZATION, 'Example, Inc.'], [COMMON_NAME, 'two\nlines']),
    );
    expect(certificateOf(x509)?.subject).toBe('CN=two\\0Alines, O=Example\\, Inc., C=DE');
  });

  test('leaves empty what the certificate lacks', () => {
    expect(certificateOf(read(selfSigned()))).toMatchObject({
      subject: '',
      issuer: '',
      subjectAltNames: [],
    });
  });

  test('does not take a comma inside a name for the end of it', () => {
    const x509 = read(certificateFor('a.example, DNS:b.example', 'quote"d', 'c.example'));
    expect(certificateOf(x509)?.subjectAltNames).toEqual([
      'DNS:"a.example\\u002c DNS:b.example"',
      'DNS:"quote\\"d"',
      'DNS:c.example',
    ]);
  });

  test('gives nothing for a certificate whose dates are none', () => {
    expect(certificateOf(endingAt('219901000000Z'))).toBeUndefined();
    expect(certificateOf(endingAt('220101000000Z'))).toMatchObject({
      notAfter: '2022-01-01T00:00:00.000Z',
    });
  });
});

test('chainOf ends before a certificate that cannot be read', () => {
  expect(chainOf(read(FLEET.server))).toMatchObject([{ subject: 'CN=server' }]);
  expect(chainOf(endingAt('219901000000Z'))).toEqual([]);
});

describe('isForAny', () => {
  test.each([
    ['one of its DNS names', ['localhost'], true],
    ['one of its IPv4 addresses', ['127.0.0.1'], true],
    ['one of its IPv6 addresses', ['::1'], true],
    ['any of several', ['10.0.0.1', 'localhost'], true],
    ['another name', ['archive.example'], false],
    ['another address', ['10.0.0.1'], false],
    ['its common name, as there are alternative names', ['server'], false],
    ['a name that can be none', ['local\0host'], false],
    ['no name at all', [], false],
  ])('matches %s', (_what, names, expected) => {
    expect(isForAny(read(FLEET.server), names)).toBe(expected);
  });

  test('takes a wildcard for one label', () => {
    const x509 = read(certificateFor('*.archive.example'));
    expect(isForAny(x509, ['node-1.archive.example'])).toBe(true);
    expect(isForAny(x509, ['a.node-1.archive.example'])).toBe(false);
  });
});
