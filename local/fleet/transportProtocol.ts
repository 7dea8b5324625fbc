/** What a simulated node says on its transport port and its remote cluster server port. */
import { decodeFrame, type Frame } from '../../lib/transport/frame.ts';
import { HANDSHAKE_ACTION, HANDSHAKE_FORMAT_7, HANDSHAKE_FORMAT_8 } from '../../lib/transport/handshake.ts';
import { ProtocolError } from '../../lib/transport/protocolError.ts';
import { Reader } from '../../lib/transport/reader.ts';
import { Writer } from '../../lib/transport/writer.ts';
import type { KeyRefusal } from './apiKeys.ts';
import {
  DESCRIBE_ACTION,
  type DecodedFrame,
  type ExceptionLevel,
  readRequest,
  type TransportRequest,
  writeAnswer,
  writeError,
} from './messages.ts';
import type { PortConnection } from './transportPort.ts';
import type { Release } from './versions.ts';

/** The node that speaks. */
export interface SpeakingNode {
  readonly name: string;
  /** `host:port` of the port that it speaks on. */
  readonly address: () => string;
  readonly release: Release;
  /** A `ClusterDescription` as JSON. */
  readonly describe: () => string;
  /** Judges a request's headers; absent where the port asks for no API key. */
  readonly refuse?: (headers: ReadonlyMap<string, string>, isEstablished: boolean) => KeyRefusal | undefined;
}

interface Session {
  readonly node: SpeakingNode;
  readonly connection: PortConnection;
  /** Whether a request was served before. */
  isEstablished: boolean;
}

const REMOTE_TRANSPORT_CLASS = 103;
const ACTION_NOT_FOUND_CLASS = 101;

/** Speaks for the node until the connection ends; closes it on everything that a real node closes on. */
export function speakTransport(node: SpeakingNode, connection: PortConnection): void {
  const session: Session = { node, connection, isEstablished: false };
  let received: Uint8Array = new Uint8Array();
  connection.socket.on('data', (chunk: Buffer) => {
    received = hear(session, Buffer.concat([received, chunk]));
  });
}

/** Answers every whole frame; returns the bytes that are left. */
function hear(session: Session, bytes: Uint8Array): Uint8Array {
  try {
    const decoded = decodeFrame(bytes);
    if (decoded.kind === 'incomplete') return bytes;
    if (decoded.kind === 'frame') respond(session, { bytes, decoded });
    return hear(session, bytes.subarray(decoded.consumed));
  } catch (thrown) {
    if (!(thrown instanceof ProtocolError)) throw thrown;
    session.connection.socket.destroy();
    return new Uint8Array();
  }
}

function respond(session: Session, { bytes, decoded }: { bytes: Uint8Array; decoded: DecodedFrame }): void {
  const request = readRequest(bytes, decoded);
  if (decoded.frame.isHandshake) shakeHands(session, { frame: decoded.frame, request });
  else serveRequest(session, { frame: decoded.frame, request });
}

/** The lower of both versions, in the format asked; a version or format that the node cannot read is no answer, but a closed connection. */
function shakeHands({ node, connection }: Session, { frame, request }: { frame: Frame; request: TransportRequest }): void {
  const { transportVersion, oldestTransportVersion, understandsFormat8, number } = node.release;
  const isFormat8 = frame.version === HANDSHAKE_FORMAT_8;
  if (request.action !== HANDSHAKE_ACTION) throw new ProtocolError(`Handshake asks for ${request.action}`);
  if (isFormat8 ? !understandsFormat8 : frame.version !== HANDSHAKE_FORMAT_7)
    throw new ProtocolError(`Handshake format ${frame.version} is not known`);
  const asked = new Reader(new Reader(request.payload).bytes()).vint();
  if (asked < oldestTransportVersion) throw new ProtocolError(`Transport version ${asked} is below ${oldestTransportVersion}`);
  const answer = new Writer().vint(oldestTransportVersion === 0 ? transportVersion : Math.min(asked, transportVersion));
  if (isFormat8) answer.string(number);
  connection.answer(writeAnswer(frame, answer));
}

function serveRequest(session: Session, { frame, request }: { frame: Frame; request: TransportRequest }): void {
  const { node, connection } = session;
  const refusal = node.refuse?.(request.headers, session.isEstablished);
  if (refusal) {
    connection.answer(writeError(frame, levels(node, request.action, refusal.levels), JSON.stringify(refusal)));
    connection.socket.end();
    return;
  }
  session.isEstablished = true;
  if (request.action === DESCRIBE_ACTION) connection.answer(writeAnswer(frame, new Writer().string(node.describe())));
  else
    connection.answer(
      writeError(
        frame,
        levels(node, request.action, [{ classId: ACTION_NOT_FOUND_CLASS, message: `No handler for action [${request.action}]` }]),
      ),
    );
}

function levels(node: SpeakingNode, action: string, causes: readonly ExceptionLevel[]): ExceptionLevel[] {
  return [{ classId: REMOTE_TRANSPORT_CLASS, message: `[${node.name}][${node.address()}][${action}]` }, ...causes];
}
