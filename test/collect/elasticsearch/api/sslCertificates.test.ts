import { describe, expect, test } from 'vitest';
import { sslCertificatesRequest } from '../../../../lib/collect/elasticsearch/api/sslCertificates.ts';
import { certificateFileSchema } from '../../../../lib/result/result.ts';
import { parsed, parsedRecording } from '../support/parse.ts';

describe('sslCertificatesRequest', () => {
  test('reads the files of the node that answers, under its name', () => {
    expect(
      parsedRecording(sslCertificatesRequest('l95-0'), 'a-sniff-certificate/ssl-certificates'),
    ).toEqual([
      {
        node: 'l95-0',
        path: 'ca.crt',
        subject: 'CN=es-lab ca',
        issuer: 'CN=es-lab ca',
        serialNumber: '431d094f30793778b6738561f3bce9035d522457',
        notAfter: '2036-11-20T20:12:47.000Z',
        hasPrivateKey: false,
      },
      {
        node: 'l95-0',
        path: 'local.crt',
        subject: 'CN=local',
        issuer: 'CN=es-lab ca',
        serialNumber: '20bb79ceb4c24bb659f6bd53873bf0754310e0df',
        notAfter: '2029-11-22T20:12:48.000Z',
        hasPrivateKey: true,
      },
    ]);
  });

  test('makes do without an issuer and a path', () => {
    const body = [
      {
        path: null,
        subject_dn: 'CN=x',
        expiry: '2029-11-22T20:12:48.000Z',
        has_private_key: false,
      },
    ];
    expect(parsed(sslCertificatesRequest('n'), body)).toMatchObject([{ path: '', issuer: '' }]);
  });

  test.each([
    ['+12345-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
    ['-0001-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z'],
  ])('takes an expiry of %s for the nearest that a result can hold', (expiry, notAfter) => {
    const body = [{ path: 'x', subject_dn: 'CN=x', expiry, has_private_key: false }];
    const [file] = parsed(sslCertificatesRequest('n'), body);
    expect(certificateFileSchema.parse(file)).toMatchObject({ notAfter });
  });

  test('refuses an expiry that is no date', () => {
    const body = [{ path: 'x', subject_dn: 'CN=x', expiry: 'soon', has_private_key: false }];
    expect(sslCertificatesRequest('n').schema.safeParse(body).success).toBe(false);
  });
});
