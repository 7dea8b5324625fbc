import { ProtocolError, Reader } from './reader.ts';
import { Writer } from './writer.ts';

// Frame, all integers big-endian:
//     'E' 'S' | i32 length of what follows | i64 request id | u8 status | i32 version | i32 length of variable header | variable header | body
// A length of -1 is a ping: nothing follows. Before 7.6 the length of the variable header was missing.
// Variable header of a request: map of request headers | map of response headers | list of features, below 8.0 only | string action.
// Variable header of a response: the two maps only.
// Body of a request: string parent task | payload. Body of a response: the payload.

const MARKER_BYTES = 2;
const LENGTH_BYTES = 4;
const PREFIX_BYTES = MARKER_BYTES + LENGTH_BYTES;
const REQUEST_ID_BYTES = 8;
const STATUS_BYTES = 1;
const VERSION_BYTES = 4;
const VARIABLE_HEADER_LENGTH_BYTES = 4;
/** Everything before the variable header. */
export const FIXED_HEADER_BYTES =
  PREFIX_BYTES + REQUEST_ID_BYTES + STATUS_BYTES + VERSION_BYTES + VARIABLE_HEADER_LENGTH_BYTES;
const SHORTEST_LENGTH = FIXED_HEADER_BYTES - PREFIX_BYTES;

const MARKER = [0x45, 0x53] as const;
const PING_LENGTH = -1;

/** Below: no length of the variable header. */
const FIRST_VERSION_WITH_VARIABLE_HEADER_LENGTH = 7_060_099;
/** Below: a list of features in the variable header. */
const FIRST_VERSION_WITHOUT_FEATURES = 8_000_099;

/**
 * The longest frame that is believed during the handshake; its answers take 30 to 40 bytes, an
 * error with stack trace up to 16 KiB.
 */
export const HANDSHAKE_FRAME_LIMIT_BYTES = 65_536;
/**
 * The longest frame that is believed after it: a node in the list of nodes takes some 300 bytes.
 */
export const ANSWER_FRAME_LIMIT_BYTES = 4_194_304;
/**
 * The longest variable header that is believed; an answer's holds up to some KiB about who is
 * authenticated.
 */
const VARIABLE_HEADER_LIMIT_BYTES = 1_048_576;

const STATUS_RESPONSE = 1;
const STATUS_ERROR = 2;
const STATUS_COMPRESSED = 4;
const STATUS_HANDSHAKE = 8;
const KNOWN_STATUS = STATUS_RESPONSE | STATUS_ERROR | STATUS_COMPRESSED | STATUS_HANDSHAKE;

export interface Frame {
  readonly requestId: number;
  readonly isResponse: boolean;
  /** An answer whose body is an exception: see `decodeExceptionChain`. */
  readonly isError: boolean;
  readonly isCompressed: boolean;
  readonly isHandshake: boolean;
  /** Its status has bits whose meaning is not known. */
  readonly isUnknown: boolean;
  /**
   * The transport version that the body is written in; in the TCP handshake the handshake's format.
   */
  readonly version: number;
  /** What follows the variable header. */
  readonly body: Uint8Array;
}

export interface Request {
  readonly requestId: number;
  readonly version: number;
  readonly action: string;
  readonly payload: Uint8Array;
  readonly handshake?: boolean;
  /** Request headers, which the peer takes for those of a thread: credentials stand here. */
  readonly headers?: ReadonlyMap<string, string>;
}

/**
 * `consumed` is the number of bytes that the ping or the frame took; what follows them is the next
 * one's.
 */
export type Decoded =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'ping'; readonly consumed: number }
  | { readonly kind: 'frame'; readonly consumed: number; readonly frame: Frame };

/** One whole request frame, without a parent task. */
export function encodeRequest({
  requestId,
  version,
  action,
  payload,
  handshake = false,
  headers = new Map(),
}: Request): Uint8Array {
  const variableHeader = new Writer().stringMap(headers).stringMap(new Map());
  if (version < FIRST_VERSION_WITHOUT_FEATURES) variableHeader.vint(0);
  const variableHeaderBytes = variableHeader.string(action).toBytes();
  const body = new Writer().string('').raw(payload).toBytes();
  return new Writer()
    .raw(Uint8Array.from(MARKER))
    .i32(SHORTEST_LENGTH + variableHeaderBytes.length + body.length)
    .i64(requestId)
    .u8(handshake ? STATUS_HANDSHAKE : 0)
    .i32(version)
    .i32(variableHeaderBytes.length)
    .raw(variableHeaderBytes)
    .raw(body)
    .toBytes();
}

/**
 * Decodes the frame or ping that `bytes` start with. `incomplete` as long as the bytes may still
 * become one; ProtocolError as soon as they cannot, or announce a frame longer than `limitBytes`.
 */
export function decodeFrame(
  bytes: Uint8Array,
  { limitBytes = HANDSHAKE_FRAME_LIMIT_BYTES }: { readonly limitBytes?: number } = {},
): Decoded {
  if (MARKER.some((byte, index) => index < bytes.length && bytes[index] !== byte)) {
    throw new ProtocolError(
      `Frame starts with ${Buffer.from(bytes.subarray(0, MARKER_BYTES)).toString('hex')} instead of 4553`,
    );
  }
  if (bytes.length < PREFIX_BYTES) return { kind: 'incomplete' };
  const length = new Reader(bytes.subarray(MARKER_BYTES)).i32();
  if (length === PING_LENGTH) return { kind: 'ping', consumed: PREFIX_BYTES };
  if (length < SHORTEST_LENGTH)
    throw new ProtocolError(`Frame length ${length} is below ${SHORTEST_LENGTH}`);
  const consumed = PREFIX_BYTES + length;
  if (consumed > limitBytes)
    throw new ProtocolError(`Frame of ${consumed} bytes is longer than ${limitBytes}`);
  if (bytes.length < consumed) return { kind: 'incomplete' };
  return { kind: 'frame', consumed, frame: decodeContent(bytes.subarray(PREFIX_BYTES, consumed)) };
}

function decodeContent(content: Uint8Array): Frame {
  const reader = new Reader(content);
  const requestId = reader.i64();
  const status = reader.u8();
  const version = reader.i32();
  if (version < FIRST_VERSION_WITH_VARIABLE_HEADER_LENGTH)
    throw new ProtocolError(
      `Frame version ${version} is below ${FIRST_VERSION_WITH_VARIABLE_HEADER_LENGTH}`,
    );
  const variableHeaderLength = reader.i32();
  if (variableHeaderLength < 0 || variableHeaderLength > VARIABLE_HEADER_LIMIT_BYTES)
    throw new ProtocolError(`Variable header has the length ${variableHeaderLength}`);
  reader.raw(variableHeaderLength);
  return {
    requestId,
    isResponse: (status & STATUS_RESPONSE) !== 0,
    isError: (status & STATUS_ERROR) !== 0,
    isCompressed: (status & STATUS_COMPRESSED) !== 0,
    isHandshake: (status & STATUS_HANDSHAKE) !== 0,
    isUnknown: (status & ~KNOWN_STATUS) !== 0,
    version,
    body: reader.raw(reader.remaining),
  };
}

/** What a request was sent with; its answer comes with the same. */
export interface Asked {
  readonly requestId: number;
  readonly version: number;
}

/**
 * Throws ProtocolError for every frame that is no plain answer to the request: another layout than
 * the one asked for is never guessed at. Answers and errors (`frame.isError`) pass.
 */
export function refuseForeign(frame: Frame, { requestId, version }: Asked): void {
  if (!frame.isResponse) throw new ProtocolError('Request is answered with a request');
  if (frame.isHandshake) throw new ProtocolError('Request is answered with a handshake');
  if (frame.isCompressed) throw new ProtocolError('Request is answered with a compressed message');
  if (frame.isUnknown)
    throw new ProtocolError('Request is answered with an unknown kind of message');
  if (frame.requestId !== requestId)
    throw new ProtocolError(`Peer answers request ${frame.requestId} instead of ${requestId}`);
  if (frame.version !== version)
    throw new ProtocolError(`Peer answers in version ${frame.version} instead of ${version}`);
}
