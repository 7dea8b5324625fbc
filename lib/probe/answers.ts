import type { Duplex } from 'node:stream';
import type { TransportStep } from '../result/network.ts';
import type { Reason } from '../result/witness.ts';
import { decodeExceptionChain } from '../transport/exceptionChain.ts';
import { recogniseFirstBytes } from '../transport/firstBytes.ts';
import { decodeFrame, type Frame } from '../transport/frame.ts';
import { ProtocolError } from '../transport/protocolError.ts';

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
  /** The next frame; pings are passed over. Throws AnswerFailure, ProtocolError, or whatever ended the stream. */
  next(): Promise<Frame>;
  /** Stops reading and leaves the stream open. */
  release(): Promise<void>;
}

const FOREIGN: ReadonlyMap<string, { readonly failure: TransportFailure; readonly what: string }> = new Map([
  ['tls-record', { failure: 'tls-record', what: 'a TLS record' }],
  ['http', { failure: 'http', what: 'HTTP' }],
  ['elasticsearch-http', { failure: 'elasticsearch-http', what: 'HTTP, as on an HTTP port of Elasticsearch' }],
  ['other', { failure: 'not-elasticsearch', what: 'another protocol' }],
]);

const QUOTE_LIMIT = 60;
const REASON_CHARACTERS = 300;

/** Reads frames from a stream, however its bytes come in pieces. */
export function answersOf(stream: Duplex): Answers {
  const chunks = stream.iterator({ destroyOnReturn: false });
  let unread: Buffer = Buffer.alloc(0);

  const readMore = async (): Promise<void> => {
    const { value } = await chunks.next().catch((error: unknown) => {
      throw foreignProtocol(unread, { ended: true }) ?? error;
    });
    if (value === undefined) throw foreignProtocol(unread, { ended: true }) ?? closedAfter(unread);
    unread = Buffer.concat([unread, value]);
  };

  const next = async (): Promise<Frame> => {
    for (;;) {
      const foreign = foreignProtocol(unread, { ended: false });
      if (foreign !== undefined) throw foreign;
      const decoded = decodeFrame(unread);
      if (decoded.kind === 'incomplete') await readMore();
      else unread = unread.subarray(decoded.consumed);
      if (decoded.kind === 'frame') return decoded.frame;
    }
  };

  return {
    next,
    release: async () => {
      await chunks.return?.();
    },
  };
}

/** The failure that an answer with an exception is: outermost type first, each with its reason. */
export function refusalOf({ body }: Frame): AnswerFailure {
  const text = exceptionsIn(body).map(({ type, reason }) => `${type}: ${reason.slice(0, REASON_CHARACTERS)}`);
  return new AnswerFailure('error-answer', `Peer answers with an error: ${text.join('; ') || 'one that cannot be read'}`);
}

function exceptionsIn(body: Uint8Array): Reason[] {
  try {
    return decodeExceptionChain(body);
  } catch (error) {
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}

function foreignProtocol(bytes: Buffer, { ended }: { readonly ended: boolean }): AnswerFailure | undefined {
  const foreign = FOREIGN.get(recogniseFirstBytes(bytes, { ended }));
  return foreign && new AnswerFailure(foreign.failure, `Peer answers with ${foreign.what}: ${quoted(bytes)}`);
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
