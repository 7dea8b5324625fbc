import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../lib/address.ts';

describe('parseAddress', () => {
  it.each([
    ['es-1.example.com:9300', { host: 'es-1.example.com', port: 9300 }],
    ['my_node:1', { host: 'my_node', port: 1 }],
    ['10.0.0.1:65535', { host: '10.0.0.1', port: 65_535 }],
    ['[::1]:9300', { host: '::1', port: 9300 }],
    ['[fe80::1%eth0]:9300', { host: 'fe80::1%eth0', port: 9300 }],
    [' es-1:9300\n', { host: 'es-1', port: 9300 }],
    ['es-1/10.0.0.1:9300', { host: 'es-1', port: 9300, ip: '10.0.0.1' }],
    ['es-1/[2001:db8::1]:9300', { host: 'es-1', port: 9300, ip: '2001:db8::1' }],
    ['/10.0.0.1:9300', { host: '10.0.0.1', port: 9300 }],
    ['/[::1]:9300', { host: '::1', port: 9300 }],
    ['0:0:0:0:0:0:0:1:9300', { host: '0:0:0:0:0:0:0:1', port: 9300 }],
    ['/0:0:0:0:0:0:0:1:9300', { host: '0:0:0:0:0:0:0:1', port: 9300 }],
    ['es-1/2001:db8:0:0:0:0:0:1:9300', { host: 'es-1', port: 9300, ip: '2001:db8:0:0:0:0:0:1' }],
    ['::1:10000', { host: '::1', port: 10_000 }],
  ])('takes %j', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  it.each([
    '',
    'es-1',
    '10.0.0.1',
    '::1',
    ':9300',
    'es-1:',
    'es-1:0',
    'es-1:65536',
    'es-1:93000',
    'es-1:930000',
    'es-1:port',
    'es-1:-1',
    '::1:9300',
    '2001:db8::1:9300',
    'es-1/::1:9300',
    'a:b:9300',
    '[es-1]:9300',
    '[10.0.0.1]:9300',
    '[]:9300',
    '[::1:9300',
    '::1]:9300',
    'es 1:9300',
    'user@es-1:9300',
    'http://es-1:9300',
    'http:/10.0.0.1:9300',
    'es-1/other:9300',
    '/other:9300',
    'es-1/:9300',
    'a/b/10.0.0.1:9300',
    `${'a'.repeat(600)}:9300`,
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('never throws, and finds nothing but what can be dialled', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1:./[]@ %0') }), (text) => {
        const address = parseAddress(text);
        if (address === undefined) return;
        expect(address.host).not.toBe('');
        expect(isIP(address.ip ?? '10.0.0.1')).not.toBe(0);
        expect(address.port).toBeGreaterThan(0);
      }),
    );
  });
});

describe('formatAddress', () => {
  it.each([
    [{ host: 'es-1', port: 9300, ip: '10.0.0.1' }, 'es-1/10.0.0.1:9300'],
    [{ host: 'es-1', port: 9300, ip: '::1' }, 'es-1/[::1]:9300'],
    [{ host: '10.0.0.1', port: 9300 }, '10.0.0.1:9300'],
    [{ host: '::1', port: 9300 }, '[::1]:9300'],
  ])('writes %o', (address, text) => {
    expect(formatAddress(address)).toBe(text);
  });

  it('writes what parseAddress reads again', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        expect(parseAddress(formatAddress({ host: name, port }))).toEqual({ host: name, port });
      }),
    );
  });
});
