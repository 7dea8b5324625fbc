/** Questions and answers over one open connection, one after the other. */
import type { Duplex } from 'node:stream';
import { withLimit } from '../../deadline.ts';
import type { Reason } from '../../result/witness.ts';
import { refusalKind } from '../../wording/wording.ts';
import { answersOf } from '../probe/answers.ts';
import type { ProbeOptions } from '../probe/step.ts';
import { decodeExceptionChain } from '../transport/exceptionChain.ts';
import {
  ANSWER_FRAME_LIMIT_BYTES,
  type Asked,
  type Frame,
  refuseForeign,
} from '../transport/frame.ts';

/** The peer answers with an exception. */
export class Refused extends Error {
  override name = 'Refused' as const;
  readonly kind: ReturnType<typeof refusalKind>;

  /** The outermost exception only repeats who was asked. */
  constructor([, ...reasons]: readonly Reason[]) {
    super(
      reasons.map(({ type, reason }) => reason || type).join(', caused by: ') ||
        'an exception without a reason',
    );
    this.kind = refusalKind(reasons);
  }
}

export interface Question extends Pick<Asked, 'version'> {
  readonly encode: (asked: Asked) => Uint8Array;
  /**
   * After how long the last byte of the request follows the others, at once if absent: see
   * `sniffSeed`.
   */
  readonly lastByteAfterMs?: number;
}

export interface Talk {
  /**
   * The answer; throws Refused, TimedOut, AnswerFailure, ProtocolError, or whatever ended the
   * connection.
   */
  ask<T>(question: Question, decode: (frame: Frame, asked: Asked) => T): Promise<T>;
  /** How many questions were answered. */
  roundTrips(): number;
}

/**
 * How long a second exception is waited for: a remote cluster server judges a request twice and
 * sends what each finds, in either order, before it closes the connection. One of the two names the
 * reason.
 */
const SECOND_EXCEPTION_MS = 300;

export function talkOver(stream: Duplex, { timeouts, signal }: ProbeOptions): Talk {
  const answers = answersOf(stream, { limitBytes: ANSWER_FRAME_LIMIT_BYTES });
  let requests = 0;
  let roundTrips = 0;

  const exchange = (question: Question): Promise<[Frame, Asked]> =>
    withLimit(timeouts.handshakeMs, signal, async (limited) => {
      limited.addEventListener('abort', () => stream.destroy(limited.reason));
      const asked = { requestId: ++requests, version: question.version };
      const timer = send(stream, question.encode(asked), question.lastByteAfterMs);
      const frame = await answers.next().finally(() => clearTimeout(timer));
      roundTrips++;
      return [frame, asked];
    });

  const refused = async (frame: Frame, asked: Asked): Promise<Refused> => {
    const first = refusedIn(frame, asked);
    return first.kind === 'unauthenticated' ? ((await secondException(asked)) ?? first) : first;
  };

  /** Undefined where there is none. The connection is of no more use then. */
  const secondException = (asked: Asked): Promise<Refused | undefined> =>
    withLimit(SECOND_EXCEPTION_MS, signal, async (limited) => {
      limited.addEventListener('abort', () => stream.destroy());
      return refusedIn(await answers.next(), asked);
    }).catch(() => undefined);

  return {
    ask: async (question, decode) => {
      const [frame, asked] = await exchange(question);
      if (frame.isError) throw await refused(frame, asked);
      return decode(frame, asked);
    },
    roundTrips: () => roundTrips,
  };
}

function refusedIn(frame: Frame, asked: Asked): Refused {
  refuseForeign(frame, asked);
  return new Refused(decodeExceptionChain(frame.body));
}

function send(
  stream: Duplex,
  request: Uint8Array,
  lastByteAfterMs: number | undefined,
): NodeJS.Timeout | undefined {
  stream.write(lastByteAfterMs === undefined ? request : request.subarray(0, -1));
  return lastByteAfterMs === undefined
    ? undefined
    : setTimeout(() => stream.write(request.subarray(-1)), lastByteAfterMs);
}
