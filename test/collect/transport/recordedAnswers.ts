/**
 * The answers recorded from nodes after the TCP handshake, and what has to hold for every decoder
 * of one.
 */
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { type Asked, decodeFrame, type Frame } from '../../../lib/collect/transport/frame.ts';
import { ProtocolError } from '../../../lib/collect/transport/reader.ts';
import { recordedFrame, recordedFrames, refuses } from './bytes.ts';

export type DecodeAnswer = (frame: Frame, asked: Asked) => unknown;

export function frameOf(bytes: Uint8Array): Frame {
  const decoded = decodeFrame(bytes);
  if (decoded.kind !== 'frame') throw new Error(decoded.kind);
  return decoded.frame;
}

export function recorded(name: string): Frame {
  return frameOf(recordedFrame(`${name}.hex`));
}

/** The recorded frames whose name ends so, without what follows the name of the message. */
export function recordedAs(message: string): [string, Frame][] {
  const end = `.${message}.response.hex`;
  return [...recordedFrames()]
    .filter(([file]) => file.endsWith(end))
    .map(([file, bytes]) => [file.slice(0, -end.length), frameOf(bytes)]);
}

/** The answer as if to a request like the one that it was recorded for. */
export function decoded<T>(decode: (frame: Frame, asked: Asked) => T, frame: Frame): T {
  return decode(frame, { requestId: frame.requestId, version: frame.version });
}

export function withBody(frame: Frame, body: Uint8Array): Frame {
  return { ...frame, body };
}

/** `needed`: what may not be missing at the end. */
export function expectTruncationsRefused(
  decode: DecodeAnswer,
  frame: Frame,
  needed = frame.body.length,
): void {
  for (let length = 0; length < needed; length++)
    expect(() => decoded(decode, withBody(frame, frame.body.subarray(0, length)))).toThrow(
      ProtocolError,
    );
}

/**
 * One byte of a recorded answer is another one: the decoder refuses it, or a text or a number in it
 * is another.
 */
export function expectDamageHarmless(decode: DecodeAnswer, frames: readonly Frame[]): void {
  const damage = fc.record({
    frame: fc.constantFrom(...frames),
    at: fc.nat(),
    to: fc.nat({ max: 255 }),
  });
  fc.assert(
    fc.property(damage, ({ frame, at, to }) => {
      const body = frame.body.slice();
      body[at % body.length] = to;
      expect(refuses(() => decoded(decode, withBody(frame, body)))).toBeTypeOf('boolean');
    }),
    { numRuns: 2_000 },
  );
}

/** Another layout than the one spoken is never taken for it. */
export function expectForeignRefused(decode: DecodeAnswer, frame: Frame): void {
  const { requestId, version } = frame;
  expect(() => decode(frame, { requestId, version: version + 1 })).toThrow(
    `Peer answers in version ${version} instead of ${version + 1}`,
  );
}

export function expectRandomRefused(decode: DecodeAnswer, frame: Frame): void {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      expect(refuses(() => decoded(decode, withBody(frame, body)))).toBeTypeOf('boolean');
    }),
    { numRuns: 1_000 },
  );
}
