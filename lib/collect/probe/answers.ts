import type { Duplex } from 'node:stream';
import type { TransportStep } from '../../result/network.ts';
import type { Reason } from '../../result/witness.ts';
import { decodeExceptionChain } from '../transport/exceptionChain.ts';
import { type FirstBytes, recogniseFirstBytes } from '../transport/firstBytes.ts';
import {
  type Decoded,
  decodeFrame,
  type Frame,
  HANDSHAKE_FRAME_LIMIT_BYTES,
} from '../transport/frame.ts';

export type TransportFailure = Extract<TransportStep, { outcome: 'failed' }>['failure'];

/** The peer answers, but not as asked, or ends the connection instead. */
export class AnswerFailure extends Error {
  override name = 'AnswerFailure' as const;
  readonly failure: TransportFailure;

  constructor(failure: TransportFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

export interface Answers {
  /**
   * The next frame; pings are passed over. Throws AnswerFailure, ProtocolError, or whatever ended
   * the stream.
   */
  next(): Promise<Frame>;
  /** Stops reading and leaves the stream open. */
  release(): Promise<void>;
}

type Foreign = Exclude<FirstBytes, 'incomplete' | 'elasticsearch-transport'>;

const FOREIGN = {
  'tls-record': { failure: 'tls-record', what: 'a TLS record' },
  http: { failure: 'http', what: 'HTTP' },
  'elasticsearch-http': {
    failure: 'elasticsearch-http',
    what: 'HTTP, as on an HTTP port of Elasticsearch',
  },
  other: { failure: 'not-elasticsearch', what: 'another protocol' },
} as const satisfies Record<Foreign, { failure: TransportFailure; what: string }>;

/** Nodes send one after 5 seconds of silence, if they send any. */
const PINGS_AT_MOST = 100;

const QUOTE_LIMIT = 60;
const REASON_CHARACTERS = 300;

/** Reads frames of up to `limitBytes` from a stream, however its bytes come in pieces. */
export function answersOf(
  stream: Duplex,
  { limitBytes = HANDSHAKE_FRAME_LIMIT_BYTES }: { readonly limitBytes?: number } = {},
): Answers {
  const chunks = stream.iterator({ destroyOnReturn: false });
  const received = receivedBytes();

  const readMore = async (): Promise<void> => {
    const { value } = await chunks.next().catch((error: unknown) => {
      throw foreignEnd(received.unread()) ?? error;
    });
    if (value === undefined) throw foreignEnd(received.unread()) ?? closedAfter(received.unread());
    received.add(value);
  };

  const next = async (): Promise<Frame> => {
    for (let pings = 0; pings <= PINGS_AT_MOST; ) {
      const decoded = decode(received.unread(), limitBytes);
      if (decoded.kind === 'incomplete') await readMore();
      else received.take(decoded.consumed);
      if (decoded.kind === 'frame') return decoded.frame;
      if (decoded.kind === 'ping') pings++;
    }
    throw new AnswerFailure(
      'other',
      `Peer answers with nothing but pings, more than ${PINGS_AT_MOST}`,
    );
  };

  return {
    next,
    release: async () => {
      await chunks.return?.();
    },
  };
}

interface Received {
  add(chunk: Uint8Array): void;
  /** All that came and was not taken. */
  unread(): Buffer;
  take(length: number): void;
}

/**
 * The peer decides in how many pieces its bytes come: each is copied about once, however many there
 * are.
 */
function receivedBytes(): Received {
  let store = Buffer.alloc(0);
  let [start, end] = [0, 0];
  const grow = (length: number): void => {
    const grown = Buffer.alloc(2 * (end - start + length));
    store.copy(grown, 0, start, end);
    [store, start, end] = [grown, 0, end - start];
  };
  return {
    add: (chunk) => {
      // What frames show of the bytes before is never written over.
      if (end + chunk.length > store.length) grow(chunk.length);
      store.set(chunk, end);
      end += chunk.length;
    },
    unread: () => store.subarray(start, end),
    take: (length) => {
      start += length;
    },
  };
}

/** The failure that an answer with an exception is: outermost type first, each with its reason. */
export function refusalOf({ body }: Frame): AnswerFailure {
  const text = exceptionsIn(body).map(
    ({ type, reason }) => `${type}: ${reason.slice(0, REASON_CHARACTERS)}`,
  );
  return new AnswerFailure(
    'error-answer',
    `Peer answers with an error: ${text.join('; ') || 'one that cannot be read'}`,
  );
}

/** The decoder throws nothing but ProtocolError, of bytes that are no exception. */
function exceptionsIn(body: Uint8Array): Reason[] {
  try {
    return decodeExceptionChain(body);
  } catch {
    return [];
  }
}

function decode(bytes: Buffer, limitBytes: number): Decoded {
  const protocol = recogniseFirstBytes(bytes);
  if (protocol === 'incomplete') return { kind: 'incomplete' };
  if (protocol === 'elasticsearch-transport') return decodeFrame(bytes, { limitBytes });
  throw foreignAnswer(protocol, bytes);
}

/** What the bytes are, now that no more come; undefined where they may be the start of a frame. */
function foreignEnd(bytes: Buffer): AnswerFailure | undefined {
  const protocol = recogniseFirstBytes(bytes, { ended: true });
  return protocol === 'incomplete' || protocol === 'elasticsearch-transport'
    ? undefined
    : foreignAnswer(protocol, bytes);
}

function foreignAnswer(protocol: Foreign, bytes: Buffer): AnswerFailure {
  const { failure, what } = FOREIGN[protocol];
  return new AnswerFailure(failure, `Peer answers with ${what}: ${quoted(bytes)}`);
}

/** The first line, as far as it is printable, or bytes. */
function quoted(bytes: Buffer): string {
  const printable = /^[\x20-\x7e]*/.exec(bytes.toString('latin1', 0, QUOTE_LIMIT))?.[0];
  return printable ? JSON.stringify(printable) : bytes.toString('hex', 0, QUOTE_LIMIT);
}

function closedAfter(bytes: Buffer): AnswerFailure {
  return new AnswerFailure(
    'closed',
    `Peer closed the connection ${bytes.length === 0 ? 'without an answer' : `after ${bytes.length} bytes of an answer`}`,
  );
}
