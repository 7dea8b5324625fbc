import { describe, expect, test } from 'vitest';
import { createRedactor } from '../lib/redact.ts';

const ENCODED = Buffer.from('keyId:keySecret').toString('base64');

describe('createRedactor', () => {
  test('takes an API key out, encoded, decoded and in part, and leaves its id', () => {
    const redact = createRedactor({ kind: 'apiKey', apiKey: ENCODED });
    expect(redact(`ApiKey ${ENCODED} is keyId:keySecret with keySecret of keyId`)).toBe(
      'ApiKey [redacted] is [redacted] with [redacted] of keyId',
    );
  });

  test('takes an API key out that is not in the encoded form', () => {
    expect(createRedactor({ kind: 'apiKey', apiKey: 'plain' })('ApiKey plain')).toBe(
      'ApiKey [redacted]',
    );
  });

  test('takes a password out, also in basic authentication and in a URL, and leaves the user name', () => {
    const redact = createRedactor({ kind: 'basic', username: 'kibana', password: 'p@ss/word' });
    const basic = Buffer.from('kibana:p@ss/word').toString('base64');
    expect(redact(`kibana p@ss/word Basic ${basic} p%40ss%2Fword`)).toBe(
      'kibana [redacted] Basic [redacted] [redacted]',
    );
  });

  test('takes a bearer token out wherever it stands', () => {
    expect(createRedactor({ kind: 'bearer', token: 'tok' })('tok, tok')).toBe(
      '[redacted], [redacted]',
    );
  });

  test('leaves all texts alone where there are no credentials, or empty ones', () => {
    expect(createRedactor({ kind: 'none' })('a text')).toBe('a text');
    expect(createRedactor({ kind: 'bearer', token: '' })('a text')).toBe('a text');
  });
});
