import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeExceptionChain } from '../../../lib/collect/transport/exceptionChain.ts';
import { decodeFrame } from '../../../lib/collect/transport/frame.ts';
import { ProtocolError } from '../../../lib/collect/transport/reader.ts';
import { Writer } from '../../../lib/collect/transport/writer.ts';
import { bytes, recordedFrame, recordedFrames, refuses, text } from './bytes.ts';

const errors = [...recordedFrames()].filter(([file]) => file.includes('-error-'));

function bodyOf(frame: Uint8Array): Uint8Array {
  const decoded = decodeFrame(frame);
  if (decoded.kind !== 'frame' || !decoded.frame.isError) throw new Error(decoded.kind);
  return decoded.frame.body;
}

/** Key 0 with a class id, and a message; the next level has to follow. */
function elasticsearchLevel(id: number, message: string): Uint8Array {
  return bytes(1, 0, id < 128 ? id : bytes((id & 0x7f) | 0x80, id >> 7), 1, text(message));
}

function javaLevel(key: number, message: string): Uint8Array {
  return bytes(1, key, 1, text(message));
}

describe('decodeExceptionChain', () => {
  test('reads every level of the recorded refusal of a malformed key', () => {
    expect(
      decodeExceptionChain(bodyOf(recordedFrame('9.5.3-error-not-base64.answer-1.hex'))),
    ).toEqual([
      {
        type: 'RemoteTransportException',
        reason: '[r95][127.0.0.1:9421][cluster:internal/remote_cluster/handshake]',
      },
      {
        type: 'ElasticsearchSecurityException',
        reason: 'error attempting to authenticate request',
      },
      {
        type: 'IllegalArgumentException',
        reason:
          'cross cluster access header [_cross_cluster_access_credentials] value must be a valid API key credential',
      },
      { type: 'IllegalArgumentException', reason: 'Illegal base64 character 20' },
    ]);
  });

  test('reads the innermost reason of every recorded error', () => {
    const innermost = errors.map(
      ([file, frame]) =>
        `${file.replace('.hex', '')}: ${decodeExceptionChain(bodyOf(frame)).at(-1)?.reason}`,
    );
    expect(innermost).toMatchInlineSnapshot(`
      [
        "8.19.21-error-expired.answer-1: api key is expired",
        "8.19.21-error-key-on-transport-port.answer-1: missing authentication credentials for action [cluster:internal/remote_cluster/handshake]",
        "8.19.21-error-no-key.answer-1: Cross cluster requests through the dedicated remote cluster server port require transport header [_cross_cluster_access_credentials] but none found. Please ensure you have configured remote cluster credentials on the cluster originating the request.",
        "8.19.21-error-no-key.answer-2: Cross cluster requests through the dedicated remote cluster server port require transport header [_cross_cluster_access_credentials] but none found. Please ensure you have configured remote cluster credentials on the cluster originating the request.",
        "8.19.21-error-not-base64.answer-1: Illegal base64 character 20",
        "8.19.21-error-not-base64.answer-2: Illegal base64 character 20",
        "8.19.21-error-revoked.answer-1: unable to authenticate user [_8YKCqIBDfP672H1MMlS] for action [cluster:internal/remote_cluster/handshake]",
        "8.19.21-error-revoked.answer-2: api key [_8YKCqIBDfP672H1MMlS] has been invalidated",
        "8.19.21-error-type-rest.answer-1: authentication expected API key type of [cross_cluster], but API key [_cYKCqIBDfP672H1LMlk] has type [rest]",
        "8.19.21-error-unknown-id.answer-1: unable to find apikey with id AAAAAAAAAAAAAAAAAAAA",
        "8.19.21-error-wrong-secret.answer-1: unable to authenticate user [-cYKCqIBDfP672H1Hslv] for action [cluster:internal/remote_cluster/handshake]",
        "8.19.21-error-wrong-secret.answer-2: invalid credentials for API key [-cYKCqIBDfP672H1Hslv]",
        "9.5.3-error-expired.answer-1: api key is expired",
        "9.5.3-error-key-on-transport-port.answer-1: missing authentication credentials for action [cluster:internal/remote_cluster/handshake]",
        "9.5.3-error-no-key.answer-1: Cross cluster requests through the dedicated remote cluster server port require transport header [_cross_cluster_access_credentials] but none found. Please ensure you have configured remote cluster credentials on the cluster originating the request.",
        "9.5.3-error-no-key.answer-2: Cross cluster requests through the dedicated remote cluster server port require transport header [_cross_cluster_access_credentials] but none found. Please ensure you have configured remote cluster credentials on the cluster originating the request.",
        "9.5.3-error-not-base64.answer-1: Illegal base64 character 20",
        "9.5.3-error-not-base64.answer-2: Illegal base64 character 20",
        "9.5.3-error-revoked.answer-1: api key [q28KCqIBWasnRuLQEO85] has been invalidated",
        "9.5.3-error-type-rest.answer-1: authentication expected API key type of [cross_cluster], but API key [qW8KCqIBWasnRuLQC--3] has type [rest]",
        "9.5.3-error-unknown-id.answer-1: unable to find apikey with id AAAAAAAAAAAAAAAAAAAA",
        "9.5.3-error-wrong-secret.answer-1: unable to authenticate user [pW8JCqIBWasnRuLQ_O-X] for action [cluster:internal/remote_cluster/handshake]",
        "9.5.3-error-wrong-secret.answer-2: invalid credentials for API key [pW8JCqIBWasnRuLQ_O-X]",
      ]
    `);
  });

  test.each([
    [4, 'ElasticsearchSecurityException'],
    [62, 'NotSerializableExceptionWrapper'],
    [101, 'ActionNotFoundTransportException'],
    [102, 'TransportSerializationException'],
    [103, 'RemoteTransportException'],
    [133, 'CircuitBreakingException'],
    [145, 'ElasticsearchStatusException'],
    [999, 'exception 999'],
  ])('names the class id %d %s', (id, type) => {
    expect(decodeExceptionChain(bytes(elasticsearchLevel(id, 'm'), 0))).toEqual([
      { type, reason: 'm' },
    ]);
  });

  test.each([
    [6, 'IllegalArgumentException'],
    [7, 'AlreadyClosedException'],
    [9, 'SecurityException'],
    [14, 'IllegalStateException'],
    [15, 'LockObtainFailedException'],
    [17, 'IOException'],
  ])('names the key %d %s and reads on to its cause', (key, type) => {
    expect(decodeExceptionChain(bytes(javaLevel(key, 'm'), javaLevel(8, 'end')))).toEqual([
      { type, reason: 'm' },
      { type: 'EOFException', reason: 'end' },
    ]);
  });

  test.each([
    [4, 'NullPointerException'],
    [5, 'NumberFormatException'],
    [8, 'EOFException'],
    [10, 'StringIndexOutOfBoundsException'],
    [11, 'ArrayIndexOutOfBoundsException'],
    [12, 'FileNotFoundException'],
    [16, 'InterruptedException'],
  ])('names the key %d %s and ends there, as it has no cause', (key, type) => {
    expect(decodeExceptionChain(bytes(javaLevel(key, 'm'), javaLevel(6, 'not read')))).toEqual([
      { type, reason: 'm' },
    ]);
  });

  test('reads the flag of a rejected execution, and ends there', () => {
    expect(decodeExceptionChain(bytes(1, 18, 1, 1, text('m'), 0xff))).toEqual([
      { type: 'EsRejectedExecutionException', reason: 'm' },
    ]);
  });

  test('gives the reason "" where there is no message', () => {
    expect(decodeExceptionChain(bytes(1, 4, 0))).toEqual([
      { type: 'NullPointerException', reason: '' },
    ]);
  });

  test.each([1, 2, 3, 13, 19])('ends before the key %d, whose layout is not known', (key) => {
    expect(
      decodeExceptionChain(bytes(elasticsearchLevel(4, 'm'), javaLevel(key, 'not read'))),
    ).toEqual([{ type: 'ElasticsearchSecurityException', reason: 'm' }]);
  });

  test('ends at the twentieth level', () => {
    const levels = Array.from({ length: 21 }, (_, level) => javaLevel(6, `level ${level}`));
    expect(decodeExceptionChain(bytes(...levels)).at(-1)).toEqual({
      type: 'IllegalArgumentException',
      reason: 'level 19',
    });
  });

  test('refuses every split of a chain', () => {
    const chain = bytes(
      elasticsearchLevel(103, 'a'),
      elasticsearchLevel(4, 'b'),
      javaLevel(6, 'c'),
      0,
    );
    for (let split = 0; split < chain.length; split++)
      expect(() => decodeExceptionChain(chain.subarray(0, split))).toThrow(ProtocolError);
    expect(decodeExceptionChain(chain)).toHaveLength(3);
  });

  test('throws nothing but ProtocolError on random bytes and on mutations of recorded errors', () => {
    const mutated = fc
      .record({
        frame: fc.constantFrom(...errors.map(([, frame]) => frame)),
        at: fc.nat({ max: 400 }),
        to: fc.nat({ max: 255 }),
      })
      .map(({ frame, at, to }) =>
        Uint8Array.from(bodyOf(frame).subarray(0, 400), (byte, index) =>
          index === at ? to : byte,
        ),
      );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), mutated), (body) => {
        expect(
          refuses(() => decodeExceptionChain(body)) || decodeExceptionChain(body).length <= 20,
        ).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('cuts a reason that is longer than any sentence', () => {
    const [level] = decodeExceptionChain(
      bytes(1, 6, 1, new Writer().string('x'.repeat(5_000)).toBytes(), 0),
    );
    expect(level?.reason).toBe('x'.repeat(1_000));
  });
});
