import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ANSWER_FRAME_LIMIT_BYTES,
  decodeFrame,
  encodeRequest,
  HANDSHAKE_FRAME_LIMIT_BYTES,
} from '../../../lib/collect/transport/frame.ts';
import { ProtocolError } from '../../../lib/collect/transport/reader.ts';
import { bytes, frameBytes, int32, recordedFrames, refuses, text } from './bytes.ts';

const answer = frameBytes({ id: 7, status: 9, version: 8_800_000, body: bytes(1, 2, 3) });
const recorded = [...recordedFrames()];

describe('encodeRequest', () => {
  test('writes features below 8.0', () => {
    const frame = encodeRequest({
      requestId: 2,
      version: 7_172_899,
      action: 'a:b',
      payload: bytes(5),
    });
    expect(frame).toEqual(
      frameBytes({
        id: 2,
        status: 0,
        version: 7_172_899,
        header: bytes(0, 0, 0, text('a:b')),
        body: bytes(0, 5),
      }),
    );
  });

  test('writes no features from 8.0 on, and the status bit of a handshake', () => {
    const frame = encodeRequest({
      requestId: 3,
      version: 8_800_000,
      action: 'a:b',
      payload: bytes(5),
      handshake: true,
    });
    expect(frame).toEqual(
      frameBytes({
        id: 3,
        status: 8,
        version: 8_800_000,
        header: bytes(0, 0, text('a:b')),
        body: bytes(0, 5),
      }),
    );
  });

  test('writes request headers', () => {
    const headers = new Map([['name', 'value']]);
    const frame = encodeRequest({
      requestId: 4,
      version: 8_841_064,
      action: 'a:b',
      payload: bytes(),
      headers,
    });
    const header = bytes(1, text('name'), text('value'), 0, text('a:b'));
    expect(frame).toEqual(
      frameBytes({ id: 4, status: 0, version: 8_841_064, header, body: bytes(0) }),
    );
  });
});

describe('decodeFrame', () => {
  test('reads id, status, version and body', () => {
    expect(decodeFrame(answer)).toEqual({
      kind: 'frame',
      consumed: 28,
      frame: {
        requestId: 7,
        isResponse: true,
        isError: false,
        isCompressed: false,
        isHandshake: true,
        isUnknown: false,
        version: 8_800_000,
        body: bytes(1, 2, 3),
      },
    });
  });

  test.each([
    ['isResponse', 1],
    ['isError', 2],
    ['isCompressed', 4],
    ['isHandshake', 8],
    ['isUnknown', 16],
    ['isUnknown', 128],
  ] as const)('reads %s from status %d', (flag, status) => {
    const flags = {
      isResponse: false,
      isError: false,
      isCompressed: false,
      isHandshake: false,
      isUnknown: false,
      [flag]: true,
    };
    expect(decodeFrame(frameBytes({ status, version: 9_000_000, body: bytes() }))).toMatchObject({
      frame: flags,
    });
  });

  test('is incomplete at every split, and leaves what follows to the next frame', () => {
    for (let split = 0; split < answer.length; split++)
      expect(decodeFrame(answer.subarray(0, split))).toEqual({ kind: 'incomplete' });
    expect(decodeFrame(bytes(answer, answer, 'E'))).toEqual(decodeFrame(answer));
  });

  test('reads a ping and leaves what follows', () => {
    expect(decodeFrame(bytes('ES', int32(-1), answer))).toEqual({ kind: 'ping', consumed: 6 });
  });

  test('refuses another marker from the first wrong byte on', () => {
    expect(() => decodeFrame(bytes('H'))).toThrow(
      new ProtocolError('Frame starts with 48 instead of 4553'),
    );
    expect(() => decodeFrame(bytes('ET'))).toThrow(
      new ProtocolError('Frame starts with 4554 instead of 4553'),
    );
  });

  test.each([-2, 0, 16])('refuses the length %d', (length) => {
    expect(() => decodeFrame(bytes('ES', int32(length)))).toThrow(
      new ProtocolError(`Frame length ${length} is below 17`),
    );
  });

  test('refuses a frame over the limit before it is there', () => {
    const start = (length: number) => bytes('ES', int32(length - 6));
    expect(decodeFrame(start(HANDSHAKE_FRAME_LIMIT_BYTES))).toEqual({ kind: 'incomplete' });
    expect(() => decodeFrame(start(65_537))).toThrow(
      new ProtocolError('Frame of 65537 bytes is longer than 65536'),
    );
    const limits = { limitBytes: ANSWER_FRAME_LIMIT_BYTES };
    expect(decodeFrame(start(4_194_304), limits)).toEqual({ kind: 'incomplete' });
    expect(() => decodeFrame(start(4_194_305), limits)).toThrow(
      new ProtocolError('Frame of 4194305 bytes is longer than 4194304'),
    );
  });

  test('refuses a frame from before 7.6, which has no length of the variable header', () => {
    const frame = frameBytes({ status: 8, version: 6_080_099, body: bytes() });
    expect(() => decodeFrame(frame)).toThrow(
      new ProtocolError('Frame version 6080099 is below 7060099'),
    );
  });

  test.each([
    [-1, 'Variable header has the length -1'],
    [6, 'Message ends 1 bytes early'],
    [1_048_576, 'Message ends 1048571 bytes early'],
    [1_048_577, 'Variable header has the length 1048577'],
  ])('refuses a variable header of %d bytes where 5 are left', (length, message) => {
    const frame = answer.slice();
    frame.set(int32(length), 19);
    expect(() => decodeFrame(frame)).toThrow(new ProtocolError(message));
  });

  test('refuses a request id that a number cannot hold', () => {
    const frame = answer.slice();
    frame.set([0x7f], 6);
    expect(() => decodeFrame(frame)).toThrow(
      new ProtocolError('Integer 9151314442816847879 is out of range'),
    );
  });

  test.each(recorded)(
    'reads the recorded %s, and nothing of it before its last byte',
    (_file, frame) => {
      expect(decodeFrame(frame)).toMatchObject({ kind: 'frame', consumed: frame.length });
      for (let split = 0; split < frame.length; split++)
        expect(decodeFrame(frame.subarray(0, split)).kind).toBe('incomplete');
    },
  );

  test('throws nothing but ProtocolError on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (random) => {
        expect(refuses(() => decodeFrame(random)) || random.length < 6 || random[0] === 0x45).toBe(
          true,
        );
      }),
    );
  });

  test('throws nothing but ProtocolError on bytes that start like a frame', () => {
    const content = fc.uint8Array({ minLength: 17, maxLength: 100 });
    fc.assert(
      fc.property(content, (random) => {
        const frame = bytes('ES', int32(random.length), random);
        expect(refuses(() => decodeFrame(frame)) || decodeFrame(frame).kind === 'frame').toBe(true);
      }),
    );
  });
});
