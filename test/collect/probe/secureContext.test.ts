import { describe, expect, test } from 'vitest';
import { secureContextOf } from '../../../lib/collect/probe/secureContext.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { FLEET } from './certificates.ts';

const { ca, client, server } = FLEET;

describe('secureContextOf', () => {
  test('makes one context for the same material and another for other material', () => {
    const context = secureContextOf({ ca: ca.certificate });
    expect(secureContextOf({ ca: ca.certificate })).toBe(context);
    expect(
      secureContextOf({ ca: ca.certificate, certificate: client.certificate, key: client.key }),
    ).not.toBe(context);
    expect(secureContextOf({})).not.toBe(context);
  });

  test('forgets the contexts of a run that made very many', () => {
    const context = secureContextOf({ ca: ca.certificate });
    for (let count = 1; count <= 256; count++)
      secureContextOf({ ca: ca.certificate + '\n'.repeat(count) });
    expect(secureContextOf({ ca: ca.certificate })).not.toBe(context);
  });

  test.each([
    [
      'a CA that is none',
      { ca: 'no PEM' },
      /^CA, client certificate or private key cannot be used: /,
    ],
    [
      'a key of another certificate',
      { certificate: client.certificate, key: server.key },
      /^CA, client certificate or private key cannot/,
    ],
    [
      'a certificate without its key',
      { certificate: client.certificate },
      'Client certificate and private key go together, one is missing',
    ],
    [
      'a key without its certificate',
      { key: client.key },
      'Client certificate and private key go together, one is missing',
    ],
  ])('refuses %s', (_what, tls, message) => {
    expect(() => secureContextOf(tls)).toThrow(ConfigurationError);
    expect(() => secureContextOf(tls)).toThrow(message);
  });

  test('keeps private keys out of its messages', () => {
    const key = `-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n`;
    expect(() => secureContextOf({ certificate: client.certificate, key })).toThrow(
      expect.not.stringContaining('c2VjcmV0'),
    );
  });
});
