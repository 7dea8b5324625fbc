import { expect, test } from 'vitest';
import { base64, writeSystemUser } from '../../../lib/collect/transport/authentication.ts';
import { Writer } from '../../../lib/collect/transport/writer.ts';
import { bytes, text } from './bytes.ts';

const REALM = bytes(text('remote-cluster-checker'), text('__attach'), text('__attach'));

test.each([
  [
    'without a domain below 8.2',
    7_172_899,
    bytes(0xa3, 0xe6, 0xb5, 0x03, 1, text('_system'), REALM, 0, 4, 0),
  ],
  [
    'with a domain from 8.2 on',
    8_841_064,
    bytes(0xe8, 0xce, 0x9b, 0x04, 1, text('_system'), REALM, 0, 0, 4, 0),
  ],
])('writeSystemUser writes the realm %s', (_what, version, expected) => {
  const writer = writeSystemUser(new Writer(), version);
  expect(writer.toBytes()).toEqual(expected);
  expect(base64(writer)).toBe(Buffer.from(expected).toString('base64'));
});
