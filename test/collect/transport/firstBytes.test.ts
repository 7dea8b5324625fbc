import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recogniseFirstBytes } from '../../../lib/collect/transport/firstBytes.ts';
import { bytes } from './bytes.ts';

/** As a 9.5.3 answered a TLS ClientHello on its HTTP port. */
const elasticsearchHttp =
  'HTTP/1.0 400 Bad Request\r\nX-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}';

describe('recogniseFirstBytes', () => {
  test.each([
    ['', 'incomplete'],
    ['E', 'incomplete'],
    ['ES', 'elasticsearch-transport'],
    ['ES\0\0\0\x1d', 'elasticsearch-transport'],
    ['\x15', 'incomplete'],
    ['\x15\x03', 'tls-record'],
    ['\x16\x03\x01\x02\0', 'tls-record'],
    ['\x16\x02', 'other'],
    ['\x13', 'other'],
    ['\x18', 'other'],
    ['HTTP', 'incomplete'],
    ['HTTP/1.1 200 OK\r\nserver: nginx\r\n\r\n', 'http'],
    ['HTTP/1.1 200 OK\r\nserver: nginx\r\n\r\nX-elastic-product: Elasticsearch\r\n\r\n', 'http'],
    [elasticsearchHttp, 'elasticsearch-http'],
    [elasticsearchHttp.toUpperCase(), 'elasticsearch-http'],
    ['HTML', 'other'],
    ['SSH-2.0-OpenSSH_9.6\r\n', 'other'],
  ])('calls %j %s', (text, expected) => {
    expect(recogniseFirstBytes(bytes(text))).toBe(expected);
  });

  test('waits for the end of the HTTP headers at every split', () => {
    const end = elasticsearchHttp.indexOf('\r\n\r\n') + 4;
    for (let split = 0; split < end; split++)
      expect(recogniseFirstBytes(bytes(elasticsearchHttp.slice(0, split)))).toBe('incomplete');
    expect(recogniseFirstBytes(bytes(elasticsearchHttp.slice(0, end)))).toBe('elasticsearch-http');
  });

  test('waits no longer once the peer ended', () => {
    expect(recogniseFirstBytes(bytes('HTTP/1.0 400'), { ended: true })).toBe('http');
    expect(
      recogniseFirstBytes(bytes('HTTP/1.0 400\r\nX-Elastic-Product: elasticsearch'), {
        ended: true,
      }),
    ).toBe('elasticsearch-http');
  });

  test('waits no longer than 8192 bytes', () => {
    const headers = 'HTTP/1.0 400\r\n'.padEnd(8_191, 'x');
    expect(recogniseFirstBytes(bytes(headers))).toBe('incomplete');
    expect(recogniseFirstBytes(bytes(headers, 'x'))).toBe('http');
  });

  test('never takes back what it named', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.uint8Array(),
        fc.constantFrom('', 'E', 'ES', '\x16', '\x16\x03', 'HTTP/1.1 200\r\n\r\n'),
        (a, b, start) => {
          const before = recogniseFirstBytes(bytes(start, a));
          expect(
            before === 'incomplete' || recogniseFirstBytes(bytes(start, a, b)) === before,
          ).toBe(true);
        },
      ),
    );
  });
});
