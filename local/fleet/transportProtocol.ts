/** The answers of a simulated node on its transport port and its remote cluster server port. */
import { decodeFrame, type Frame } from '../../lib/collect/transport/frame.ts';
import {
  HANDSHAKE_ACTION,
  HANDSHAKE_FORMAT_7,
  HANDSHAKE_FORMAT_8,
} from '../../lib/collect/transport/handshake.ts';
import { ProtocolError, Reader } from '../../lib/collect/transport/reader.ts';
import { Writer } from '../../lib/collect/transport/writer.ts';
import { type AskedPort, answerAction, refuseBeginning } from './actions.ts';
import type { KeyRefusal } from './apiKeys.ts';
import {
  DESCRIBE_ACTION,
  type DecodedFrame,
  type ExceptionLevel,
  type RequestBeginning,
  readBeginning,
  readRequest,
  type TransportRequest,
  writeAnswer,
  writeError,
} from './messages.ts';
import type { PortConnection } from './transportPort.ts';
import type { Release } from './versions.ts';

/** The node that answers. */
export interface SpeakingNode {
  readonly name: string;
  /** `host:port` of this port. */
  readonly address: () => string;
  readonly release: Release;
  /** A `ClusterDescription` as JSON. */
  readonly describe: () => string;
  readonly port: () => AskedPort;
  /**
   * Validates a request of another simulated node by its headers. Absent if the port requires no
   * API key.
   */
  readonly refuse?: (
    headers: ReadonlyMap<string, string>,
    isEstablished: boolean,
  ) => KeyRefusal | undefined;
}

interface Session {
  readonly node: SpeakingNode;
  readonly connection: PortConnection;
  /** True if an earlier request was served. */
  isEstablished: boolean;
  /** Runs while only the headers of a request have arrived. */
  headerCheck: NodeJS.Timeout | undefined;
}

const REMOTE_TRANSPORT_CLASS = 103;
/** Time without the rest of a request after which the node answers its headers. */
const HEADER_CHECK_AFTER_MS = 10;

/** Serves a connection until it ends. Closes it on all input that makes a real node close it. */
export function speakTransport(node: SpeakingNode, connection: PortConnection): void {
  const session: Session = { node, connection, isEstablished: false, headerCheck: undefined };
  let received: Uint8Array = new Uint8Array();
  connection.socket.on('data', (chunk: Buffer) => {
    clearTimeout(session.headerCheck);
    received = hear(session, Buffer.concat([received, chunk]));
  });
  connection.socket.on('close', () => clearTimeout(session.headerCheck));
}

/** Answers each complete frame and returns the remaining bytes. */
function hear(session: Session, bytes: Uint8Array): Uint8Array {
  try {
    const decoded = decodeFrame(bytes);
    if (decoded.kind === 'incomplete') return awaitEnd(session, bytes);
    if (decoded.kind === 'frame') respond(session, { bytes, decoded });
    return hear(session, bytes.subarray(decoded.consumed));
  } catch (thrown) {
    if (!(thrown instanceof ProtocolError)) throw thrown;
    session.connection.socket.destroy();
    return new Uint8Array();
  }
}

/**
 * Real nodes validate the headers of a request before its end arrives. The simulated node does so
 * if the end does not arrive soon.
 */
function awaitEnd(session: Session, bytes: Uint8Array): Uint8Array {
  const beginning = readBeginning(bytes);
  if (beginning && beginning.action !== DESCRIBE_ACTION)
    session.headerCheck = setTimeout(() => checkHeaders(session, beginning), HEADER_CHECK_AFTER_MS);
  return bytes;
}

function checkHeaders(session: Session, beginning: RequestBeginning): void {
  const refusal = refuseBeginning(session.node.port(), beginning);
  if (refusal)
    refuse(session, {
      frame: beginning,
      refusals: [refusal],
      action: beginning.action,
      closes: true,
    });
}

function respond(
  session: Session,
  { bytes, decoded }: { bytes: Uint8Array; decoded: DecodedFrame },
): void {
  const request = readRequest(bytes, decoded);
  if (decoded.frame.isHandshake) shakeHands(session, { frame: decoded.frame, request });
  else serveRequest(session, { frame: decoded.frame, request });
}

/**
 * The lower of both versions, in the requested format. If the node cannot read a version or format,
 * it closes the connection without an answer.
 */
function shakeHands(
  { node, connection }: Session,
  { frame, request }: { frame: Frame; request: TransportRequest },
): void {
  const { transportVersion, oldestTransportVersion, understandsFormat8, number } = node.release;
  const isFormat8 = frame.version === HANDSHAKE_FORMAT_8;
  if (request.action !== HANDSHAKE_ACTION)
    throw new ProtocolError(`Handshake asks for ${request.action}`);
  if (isFormat8 ? !understandsFormat8 : frame.version !== HANDSHAKE_FORMAT_7)
    throw new ProtocolError(`Handshake format ${frame.version} is not known`);
  const asked = new Reader(new Reader(request.payload).bytes()).vint();
  if (asked < oldestTransportVersion)
    throw new ProtocolError(`Transport version ${asked} is below ${oldestTransportVersion}`);
  const answer = new Writer().vint(
    oldestTransportVersion === 0 ? transportVersion : Math.min(asked, transportVersion),
  );
  if (isFormat8) answer.string(number);
  connection.answer(writeAnswer(frame, answer));
}

function serveRequest(
  session: Session,
  { frame, request }: { frame: Frame; request: TransportRequest },
): void {
  const { oldestTransportVersion, transportVersion } = session.node.release;
  if (frame.version < oldestTransportVersion || frame.version > transportVersion)
    throw new ProtocolError(
      `Transport version ${frame.version} is not from ${oldestTransportVersion} to ${transportVersion}`,
    );
  if (request.action === DESCRIBE_ACTION) describeTo(session, { frame, request });
  else act(session, { frame, request });
}

function act(
  session: Session,
  { frame, request }: { frame: Frame; request: TransportRequest },
): void {
  const answered = answerAction(session.node.port(), { ...request, version: frame.version });
  if (answered.kind === 'refused') refuse(session, { frame, action: request.action, ...answered });
  else session.connection.answer(writeAnswer(frame, answered.body, answered.headers));
}

interface Refused {
  readonly frame: Pick<Frame, 'requestId' | 'version'>;
  readonly action: string;
  readonly refusals: readonly (readonly ExceptionLevel[])[];
  readonly closes: boolean;
}

function refuse({ node, connection }: Session, { frame, action, refusals, closes }: Refused): void {
  for (const refusal of refusals)
    connection.answer(writeError(frame, levels(node, action, refusal)));
  if (closes) connection.socket.end();
}

/** The description that simulated nodes exchange. */
function describeTo(
  session: Session,
  { frame, request }: { frame: Frame; request: TransportRequest },
): void {
  const { node, connection } = session;
  const refusal = node.refuse?.(request.headers, session.isEstablished);
  if (refusal) {
    connection.answer(
      writeError(frame, levels(node, request.action, refusal.levels), JSON.stringify(refusal)),
    );
    connection.socket.end();
    return;
  }
  session.isEstablished = true;
  connection.answer(writeAnswer(frame, new Writer().string(node.describe())));
}

function levels(
  node: SpeakingNode,
  action: string,
  causes: readonly ExceptionLevel[],
): ExceptionLevel[] {
  return [
    { classId: REMOTE_TRANSPORT_CLASS, message: `[${node.name}][${node.address()}][${action}]` },
    ...causes,
  ];
}
