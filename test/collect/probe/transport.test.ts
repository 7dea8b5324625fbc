import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_TIMEOUTS, runProbe } from '../../../lib/collect/probe/step.ts';
import { type LocalVoice, transportProbe } from '../../../lib/collect/probe/transport.ts';
import type { TransportStep } from '../../../lib/result/network.ts';
import { bytes, int32, recordedFrame } from '../transport/bytes.ts';
import {
  type Answer,
  answering,
  errorAnswer,
  handshakeAnswer,
  hangUp,
  node,
  node95,
  type Question,
  reset,
  type Serve,
  saying,
  startPeer,
} from './peer.ts';

async function connectTo(serve: Serve): Promise<Socket> {
  const { host, port } = await startPeer(serve);
  const socket = connect(port, host).on('error', () => undefined);
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());
  return socket;
}

interface Ask {
  readonly localVoice?: LocalVoice;
  readonly signal?: AbortSignal;
}

async function ask(
  serve: Serve,
  { localVoice, signal = new AbortController().signal }: Ask = {},
): Promise<TransportStep> {
  const socket = await connectTo(serve);
  const { step } = await runProbe(
    transportProbe,
    { stream: socket, localVoice },
    { timeouts: DEFAULT_TIMEOUTS, signal },
  );
  socket.destroy();
  return step;
}

/** Notes what is asked. */
function noting(questions: Question[], answer: Answer): Answer {
  return (socket, question) => {
    questions.push(question);
    answer(socket, question);
  };
}

function voice(
  transportVersion: number,
  release: string,
  mayAsk: LocalVoice['mayAsk'] = () => true,
): LocalVoice {
  return { transportVersion, release, mayAsk };
}

const SILENT = 10_000_000;
const FORMAT_7 = 7_170_099;
const FORMAT_8 = 8_800_000;

describe('transportProbe', () => {
  test('asks for the version, then for the release, each time in the silent voice', async () => {
    const questions: Question[] = [];
    const step = await ask(answering(noting(questions, node95)));
    expect(step).toEqual({
      outcome: 'ok',
      durationMs: expect.any(Number),
      evidence: { transportVersion: 9_458_007, release: '9.5.3' },
    });
    expect(questions).toMatchObject([
      { format: FORMAT_7, transportVersion: SILENT, release: undefined },
      { format: FORMAT_8, transportVersion: SILENT, release: '10.0.0' },
    ]);
    expect(questions[0]?.id).not.toBe(questions[1]?.id);
  });

  test('does not ask nodes for the release that would hang up on it', async () => {
    const questions: Question[] = [];
    const step = await ask(answering(noting(questions, node(8_797_010, '8.17.10'))));
    expect(step).toMatchObject({ evidence: { transportVersion: 8_797_010 } });
    expect(questions).toHaveLength(1);
  });

  test('makes HTTP servers answer with the line ends in its first request', async () => {
    let heard = '';
    const lineReader: Serve = (socket) =>
      socket.on('data', (chunk) => {
        heard += chunk.toString('latin1');
        if (heard.includes('\r\n\r\n')) socket.end('HTTP/1.0 400 Bad Request\r\n\r\n');
      });
    expect(await ask(lineReader)).toMatchObject({ outcome: 'failed', failure: 'http' });
  });

  test.each([
    ['7.17.28', '7.17.28-open.tcp-handshake.response.hex', { transportVersion: 7_172_899 }],
    [
      '9.5.3',
      '9.5.3-key.tcp-handshake.response.hex',
      { transportVersion: 9_458_007, release: '9.5.3' },
    ],
  ])('reads what a node %s answered', async (_release, file, evidence) => {
    const recorded: Answer = (socket, { id }) => {
      const frame = recordedFrame(file);
      socket.write(bytes(frame.subarray(0, 6), int32(0), int32(id), frame.subarray(14)));
    };
    expect(await ask(answering(recorded))).toMatchObject({ outcome: 'ok', evidence });
  });

  test('reads answers that come byte by byte', async () => {
    const slowly: Answer = async (socket, question) => {
      for (const byte of handshakeAnswer(question, 9_458_007, '9.5.3')) {
        socket.write(bytes(byte));
        await new Promise(setImmediate);
      }
    };
    expect(await ask(answering(slowly))).toMatchObject({
      outcome: 'ok',
      evidence: { release: '9.5.3' },
    });
  });

  test.each<[string, Answer]>([
    ['hangs up', hangUp],
    ['resets', reset],
    ['refuses', (socket, question) => socket.write(errorAnswer(question, bytes(0)))],
    ['answers something else', saying('HTTP/1.0 400\r\n\r\n')],
  ])('keeps the version of a node that %s when asked for its release', async (_what, answer) => {
    const asked: unknown[] = [];
    const localVoice = voice(9_458_007, '9.5.3', (remote) => asked.push(remote) > 0);
    const step = await ask(answering(node95, answer), { localVoice });
    expect(step).toMatchObject({ outcome: 'ok', evidence: { transportVersion: 9_458_007 } });
    expect(step).not.toHaveProperty('evidence.release');
    expect(step).not.toHaveProperty('evidence.localVoice');
    expect(asked).toEqual([]);
  });

  test.each<[string, Answer, string]>([
    [
      'a handshake that is none',
      (socket, { id }) => socket.write(handshakeAnswer({ id, format: 8_800_001 }, 1, '')),
      'Handshake is answered in the unknown format 8800001',
    ],
    [
      'the answer to another request',
      (socket, question) =>
        socket.write(handshakeAnswer({ ...question, id: 5 }, 9_458_007, '9.5.3')),
      'Peer answers request 5 instead of 218762506',
    ],
    [
      'a frame that is too long',
      saying('ES', int32(1_000_000)),
      'Frame of 1000006 bytes is longer than 65536',
    ],
  ])('tells %s', async (_what, answer, message) => {
    expect(await ask(answering(answer))).toMatchObject({
      outcome: 'failed',
      failure: 'other',
      message,
    });
  });

  test.each<[string, Answer]>([
    ['http', saying('HTTP/1.1 400 Bad Request\r\n\r\n')],
    [
      'elasticsearch-http',
      saying('HTTP/1.0 400 Bad Request\r\nX-elastic-product: Elasticsearch\r\n\r\n'),
    ],
    ['tls-record', saying(0x15, 3, 3, 0, 2, 2, 80)],
    ['not-elasticsearch', saying('SSH-2.0-OpenSSH_9.9\r\n')],
    ['error-answer', (socket, question) => socket.write(errorAnswer(question, bytes(0)))],
    ['closed', hangUp],
    ['closed', (socket) => socket.end('ES')],
    ['reset', reset],
  ])('tells %s', async (failure, answer) => {
    expect(await ask(answering(answer))).toMatchObject({ outcome: 'failed', failure });
  });

  test('gives up on a silent peer at the deadline, in the middle of an answer, too', async () => {
    for (const first of [[], ['ES', 0, 0]]) {
      const deadline = new AbortController();
      const serve = answering((socket) => {
        socket.write(bytes(...first));
        setImmediate(() => deadline.abort());
      });
      expect(await ask(serve, { signal: deadline.signal })).toMatchObject({
        failure: 'timed-out',
        message: 'Deadline reached before the step ended',
      });
    }
  });

  test('tells that a connection is closed already', async () => {
    const socket = await connectTo(() => undefined);
    socket.destroy();
    const { step } = await runProbe(
      transportProbe,
      { stream: socket },
      { timeouts: DEFAULT_TIMEOUTS, signal: new AbortController().signal },
    );
    expect(step).toMatchObject({ failure: 'closed' });
  });

  test.each([
    ['EPIPE', 'reset'],
    ['ECONNRESET', 'reset'],
    ['EBADF', 'other'],
  ])('calls %s %s', (code, failure) => {
    expect(transportProbe.failureOf(Object.assign(new Error(code), { code }))).toBe(failure);
  });
});

describe("transportProbe in the local cluster's voice", () => {
  test.each([
    [
      'format 8 of a local node 9.x',
      voice(9_112_003, '9.1.0'),
      { format: FORMAT_8, transportVersion: 9_112_003, release: '9.1.0' },
    ],
    [
      'format 7 of a local node 8.x',
      voice(8_841_096, '8.19.21'),
      { format: FORMAT_7, transportVersion: 8_841_096, release: undefined },
    ],
  ])('asks in %s', async (_what, localVoice, question) => {
    const questions: Question[] = [];
    const step = await ask(answering(noting(questions, node95)), { localVoice });
    expect(questions[2]).toMatchObject(question);
    expect(questions).toHaveLength(3);
    const { transportVersion: asked } = localVoice;
    expect(step).toMatchObject({
      evidence: { release: '9.5.3', localVoice: { asked, answered: asked, accepted: true } },
    });
  });

  test('asks only where the remote can understand it', async () => {
    const remotes: unknown[] = [];
    const refuse = (remote: unknown) => remotes.push(remote) === 0;
    const new9 = await ask(answering(node95), { localVoice: voice(8_797_010, '8.17.10', refuse) });
    const old7 = await ask(answering(node(7_172_899, '7.17.28')), {
      localVoice: voice(9_458_007, '9.5.3', refuse),
    });
    expect(remotes).toEqual([
      { transportVersion: 9_458_007, release: '9.5.3' },
      { transportVersion: 7_172_899 },
    ]);
    expect(new9).not.toHaveProperty('evidence.localVoice');
    expect(old7).not.toHaveProperty('evidence.localVoice');
  });

  test('asks a node that does not tell its release', async () => {
    const step = await ask(answering(node(8_797_010, '8.17.10')), {
      localVoice: voice(8_841_096, '8.19.21'),
    });
    expect(step).toMatchObject({
      evidence: { localVoice: { asked: 8_841_096, answered: 8_797_010, accepted: true } },
    });
  });

  test.each<[string, Answer, string]>([
    ['hangs up', hangUp, 'Peer closed the connection without an answer'],
    ['resets', reset, 'read ECONNRESET'],
    [
      'refuses',
      (socket, question) => socket.write(errorAnswer(question, bytes(1, 14, 1, 3, 'old', 0))),
      'Peer answers with an error: IllegalStateException: old',
    ],
  ])('tells that the remote %s', async (_what, answer, message) => {
    const step = await ask(answering(node95, node95, answer), {
      localVoice: voice(9_112_003, '9.1.0'),
    });
    expect(step).toMatchObject({
      outcome: 'ok',
      evidence: {
        transportVersion: 9_458_007,
        release: '9.5.3',
        localVoice: { asked: 9_112_003, accepted: false, message },
      },
    });
  });

  test('says nothing of a remote that has not answered when time is over', async () => {
    const deadline = new AbortController();
    const serve = answering(node95, node95, () => setImmediate(() => deadline.abort()));
    const step = await ask(serve, {
      localVoice: voice(9_112_003, '9.1.0'),
      signal: deadline.signal,
    });
    expect(step).toMatchObject({ outcome: 'ok', evidence: { release: '9.5.3' } });
    expect(step).not.toHaveProperty('evidence.localVoice');
  });
});

test('transportProbe leaves the connection open for the one who opened it', async () => {
  const socket = await connectTo(answering(node95));
  await transportProbe.run({ stream: socket }, new AbortController().signal);
  expect(socket.destroyed).toBe(false);
});
