import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { issueCertificate, makeFleetCertificates } from '../../../local/fleet/certificates.ts';

const now = new Date('2026-11-23T12:00:00Z');
const fleet = makeFleetCertificates(now);

function parse({ certificate }: { certificate: string }): X509Certificate {
  return new X509Certificate(certificate);
}

const ca = parse(fleet.ca);
const foreignCa = parse(fleet.foreignCa);

describe('makeFleetCertificates', () => {
  test.each(['server', 'client', 'expired', 'otherName'] as const)(
    'issues %s by the CA',
    (name) => {
      const certificate = parse(fleet[name]);
      expect([
        certificate.checkIssued(ca),
        certificate.verify(ca.publicKey),
        certificate.ca,
      ]).toEqual([true, true, false]);
      expect(certificate.verify(foreignCa.publicKey)).toBe(false);
    },
  );

  test('issues foreign by the foreign CA', () => {
    const certificate = parse(fleet.foreign);
    expect([
      certificate.verify(foreignCa.publicKey),
      certificate.verify(ca.publicKey),
      certificate.issuer,
    ]).toEqual([true, false, 'CN=foreign ca']);
  });

  test('signs the CAs by themselves', () => {
    expect([ca.ca, ca.verify(ca.publicKey), ca.subject, ca.issuer]).toEqual([
      true,
      true,
      'CN=fleet ca',
      'CN=fleet ca',
    ]);
  });

  test('names loopback, or another host', () => {
    expect(parse(fleet.server).subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect([
      parse(fleet.server).checkIP('127.0.0.1'),
      parse(fleet.otherName).checkIP('127.0.0.1'),
    ]).toEqual(['127.0.0.1', undefined]);
    expect(parse(fleet.otherName).checkHost('other.example')).toBe('other.example');
    expect(parse(fleet.client).subjectAltName).toBeUndefined();
  });

  test('has ended, or lasts three years', () => {
    expect(new Date(parse(fleet.expired).validTo)).toEqual(new Date('2021-01-01T00:00:00Z'));
    expect([
      new Date(parse(fleet.server).validFrom),
      new Date(parse(fleet.server).validTo),
    ]).toEqual([new Date('2026-11-22T12:00:00Z'), new Date('2029-11-22T12:00:00Z')]);
  });

  test('has the key of each certificate', () => {
    const names = [
      'ca',
      'server',
      'client',
      'expired',
      'foreign',
      'otherName',
      'foreignCa',
    ] as const;
    const { createPrivateKey } = process.getBuiltinModule('node:crypto');
    expect(
      names.filter(
        (name) => !parse(fleet[name]).checkPrivateKey(createPrivateKey(fleet[name].key)),
      ),
    ).toEqual([]);
  });
});

describe('issueCertificate', () => {
  test('writes dates after 2049, full IPv6 names and names beyond 127 bytes', () => {
    const names = [
      '2001:db8::1:2',
      '1:2:3:4:5:6:7:8',
      ...Array.from({ length: 40 }, (_, index) => `node-${index}.example`),
    ];
    const notAfter = new Date('2126-01-01T00:00:00Z');
    const certificate = parse(
      issueCertificate({ commonName: 'Zürich', names, notBefore: now, notAfter }, fleet.ca),
    );
    expect([
      new Date(certificate.validTo),
      certificate.verify(ca.publicKey),
      certificate.subject,
    ]).toEqual([notAfter, true, 'CN=Zürich']);
    expect(certificate.subjectAltName?.split(', ').slice(0, 3)).toEqual([
      'IP Address:2001:DB8:0:0:0:0:1:2',
      'IP Address:1:2:3:4:5:6:7:8',
      'DNS:node-0.example',
    ]);
    expect(certificate.checkHost('node-39.example')).toBe('node-39.example');
  });
});
