import { describe, expect, test } from 'vitest';
import { readDiscoveryNode } from '../../../lib/collect/transport/discoveryNode.ts';
import { ProtocolError, Reader } from '../../../lib/collect/transport/reader.ts';
import { bytes, int32, text } from './bytes.ts';

const PINNED = 8_841_064;
const INDEX_VERSIONS = bytes(1, 2, 3, text('n'));
/** 9050399. */
const RELEASE = bytes(0x9f, 0xb2, 0xa8, 0x04);

interface Parts {
  readonly address?: Uint8Array;
  readonly release?: Uint8Array;
  readonly tail?: Uint8Array;
}

function node({ address = v4(), release = RELEASE, tail = INDEX_VERSIONS }: Parts = {}): Reader {
  const names = bytes(...['node-1', 'id', 'ephemeral', 'host', '10.0.0.1'].map(text));
  return new Reader(
    bytes(names, address, 1, text('zone'), text('a'), 1, text('data'), text('d'), 1, release, tail),
  );
}

function v4(host = '10.0.0.1', port = 9300): Uint8Array {
  return bytes(4, 10, 0, 0, 1, text(host), int32(port));
}

function v6(host: string, ...groups: readonly number[]): Uint8Array {
  return bytes(
    16,
    ...groups.flatMap((group) => [group >> 8, group & 0xff]),
    text(host),
    int32(9300),
  );
}

describe('readDiscoveryNode', () => {
  test('reads what stands in all versions', () => {
    expect(readDiscoveryNode(node(), PINNED)).toEqual({
      name: 'node-1',
      id: 'id',
      address: { host: '10.0.0.1', ip: '10.0.0.1', port: 9300 },
      attributes: { zone: 'a' },
      roles: ['data'],
      release: '9.5.3',
    });
  });

  test.each([
    ['7.17', 7_172_899, bytes()],
    ['8.3 to 8.9', 8_030_099, text('n')],
    ['8.10 to 8.17', 8_797_010, bytes(1, 3, text('n'))],
    ['8.18 and later', 8_840_002, INDEX_VERSIONS],
  ])('ends where a node of %s ends', (_release, version, tail) => {
    const reader = node({ tail });
    readDiscoveryNode(reader, version);
    expect(reader.remaining).toBe(0);
  });

  test.each([
    ['a name', v4('es-1.example'), { host: 'es-1.example', ip: '10.0.0.1', port: 9300 }],
    ['no host', v4(''), { host: '10.0.0.1', ip: '10.0.0.1', port: 9300 }],
    [
      'IPv6 in the long form',
      v6('0:0:0:0:0:0:0:1', 0, 0, 0, 0, 0, 0, 0, 1),
      { host: '::1', ip: '::1', port: 9300 },
    ],
    [
      'IPv6 and a name',
      v6('es-1', 0x2001, 0xdb8, 0, 0, 0, 0, 0, 0xff),
      { host: 'es-1', ip: '2001:db8::ff', port: 9300 },
    ],
    ['the port 65535', v4('a', 65_535), { host: 'a', ip: '10.0.0.1', port: 65_535 }],
  ])('reads an address with %s', (_what, address, expected) => {
    expect(readDiscoveryNode(node({ address }), PINNED).address).toEqual(expected);
  });

  test.each([
    [
      'an address of 5 bytes',
      { address: bytes(5, 1, 2, 3, 4, 5, text('a'), int32(1)) },
      'IP address has 5 bytes',
    ],
    ['the port -1', { address: v4('a', -1) }, 'Port -1 is out of range'],
    ['the port 65536', { address: v4('a', 65_536) }, 'Port 65536 is out of range'],
    [
      'the release 6999999',
      { release: bytes(0xbf, 0x9f, 0xab, 0x03) },
      'Release 6999999 is out of range',
    ],
    [
      'the release 100000000',
      { release: bytes(0x80, 0xc2, 0xd7, 0x2f) },
      'Release 100000000 is out of range',
    ],
  ])('refuses %s', (_what, parts, message) => {
    expect(() => readDiscoveryNode(node(parts), PINNED)).toThrow(new ProtocolError(message));
  });

  test('takes no attribute for a property of objects', () => {
    const names = bytes(...['a', 'b', 'c', 'd', 'e'].map(text), v4());
    const { attributes } = readDiscoveryNode(
      new Reader(bytes(names, 1, text('__proto__'), text('true'), 0, RELEASE, INDEX_VERSIONS)),
      PINNED,
    );
    expect(Object.entries(attributes)).toEqual([['__proto__', 'true']]);
  });

  test.each(['attributes', 'roles'])('refuses a node with more %s than any has', (what) => {
    const names = bytes(...['a', 'b', 'c', 'd', 'e'].map(text), v4());
    const many = bytes(0x81, 0x02, ...Array.from({ length: 1_000 }, () => text('x')));
    const reader = new Reader(what === 'attributes' ? bytes(names, many) : bytes(names, 0, many));
    expect(() => readDiscoveryNode(reader, PINNED)).toThrow(
      new ProtocolError('List of 257 items is longer than 256'),
    );
  });
});
