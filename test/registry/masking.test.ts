import { describe, expect, it } from 'vitest';
import { redactUrl, showKey, showValue } from '../../lib/registry/masking.ts';

describe('showValue', () => {
  it.each([
    ['snif', '"snif"'],
    ['a\u001b[31m', '"a\\u001b[31m"'],
    [8.19, '8.19'],
    [true, 'true'],
    [undefined, 'missing'],
    [null, 'empty'],
    [[], 'an empty list'],
    [['s3cret'], 'a list'],
    [{}, 'an empty mapping'],
    [{ password: 's3cret' }, 'a mapping'],
    ['a'.repeat(61), `"${'a'.repeat(60)}…"`],
    [`urls: ${'a'.repeat(60)}`, 'a long text'],
    ['-----BEGIN PRIVATE KEY-----\nabc', '…'],
    ['https://elastic:s3cret@es-1:9200', '"https://…@es-1:9200"'],
  ])('shows %j as %s', (value, shown) => {
    expect(showValue(value, ['clusters', 0, 'name'])).toBe(shown);
  });

  it.each([
    [['clusters', 0, 'auth']],
    [['clusters', 0, 'auth', 'basic', 'username']],
    [['clusters', 0, 'remotes', 'archive', 'remote', 'auth', 'apiKey']],
    [['clusters', 0, 'remotes', 'password']],
    [['clusters', 0, 'tls', 'apikey']],
  ])('hides the value at %j, but not that it is missing or not text', (path) => {
    expect(
      ['s3cret', 12_345, true, undefined, null, ['s3cret'], { s: 's3cret' }].map((value) =>
        showValue(value, path),
      ),
    ).toEqual(['…', '…', '…', 'missing', 'empty', 'a list', 'a mapping']);
  });
});

describe('redactUrl', () => {
  it.each([
    ['https://es-1.example.com:9200', 'https://es-1.example.com:9200'],
    ['https://es-1/', 'https://es-1/'],
    ['http://[::1]:9200', 'http://[::1]:9200'],
    ['es-1:9200', 'es-1:9200'],
    ['>=8.19 <10', '>=8.19 <10'],
    ['https://es-1:92000', 'https://es-1:92000'],
    ['https://elastic:s3cret@es-1:9200', 'https://…@es-1:9200'],
    ['https://elastic:s3/cr#e@t?@es-1:9200', 'https://…@es-1:9200'],
    ['https://elastic:s3\ncret@es-1:9200', 'https://…@es-1:9200'],
    ['HTTPS://elastic:s3cret@es-1:9200', 'HTTPS://…@es-1:9200'],
    ['elastic:s3cret@es-1:9200', '…'],
    ['https://elastic:s3cret', 'https://…'],
    ['https://elastic:s3cret#es-1:9200', 'https://…'],
    ['https://es-1:9200/es/s3cret', 'https://es-1:9200/…'],
    ['https://es-1:9200?api_key=s3cret', 'https://es-1:9200/…'],
    ['https://es-1:9200#s3cret', 'https://es-1:9200/…'],
  ])('shows %j as %j', (text, shown) => {
    expect(redactUrl(text)).toBe(shown);
  });
});

describe('showKey', () => {
  it.each([
    ['nmae', 'x', ['clusters', 0], 'nmae'],
    ['nmae', null, ['clusters', 0], 'nmae'],
    ['token', 's3cret', ['clusters', 0, 'auth'], 'token'],
    ['s3cret', null, ['clusters', 0, 'auth'], '…'],
    ['apiKey:s3cret', null, ['clusters', 0], '…'],
    ['apiKey s3cret', null, ['clusters', 0], '…'],
    ['a'.repeat(41), 'x', ['clusters', 0], '…'],
  ])('shows the key %s of %j in %j as %s', (key, value, path, shown) => {
    expect(showKey(key, value, path)).toBe(shown);
  });
});
