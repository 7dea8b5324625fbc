import type { Duplex } from 'node:stream';
import { messageOf } from '../../errors.ts';
import type { TransportStep } from '../../result/network.ts';
import {
  decodeHandshakeAnswer,
  encodeHandshakeRequest,
  HANDSHAKE_FORMAT_7,
  HANDSHAKE_FORMAT_8,
  type HandshakeAnswer,
  type HandshakeRequest,
  SILENT_TRANSPORT_VERSION,
} from '../transport/handshake.ts';
import { ProtocolError } from '../transport/reader.ts';
import {
  AnswerFailure,
  type Answers,
  answersOf,
  refusalOf,
  type TransportFailure,
} from './answers.ts';
import { type Probe, type Seen, systemCodeOf } from './step.ts';

/** How a local node would introduce itself. */
export interface LocalVoice {
  readonly transportVersion: number;
  readonly release: string;
  /**
   * A remote asked with a version that it cannot read logs a warning, so it is asked only where
   * this says that it can.
   */
  readonly mayAsk: (remote: {
    readonly transportVersion: number;
    readonly release?: string;
  }) => boolean;
}

export interface TransportInput {
  readonly stream: Duplex;
  readonly localVoice?: LocalVoice | undefined;
}

type TransportEvidence = Extract<TransportStep, { outcome: 'ok' }>['evidence'];

/** The first transport version, of 8.18, whose nodes understand format 8. */
const FIRST_WITH_RELEASE = 8_840_000;
/** Local nodes from 9.0 on open with format 8. */
const FIRST_OPENING_WITH_FORMAT_8 = 9_000_000;

/**
 * Any id is answered; this one is two line ends, upon which an HTTP server, of Elasticsearch or
 * not, answers the bytes that it cannot read, whereas without a line end it goes on waiting.
 */
const FIRST_REQUEST_ID = 0x0d0a0d0a;

const FAILURES: ReadonlyMap<string, TransportFailure> = new Map([
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'closed'],
]);

/**
 * Has the peer tell its transport version and release without a trace in its log, then, where it
 * can understand, whether it accepts the local nodes' version. Needs no credentials. Leaves the
 * stream open where it went well.
 */
export const transportProbe: Probe<
  TransportInput,
  TransportEvidence,
  Seen<TransportEvidence>,
  TransportFailure
> = {
  limit: 'handshakeMs',
  failureOf: (error) =>
    error instanceof AnswerFailure ? error.failure : (FAILURES.get(systemCodeOf(error)) ?? 'other'),
  run: async ({ stream, localVoice }, signal) => {
    signal.addEventListener('abort', () => stream.destroy(signal.reason));
    const answers = answersOf(stream);
    const ask = askerOn(stream, answers);
    const first = await ask({
      format: HANDSHAKE_FORMAT_7,
      transportVersion: SILENT_TRANSPORT_VERSION,
    });
    // What is known stays known: a peer may end the connection after any answer.
    const second = first.transportVersion < FIRST_WITH_RELEASE ? first : await askForRelease(ask);
    const remote = { ...first, ...second };
    const heard =
      second !== undefined && localVoice?.mayAsk(remote)
        ? await askAs(localVoice, ask, signal)
        : undefined;
    await answers.release();
    return { evidence: { ...remote, ...(heard === undefined ? {} : { localVoice: heard }) } };
  },
};

type Ask = (question: Omit<HandshakeRequest, 'requestId'>) => Promise<HandshakeAnswer>;

function askerOn(stream: Duplex, answers: Answers): Ask {
  let nextRequestId = FIRST_REQUEST_ID;
  return async (question) => {
    const requestId = nextRequestId++;
    stream.write(encodeHandshakeRequest({ ...question, requestId }));
    const frame = await answers.next();
    if (frame.requestId !== requestId)
      throw new ProtocolError(`Peer answers request ${frame.requestId} instead of ${requestId}`);
    if (frame.isError) throw refusalOf(frame);
    return decodeHandshakeAnswer(frame);
  };
}

/** Undefined where the peer does not answer; the connection is of no more use then. */
function askForRelease(ask: Ask): Promise<HandshakeAnswer | undefined> {
  return ask({ format: HANDSHAKE_FORMAT_8, transportVersion: SILENT_TRANSPORT_VERSION }).catch(
    () => undefined,
  );
}

/** Undefined where time was over before the peer answered or refused. */
async function askAs(
  { transportVersion: asked, release }: LocalVoice,
  ask: Ask,
  signal: AbortSignal,
): Promise<TransportEvidence['localVoice']> {
  const format = asked < FIRST_OPENING_WITH_FORMAT_8 ? HANDSHAKE_FORMAT_7 : HANDSHAKE_FORMAT_8;
  try {
    const { transportVersion: answered } = await ask({ format, transportVersion: asked, release });
    return { asked, answered, accepted: true };
  } catch (error) {
    return signal.aborted ? undefined : { asked, accepted: false, message: messageOf(error) };
  }
}
