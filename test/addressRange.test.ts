import { expect, test } from 'vitest';
import { addressRange } from '../lib/addressRange.ts';

test.each([
  ['127.0.0.1', 'loopback'],
  ['127.8.9.1', 'loopback'],
  ['::1', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['169.254.1.1', 'private'],
  ['fd00::1', 'private'],
  ['fe80::1', 'private'],
  ['::ffff:10.0.0.1', 'private'],
  ['172.32.0.1', 'public'],
  ['8.8.8.8', 'public'],
  ['2001:db8::1', 'public'],
  ['es.example', 'public'],
  ['', 'public'],
])('addressRange: %s is %s', (ip, range) => {
  expect(addressRange(ip)).toBe(range);
});
