// TCP handshake, the first message of a connection, answered below security: each side learns the
// other's transport version. Two formats, told apart by the version in the frame:
//     payload of the request  bytes( vint transport version [| string release, format 8 only] )
//     payload of the answer          vint transport version [| string release, format 8 only]
// The answer is the lower of the two sides' versions; a node asked for one that it cannot read logs a warning and closes without an answer.

import { releaseHint } from '../../release/transportVersions.ts';
import { type DiscoveryNode, readDiscoveryNode } from './discoveryNode.ts';
import { type Asked, encodeRequest, type Frame, refuseForeign } from './frame.ts';
import { ProtocolError, Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** Understood by 7.17 and everything since. */
export const HANDSHAKE_FORMAT_7 = 7_170_099;
/** With the release; an older node than 8.18 closes the connection. */
export const HANDSHAKE_FORMAT_8 = 8_800_000;
/**
 * Higher than any node's own, so that every node from 7.17 to 9.5 answers with its own and logs
 * nothing.
 */
export const SILENT_TRANSPORT_VERSION = 10_000_000;
/** What goes with SILENT_TRANSPORT_VERSION in format 8. */
export const SILENT_RELEASE = '10.0.0';

export const HANDSHAKE_ACTION = 'internal:tcp/handshake';

/** One visible ASCII word, such as `9.5.3` or `9.6.0-SNAPSHOT`. */
const RELEASE = /^[\x21-\x7e]{1,64}$/;

/** Of 8.19.0: every release from 8.19 on, and all of 9.x, reads and writes it. */
export const PINNED_TRANSPORT_VERSION = 8_841_064;

/** Older releases whose messages are known, each spoken to in its own version. */
const KNOWN_OLDER = /^(?:7\.17|8\.1[4-8])\./;

/**
 * The transport version to speak with a node, which writes its answer in it: a released one always,
 * since between releases layouts move without notice. Undefined where what the node would read and
 * write is not known: below 7.17, from 8.0 to 8.13, from 10.0 on, and where the version belongs to
 * no release.
 */
export function spokenVersion(remoteTransportVersion: number): number | undefined {
  if (remoteTransportVersion >= SILENT_TRANSPORT_VERSION) return undefined;
  if (remoteTransportVersion >= PINNED_TRANSPORT_VERSION) return PINNED_TRANSPORT_VERSION;
  return KNOWN_OLDER.test(releaseHint(remoteTransportVersion) ?? '')
    ? remoteTransportVersion
    : undefined;
}

export interface HandshakeRequest {
  readonly requestId: number;
  readonly format: typeof HANDSHAKE_FORMAT_7 | typeof HANDSHAKE_FORMAT_8;
  readonly transportVersion: number;
  /** Sent in format 8 only. */
  readonly release?: string;
}

export interface HandshakeAnswer {
  readonly transportVersion: number;
  /** In format 8 only. */
  readonly release?: string;
}

export function encodeHandshakeRequest({
  requestId,
  format,
  transportVersion,
  release = SILENT_RELEASE,
}: HandshakeRequest): Uint8Array {
  const versions = new Writer().vint(transportVersion);
  if (format === HANDSHAKE_FORMAT_8) versions.string(release);
  const payload = new Writer().bytes(versions.toBytes()).toBytes();
  return encodeRequest({
    requestId,
    version: format,
    action: HANDSHAKE_ACTION,
    payload,
    handshake: true,
  });
}

/**
 * Throws ProtocolError for every frame that is no plain answer to a handshake; look at
 * `frame.isError` first, such a frame has reasons.
 */
export function decodeHandshakeAnswer(frame: Frame): HandshakeAnswer {
  refuseOther(frame);
  const reader = new Reader(frame.body);
  const transportVersion = reader.vint();
  if (frame.version === HANDSHAKE_FORMAT_7) {
    reader.end();
    return { transportVersion };
  }
  const release = reader.string();
  reader.end();
  if (!RELEASE.test(release))
    throw new ProtocolError(`Release ${JSON.stringify(release.slice(0, 64))} is none`);
  return { transportVersion, release };
}

function refuseOther({ isResponse, isHandshake, isError, isCompressed, version }: Frame): void {
  if (!isResponse) throw new ProtocolError('Handshake is answered with a request');
  if (!isHandshake) throw new ProtocolError('Handshake is answered with another message');
  if (isError) throw new ProtocolError('Handshake is answered with an error');
  if (isCompressed) throw new ProtocolError('Handshake is answered with a compressed message');
  if (version !== HANDSHAKE_FORMAT_7 && version !== HANDSHAKE_FORMAT_8)
    throw new ProtocolError(`Handshake is answered in the unknown format ${version}`);
}

// Node handshake, the first message that has to pass security: who answers, and which cluster it
// belongs to. Unchanged since 7.11.
//     request: nothing
//     answer: vint release | string build hash | node | string cluster name

/** On a remote cluster server port, where the node's address is that of this port. */
export const REMOTE_CLUSTER_HANDSHAKE_ACTION = 'cluster:internal/remote_cluster/handshake';
/** On a transport port. */
export const NODE_HANDSHAKE_ACTION = 'internal:transport/handshake';

export interface NodeHandshakeRequest extends Asked {
  readonly action: typeof REMOTE_CLUSTER_HANDSHAKE_ACTION | typeof NODE_HANDSHAKE_ACTION;
  readonly headers?: ReadonlyMap<string, string>;
}

export interface NodeHandshakeAnswer {
  readonly node: DiscoveryNode;
  readonly clusterName: string;
}

export function encodeNodeHandshakeRequest(request: NodeHandshakeRequest): Uint8Array {
  return encodeRequest({ ...request, payload: new Uint8Array() });
}

/**
 * Throws ProtocolError for every frame that is no plain answer to the request; look at
 * `frame.isError` first, such a frame has reasons.
 */
export function decodeNodeHandshakeAnswer(frame: Frame, asked: Asked): NodeHandshakeAnswer {
  refuseForeign(frame, asked);
  const reader = new Reader(frame.body);
  reader.vint();
  reader.string();
  const node = readDiscoveryNode(reader, frame.version);
  const clusterName = reader.string();
  reader.end();
  return { node, clusterName };
}
