import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnswerFailure, answersOf, refusalOf } from '../../../lib/collect/probe/answers.ts';
import { decodeFrame } from '../../../lib/collect/transport/frame.ts';
import { bytes, frameBytes, int32, recordedFrame } from '../transport/bytes.ts';
import { handshakeAnswer } from './peer.ts';

const ANSWER = handshakeAnswer({ id: 7, format: 8_800_000 }, 9_458_007, '9.5.3');
const PING = bytes('ES', int32(-1));

function streamOf(...chunks: readonly (Uint8Array | string)[]): PassThrough {
  const stream = new PassThrough();
  for (const chunk of chunks) stream.write(chunk);
  return stream;
}

/** Gives the chunks apart from each other, and then the end. */
function ended(...chunks: readonly (Uint8Array | string)[]): PassThrough {
  const stream = streamOf(...chunks);
  stream.end();
  return stream;
}

describe('answersOf', () => {
  test('puts frames together, wherever they are split', async () => {
    for (let split = 0; split <= ANSWER.length; split++) {
      const stream = new PassThrough();
      const next = answersOf(stream).next();
      stream.write(ANSWER.subarray(0, split));
      await new Promise(setImmediate);
      stream.write(ANSWER.subarray(split));
      expect(await next).toMatchObject({ requestId: 7, version: 8_800_000 });
    }
  });

  test('takes frames apart that come together, and passes over pings', async () => {
    const answers = answersOf(
      streamOf(
        bytes(
          PING,
          ANSWER,
          PING,
          PING,
          handshakeAnswer({ id: 8, format: 7_170_099 }, 9_458_007, ''),
        ),
      ),
    );
    expect(await answers.next()).toMatchObject({ requestId: 7 });
    expect(await answers.next()).toMatchObject({ requestId: 8 });
  });

  test('puts a large frame together from tens of thousands of pieces, each copied about once', async () => {
    const large = frameBytes({
      id: 9,
      status: 1,
      version: 8_800_000,
      body: Buffer.alloc(1_000_000, 1),
    });
    const stream = new PassThrough({ highWaterMark: large.length });
    const next = answersOf(stream, { limitBytes: 2_000_000 }).next();
    for (let start = 0; start < large.length; start += 20)
      stream.write(large.subarray(start, start + 20));
    expect(Buffer.alloc(1_000_000, 1).equals((await next).body)).toBe(true);
  });

  test('does not write over a frame that was handed over', async () => {
    const [first, second] = [1, 2].map((id) =>
      frameBytes({ id, status: 1, version: 8_800_000, body: Buffer.alloc(50, id) }),
    );
    const stream = streamOf(first ?? '');
    const answers = answersOf(stream);
    const { body } = await answers.next();
    stream.write(second);
    await answers.next();
    expect([...new Set(body)]).toEqual([1]);
  });

  test('gives up a peer that sends nothing but pings', async () => {
    const pings = bytes(...Array.from({ length: 101 }, () => PING));
    await expect(answersOf(streamOf(pings)).next()).rejects.toMatchObject({
      failure: 'other',
      message: 'Peer answers with nothing but pings, more than 100',
    });
  });

  test('leaves the stream open when it is released', async () => {
    const stream = streamOf(ANSWER);
    const answers = answersOf(stream);
    await answers.next();
    await answers.release();
    expect(stream.destroyed).toBe(false);
  });

  test.each([
    [
      'HTTP',
      'HTTP/1.1 400 Bad Request\r\nserver: nginx\r\n\r\n<html>',
      'http',
      'Peer answers with HTTP: "HTTP/1.1 400 Bad Request"',
    ],
    [
      "Elasticsearch's HTTP",
      'HTTP/1.0 400 Bad Request\r\nX-elastic-product: Elasticsearch\r\n\r\n{}',
      'elasticsearch-http',
      'Peer answers with HTTP, as on an HTTP port of Elasticsearch: "HTTP/1.0 400 Bad Request"',
    ],
    [
      'TLS',
      bytes(0x15, 3, 3, 0, 2, 2, 80),
      'tls-record',
      'Peer answers with a TLS record: 15030300020250',
    ],
    [
      'a banner',
      'SSH-2.0-"x"\r\n',
      'not-elasticsearch',
      'Peer answers with another protocol: "SSH-2.0-\\"x\\""',
    ],
  ])('recognises %s, also byte by byte', async (_what, answer, failure, message) => {
    const whole = await answersOf(streamOf(answer))
      .next()
      .catch((error: unknown) => error);
    expect(whole).toMatchObject({ name: 'AnswerFailure', failure, message });
    const stream = new PassThrough();
    const next = expect(answersOf(stream).next()).rejects.toMatchObject({ failure });
    for (const byte of Buffer.from(answer)) stream.write(bytes(byte));
    await next;
  });

  test.each([
    ['nothing at all', [], 'closed', 'Peer closed the connection without an answer'],
    [
      'half a frame',
      [ANSWER.subarray(0, 20)],
      'closed',
      'Peer closed the connection after 20 bytes of an answer',
    ],
    [
      'one letter that may become HTTP',
      ['H'],
      'closed',
      'Peer closed the connection after 1 bytes of an answer',
    ],
    [
      'half the headers of HTTP',
      ['HTTP/1.0 400 Bad'],
      'http',
      'Peer answers with HTTP: "HTTP/1.0 400 Bad"',
    ],
  ])('tells an end after %s', async (_what, chunks, failure, message) => {
    await expect(answersOf(ended(...chunks)).next()).rejects.toMatchObject({ failure, message });
  });

  test('tells HTTP that ends with an error, and passes other errors on', async () => {
    for (const [chunks, expected] of [
      [['HTTP/1.0 400 Bad'], { failure: 'http' }],
      [[ANSWER.subarray(0, 20)], { message: 'lost' }],
    ] as const) {
      const stream = streamOf(...chunks);
      const next = expect(answersOf(stream).next()).rejects.toMatchObject(expected);
      await new Promise(setImmediate);
      stream.destroy(new Error('lost'));
      await next;
    }
  });

  test('quotes no more than a line of what a stranger sends', async () => {
    const error = await answersOf(streamOf(`220 ${'x'.repeat(1_000)}`))
      .next()
      .catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty(
      'message',
      `Peer answers with another protocol: "220 ${'x'.repeat(56)}"`,
    );
  });

  test('refuses frames that are too long before they have come', async () => {
    const stream = streamOf(bytes('ES', int32(1_000_000)));
    await expect(answersOf(stream).next()).rejects.toMatchObject({ name: 'ProtocolError' });
  });

  test('never throws anything else, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1 })),
        fc.boolean(),
        async (chunks, startsAsFrame) => {
          const outcome = await answersOf(ended(...(startsAsFrame ? ['ES'] : []), ...chunks))
            .next()
            .catch((error: unknown) => error);
          expect(outcome).toSatisfy((value: { name?: string }) =>
            ['AnswerFailure', 'ProtocolError', undefined].includes(value.name),
          );
        },
      ),
    );
  });
});

describe('refusalOf', () => {
  function refusal(body: Uint8Array): AnswerFailure {
    const decoded = decodeFrame(frameBytes({ status: 11, version: 8_800_000, body }));
    return refusalOf(decoded.kind === 'frame' ? decoded.frame : expect.unreachable());
  }

  function recordedBody(file: string): Uint8Array {
    const decoded = decodeFrame(recordedFrame(file));
    return decoded.kind === 'frame' ? decoded.frame.body : expect.unreachable();
  }

  test('tells the exceptions in the answer, outermost first', () => {
    const { failure, message } = refusal(recordedBody('9.5.3-error-no-key.answer-1.hex'));
    expect(failure).toBe('error-answer');
    expect(message).toMatch(
      /^Peer answers with an error: RemoteTransportException: .*; IllegalArgumentException: Cross cluster requests /,
    );
  });

  test.each([
    ['is none', bytes(0)],
    ['cannot be read', bytes(9)],
    ['is missing', bytes()],
  ])('says so where the exception %s', (_what, body) => {
    expect(refusal(body).message).toBe('Peer answers with an error: one that cannot be read');
  });

  test('cuts reasons short', () => {
    const reason = 'x'.repeat(500);
    const body = bytes(1, 6, 1, 0x80 | (500 & 0x7f), 500 >> 7, reason, 0);
    expect(refusal(body).message).toBe(
      `Peer answers with an error: IllegalArgumentException: ${'x'.repeat(300)}`,
    );
  });
});
