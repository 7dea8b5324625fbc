import { describe, expect, test } from 'vitest';
import { connectionError } from '../../../lib/collect/elasticsearch/socket.ts';

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

describe('connectionError', () => {
  test.each([
    [
      'ECONNREFUSED',
      'connect ECONNREFUSED 10.0.0.1:9200',
      'Connection refused: connect ECONNREFUSED 10.0.0.1:9200',
    ],
    [
      'ENOTFOUND',
      'getaddrinfo ENOTFOUND es.invalid',
      'Unknown host: getaddrinfo ENOTFOUND es.invalid',
    ],
    ['EHOSTUNREACH', 'connect EHOSTUNREACH', 'No route to host: connect EHOSTUNREACH'],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'TLS problem: certificate has expired'],
  ])('says what %s means before its message', (code, message, words) => {
    expect(connectionError(systemError(code, message), 'TLS problem').message).toBe(words);
  });

  test('speaks of the first address where all of a name failed, since the error for all has no message', () => {
    const all = new AggregateError([
      systemError('ECONNREFUSED', 'connect ECONNREFUSED ::1:9200'),
      systemError('ETIMEDOUT', 'later'),
    ]);
    expect(connectionError(all, 'Connection failed').message).toBe(
      'Connection refused: connect ECONNREFUSED ::1:9200',
    );
  });

  test("leaves out Node's advice about its command line", () => {
    const text =
      'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca';
    expect(connectionError(new Error(text), 'TLS problem').message).toBe(
      'TLS problem: unable to verify the first certificate',
    );
  });

  test('takes the other words for an error without a code', () => {
    expect(connectionError(new Error('odd'), 'Connection failed').message).toBe(
      'Connection failed: odd',
    );
  });
});
