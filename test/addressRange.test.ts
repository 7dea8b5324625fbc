import { expect, test } from 'vitest';
import { addressRange, hostRange } from '../lib/addressRange.ts';

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

test.each([
  ['127.0.0.1', 'loopback'],
  ['127.255.1.9', 'loopback'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::FFFF:7f00:1', 'loopback'],
  ['::127.0.0.1', 'loopback'],
  ['::ffff:0:127.0.0.1', 'loopback'],
  ['64:ff9b::127.0.0.1', 'loopback'],
  ['64:ff9b:1::7f00:1', 'loopback'],
  ['2002:7f00:1::', 'loopback'],
  ['169.254.169.254', 'link-local'],
  ['::ffff:169.254.169.254', 'link-local'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['febf::1', 'link-local'],
  ['fd00:ec2::254', 'link-local'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['::', 'unspecified'],
  ['0:0:0:0:0:0:0:0', 'unspecified'],
  ['::ffff:0.1.0.0', 'unspecified'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'multicast'],
  ['ff02::1', 'multicast'],
  ['::ffff:239.1.1.1', 'multicast'],
  ['10.0.0.1', undefined],
  ['192.0.2.1', undefined],
  ['2001:db8::1', undefined],
  ['fd00::1', undefined],
  ['::ffff:10.0.0.1', undefined],
  ['2002:a00:1::', undefined],
  ['1:2:3:4:5:6:7:8', undefined],
  ['archive.example', undefined],
  ['', undefined],
])('hostRange: %s is %s', (ip, expected) => {
  expect(hostRange(ip)).toBe(expected);
});
