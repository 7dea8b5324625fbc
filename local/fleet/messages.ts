/**
 * Transport messages of a simulated node: reads requests and writes answers, including those of the
 * private action between simulated nodes.
 */
import { type Decoded, FIXED_HEADER_BYTES, type Frame } from '../../lib/collect/transport/frame.ts';
import { ProtocolError, Reader } from '../../lib/collect/transport/reader.ts';
import { Writer } from '../../lib/collect/transport/writer.ts';

/**
 * The only action besides the handshake between simulated nodes. It replaces the node handshake,
 * the node list, and every search. The answer is a `ClusterDescription` as JSON in a string.
 */
export const DESCRIBE_ACTION = 'simulated:cluster/describe';

/** Header of a refusal. It contains the refusal as JSON, as in a REST API. */
export const REFUSAL_HEADER = 'simulated_refusal';

const FIRST_VERSION_WITHOUT_FEATURES = 8_000_099;

/** Length of marker and length field. */
const LENGTH_END_BYTES = 6;

const STATUS_RESPONSE = 1;
const STATUS_ERROR = 2;
const STATUS_HANDSHAKE = 8;

export type DecodedFrame = Extract<Decoded, { kind: 'frame' }>;

export interface TransportRequest {
  readonly headers: ReadonlyMap<string, string>;
  readonly action: string;
  readonly payload: Uint8Array;
}

export type RequestBeginning = Pick<Frame, 'requestId' | 'version'> &
  Pick<TransportRequest, 'headers' | 'action'>;

/**
 * One level of an exception chain: an Elasticsearch exception with its class id, or a Java
 * exception.
 */
export interface ExceptionLevel {
  readonly classId: number | keyof typeof JAVA_EXCEPTIONS;
  /** Null if absent. */
  readonly message?: string;
}

/** `hasCause`: true if a cause follows, false if none follows. */
const JAVA_EXCEPTIONS = {
  'illegal-argument': { key: 6, hasCause: true },
  'illegal-state': { key: 14, hasCause: true },
  'end-of-file': { key: 8, hasCause: false },
} as const;

/** Reads a request frame after its fixed header. Throws ProtocolError. */
export function readRequest(bytes: Uint8Array, { frame }: DecodedFrame): TransportRequest {
  const { headers, action } = readHeader(bytes, frame.version);
  const body = new Reader(frame.body);
  const parentTask = body.string();
  if (parentTask !== '') throw new ProtocolError(`Request has the parent task ${parentTask}`);
  return { headers, action, payload: body.raw(body.remaining) };
}

/** Reads an incomplete request. Undefined until its header is complete. Throws ProtocolError. */
export function readBeginning(bytes: Uint8Array): RequestBeginning | undefined {
  if (bytes.length < FIXED_HEADER_BYTES) return undefined;
  const fixed = new Reader(bytes.subarray(LENGTH_END_BYTES));
  const [requestId, status, version, headerLength] = [
    fixed.i64(),
    fixed.u8(),
    fixed.i32(),
    fixed.i32(),
  ];
  if (headerLength > fixed.remaining || (status & STATUS_HANDSHAKE) !== 0) return undefined;
  return { requestId, version, ...readHeader(bytes, version) };
}

function readHeader(
  bytes: Uint8Array,
  version: number,
): Pick<TransportRequest, 'headers' | 'action'> {
  const header = new Reader(bytes.subarray(FIXED_HEADER_BYTES));
  const headers = header.stringMap();
  header.list((reader) => [reader.string(), reader.list((values) => values.string())]);
  if (version < FIRST_VERSION_WITHOUT_FEATURES) header.list((reader) => reader.string());
  return { headers, action: header.string() };
}

export function writeDescribeRequest({
  requestId,
  version,
  headers,
}: {
  requestId: number;
  version: number;
  headers: ReadonlyMap<string, string>;
}): Uint8Array {
  const header = new Writer().stringMap(headers).vint(0);
  if (version < FIRST_VERSION_WITHOUT_FEATURES) header.vint(0);
  return writeFrame(
    { requestId, version, status: 0 },
    { header: header.string(DESCRIBE_ACTION), body: new Writer().string('') },
  );
}

export function writeAnswer(
  { requestId, version, isHandshake }: Pick<Frame, 'requestId' | 'version' | 'isHandshake'>,
  body: Writer,
  headers: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const status = STATUS_RESPONSE | (isHandshake ? STATUS_HANDSHAKE : 0);
  return writeFrame(
    { requestId, version, status },
    { header: new Writer().stringMap(headers).vint(0), body },
  );
}

/**
 * Writes an error answer, with the parts that readers use. `refusal` is an additional header for
 * other simulated nodes.
 */
export function writeError(
  { requestId, version }: Pick<Frame, 'requestId' | 'version'>,
  levels: readonly ExceptionLevel[],
  refusal?: string,
): Uint8Array {
  const header = new Writer()
    .stringMap(new Map(refusal === undefined ? [] : [[REFUSAL_HEADER, refusal]]))
    .vint(0);
  return writeFrame(
    { requestId, version, status: STATUS_RESPONSE | STATUS_ERROR },
    { header, body: writeChain(levels) },
  );
}

function writeChain(levels: readonly ExceptionLevel[]): Writer {
  const body = new Writer();
  for (const level of levels) writeLevel(body.bool(true), level);
  const last = levels.at(-1);
  return typeof last?.classId === 'string' && !JAVA_EXCEPTIONS[last.classId].hasCause
    ? body
    : body.bool(false);
}

function writeLevel(body: Writer, { classId, message }: ExceptionLevel): void {
  if (typeof classId === 'number') body.vint(0).vint(classId);
  else body.vint(JAVA_EXCEPTIONS[classId].key);
  body.optionalString(message);
}

/** The headers of an answer. */
export function readAnswerHeaders(bytes: Uint8Array): ReadonlyMap<string, string> {
  return new Reader(bytes.subarray(FIXED_HEADER_BYTES)).stringMap();
}

function writeFrame(
  { requestId, version, status }: { requestId: number; version: number; status: number },
  content: { header: Writer; body: Writer },
): Uint8Array {
  const header = content.header.toBytes();
  const body = content.body.toBytes();
  return new Writer()
    .raw(Buffer.from('ES'))
    .i32(FIXED_HEADER_BYTES - 6 + header.length + body.length)
    .i64(requestId)
    .u8(status)
    .i32(version)
    .i32(header.length)
    .raw(header)
    .raw(body)
    .toBytes();
}
