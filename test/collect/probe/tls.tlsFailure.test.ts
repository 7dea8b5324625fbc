import { describe, expect, test } from 'vitest';
import { tlsProblemOf } from '../../../lib/collect/probe/tls.ts';

/** As Node makes them from those of OpenSSL. */
function openSslError(code: string, reason: string, alert?: number): Error {
  const end = alert === undefined ? '' : `SSL alert number ${alert}`;
  const message = `40BDE9940B7F0000:error:0A000410:SSL routines:ssl3_read_bytes:${reason}:../deps/openssl/rec_layer_s3.c:918:${end}\n`;
  return Object.assign(new Error(message), { code, reason });
}

describe('tlsProblemOf', () => {
  test.each([42, 43, 44, 45, 46, 48, 49, 116])(
    'takes alert %i for a refusal of the client certificate',
    (alert) => {
      expect(tlsProblemOf(openSslError('ERR_SSL', 'some reason', alert), { asked: false })).toEqual(
        {
          failure: 'client-certificate-rejected',
          message: `Peer sent the TLS alert ${alert}: some reason`,
        },
      );
    },
  );

  test('takes handshake_failure for one only where a certificate was asked for', () => {
    const error = openSslError('ERR_SSL', 'ssl/tls alert handshake failure', 40);
    expect(tlsProblemOf(error, { asked: true }).failure).toBe('client-certificate-rejected');
    expect(tlsProblemOf(error, { asked: false }).failure).toBe('alert');
  });

  test.each([
    [
      'unrecognized_name',
      openSslError('ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tlsv1 unrecognized name', 112),
      'unrecognized-name',
    ],
    [
      'another alert',
      openSslError('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tlsv1 alert protocol version', 70),
      'alert',
    ],
    ['no TLS', openSslError('ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number'), 'not-tls'],
    [
      'no TLS, though it starts so',
      openSslError('ERR_SSL_PACKET_LENGTH_TOO_LONG', 'packet length too long'),
      'not-tls',
    ],
    ['a reset', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 'reset'],
    ['a broken pipe', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }), 'reset'],
    [
      'anything else',
      openSslError('ERR_SSL_UNSUPPORTED_PROTOCOL', 'unsupported protocol'),
      'other',
    ],
  ])('names %s', (_what, error, failure) => {
    expect(tlsProblemOf(error, { asked: false }).failure).toBe(failure);
  });

  test("speaks in OpenSSL's words, without the places in its sources", () => {
    const message = tlsProblemOf(
      openSslError('ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number'),
      { asked: false },
    ).message;
    expect(message).toBe('Peer answers with something that is not TLS: wrong version number');
    expect(tlsProblemOf(new Error('read ECONNRESET'), { asked: false }).message).toBe(
      'read ECONNRESET',
    );
  });
});
