import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame, type Frame } from '../../../lib/collect/transport/frame.ts';
import {
  decodeHandshakeAnswer,
  encodeHandshakeRequest,
  HANDSHAKE_FORMAT_7,
  HANDSHAKE_FORMAT_8,
  SILENT_TRANSPORT_VERSION,
} from '../../../lib/collect/transport/handshake.ts';
import { ProtocolError } from '../../../lib/collect/transport/reader.ts';
import { bytes, frameBytes, recordedFrame, refuses, text } from './bytes.ts';

function frameOf(from: Uint8Array): Frame {
  const decoded = decodeFrame(from);
  if (decoded.kind !== 'frame') throw new Error(decoded.kind);
  return decoded.frame;
}

const answer = {
  status: 9,
  version: HANDSHAKE_FORMAT_8,
  body: bytes(0xd7, 0xa2, 0xc1, 0x04, text('9.5.3')),
};
const answers = ['7.17.28-open', '8.19.21-key', '9.5.3-key'].map((node) =>
  recordedFrame(`${node}.tcp-handshake.response.hex`),
);

describe('encodeHandshakeRequest', () => {
  test('writes the bytes recorded from a 7.17.28', () => {
    const request = encodeHandshakeRequest({
      requestId: 1,
      format: HANDSHAKE_FORMAT_7,
      transportVersion: SILENT_TRANSPORT_VERSION,
    });
    expect(request).toEqual(recordedFrame('7.17.28-open.tcp-handshake.request.hex'));
  });

  test.each(['8.19.21', '9.5.3'])('writes the bytes recorded from a %s', (node) => {
    const request = encodeHandshakeRequest({
      requestId: 1,
      format: HANDSHAKE_FORMAT_8,
      transportVersion: SILENT_TRANSPORT_VERSION,
    });
    expect(request).toEqual(recordedFrame(`${node}-key.tcp-handshake.request.hex`));
  });

  test('writes a release of its own in format 8', () => {
    const request = encodeHandshakeRequest({
      requestId: 5,
      format: HANDSHAKE_FORMAT_8,
      transportVersion: 9_458_007,
      release: '9.5.3',
    });
    const header = bytes(0, 0, text('internal:tcp/handshake'));
    const body = bytes(0, 10, 0xd7, 0xa2, 0xc1, 0x04, text('9.5.3'));
    expect(request).toEqual(
      frameBytes({ id: 5, status: 8, version: HANDSHAKE_FORMAT_8, header, body }),
    );
  });
});

describe('decodeHandshakeAnswer', () => {
  test.each([
    ['7.17.28-open', { transportVersion: 7_172_899 }],
    ['8.19.21-key', { transportVersion: 8_841_096, release: '8.19.21' }],
    ['9.5.3-key', { transportVersion: 9_458_007, release: '9.5.3' }],
  ])('reads the answer recorded from %s', (node, expected) => {
    expect(
      decodeHandshakeAnswer(frameOf(recordedFrame(`${node}.tcp-handshake.response.hex`))),
    ).toEqual(expected);
  });

  test.each([
    ['a request', { status: 8 }, 'Handshake is answered with a request'],
    ['another message', { status: 1 }, 'Handshake is answered with another message'],
    ['an error', { status: 11 }, 'Handshake is answered with an error'],
    ['a compressed message', { status: 13 }, 'Handshake is answered with a compressed message'],
    [
      'an unknown format',
      { version: 9_458_007 },
      'Handshake is answered in the unknown format 9458007',
    ],
    [
      'trailing bytes in format 8',
      { body: bytes(answer.body, 0) },
      'Message has 1 bytes after its end',
    ],
    [
      'trailing bytes in format 7',
      { version: HANDSHAKE_FORMAT_7 },
      'Message has 6 bytes after its end',
    ],
    ['no release in format 8', { body: bytes(1) }, 'Message ends 1 bytes early'],
    ['an empty release', { body: bytes(1, 0) }, 'Release "" is none'],
    [
      'a release with a control character',
      { body: bytes(1, text('9\n')) },
      'Release "9\\n" is none',
    ],
    [
      'a release of 65 characters',
      { body: bytes(1, text('9'.repeat(65))) },
      `Release "${'9'.repeat(64)}" is none`,
    ],
  ])('refuses %s', (_what, parts, message) => {
    expect(() => decodeHandshakeAnswer(frameOf(frameBytes({ ...answer, ...parts })))).toThrow(
      new ProtocolError(message),
    );
  });

  test('refuses the answer at every split of its body', () => {
    for (let split = 0; split < answer.body.length; split++) {
      const frame = frameOf(frameBytes({ ...answer, body: answer.body.subarray(0, split) }));
      expect(() => decodeHandshakeAnswer(frame)).toThrow(ProtocolError);
    }
  });

  test('throws nothing but ProtocolError on mutations of the recorded answers', () => {
    const mutation = fc.record({
      frame: fc.constantFrom(...answers),
      at: fc.nat(),
      to: fc.nat({ max: 255 }),
    });
    fc.assert(
      fc.property(mutation, ({ frame, at, to }) => {
        const mutated = frame.slice();
        mutated[at % frame.length] = to;
        const decode = () => {
          const decoded = decodeFrame(mutated);
          return decoded.kind === 'frame'
            ? decodeHandshakeAnswer(decoded.frame).transportVersion
            : 0;
        };
        expect(refuses(decode) || decode() >= 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
