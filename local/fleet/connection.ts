/** One connection of a simulated local node to a remote one: TCP, TLS, transport handshake, and the private action for all that follows. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import { parseAddress } from '../../lib/address.ts';
import { decodeFrame, type Frame } from '../../lib/transport/frame.ts';
import { decodeHandshakeAnswer, encodeHandshakeRequest } from '../../lib/transport/handshake.ts';
import { Reader } from '../../lib/transport/reader.ts';
import { CREDENTIALS_HEADER, type KeyRefusal } from './apiKeys.ts';
import { type ClusterDescription, readDescription } from './clusterDescription.ts';
import {
  certificateRefused,
  connectionReset,
  handshakeTimedOut,
  keyRefused,
  type LinkFailure,
  notTls,
  refused,
  type Target,
  unknownHost,
} from './linkFailure.ts';
import { REFUSAL_HEADER, readAnswerHeaders, writeDescribeRequest } from './messages.ts';
import type { Release } from './versions.ts';

export interface ConnectOptions {
  readonly target: Target;
  readonly release: Release;
  /** Of TCP, TLS and handshake together. */
  readonly timeoutMs: number;
  /** Absent: plain. `cert` and `key` only where the link has no API key. */
  readonly tls?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'> | undefined;
  readonly serverName?: string | undefined;
  /** The encoded API key. */
  readonly credentials?: string | undefined;
  /** Ends the connection, or the attempt. */
  readonly signal: AbortSignal;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: LinkFailure };

export interface Connection {
  /** Asks the remote cluster for its description; never answers while the remote is frozen. */
  describe(): Promise<Outcome<ClusterDescription>>;
  onClose(listener: () => void): void;
  close(): void;
}

interface Answer {
  readonly bytes: Uint8Array;
  readonly frame: Frame;
}

/** Sends a request and waits for its answer; undefined when the connection ends instead. */
type Ask = (request: (requestId: number) => Uint8Array) => Promise<Answer | undefined>;

/** Names that no resolver knows (RFC 6761), so none is bothered. */
const NEVER_RESOLVED = '.invalid';
/** Long, since a busy machine is slow; a peer that has answered once does so again. */
const PLAIN_PEER_WAIT_MS = 5_000;
/** Content type handshake, TLS 1.0, length 0: what a TLS client's first bytes look like. */
const TLS_START = Buffer.from('1603010000', 'hex');

/** Connects and shakes hands, within `timeoutMs`. */
export async function openConnection(options: ConnectOptions): Promise<Outcome<Connection>> {
  const { target, timeoutMs, tls } = options;
  const giveUp = new AbortController();
  const { promise: timedOut, resolve } = Promise.withResolvers<Outcome<never>>();
  const timer = setTimeout(() => resolve(failed(handshakeTimedOut(target, { timeoutMs, isTls: tls !== undefined }))), timeoutMs);
  const outcome = await Promise.race([establish({ ...options, signal: AbortSignal.any([options.signal, giveUp.signal]) }), timedOut]);
  clearTimeout(timer);
  if (!outcome.ok) giveUp.abort();
  return outcome;
}

async function establish(options: ConnectOptions): Promise<Outcome<Connection>> {
  const socket = await openSocket(options);
  return socket.ok ? shakeHands(socket.value, options) : socket;
}

async function shakeHands(socket: Socket, options: ConnectOptions): Promise<Outcome<Connection>> {
  const { transportVersion, format, number } = options.release;
  const ask = asker(socket);
  const answer = await ask((requestId) => encodeHandshakeRequest({ requestId, format, transportVersion, release: number }));
  const answered = answer && versionOf(answer.frame);
  if (answered === undefined) return failed(connectionReset(options.target));
  const version = Math.min(transportVersion, answered);
  const connection = {
    describe: () => describe(ask, { version, options }),
    onClose: (listener: () => void) => void socket.on('close', listener),
    close: () => void socket.destroy(),
  };
  return { ok: true, value: connection };
}

function versionOf(frame: Frame): number | undefined {
  try {
    return decodeHandshakeAnswer(frame).transportVersion;
  } catch {
    return undefined;
  }
}

async function describe(
  ask: Ask,
  { version, options }: { version: number; options: ConnectOptions },
): Promise<Outcome<ClusterDescription>> {
  const headers = new Map(options.credentials === undefined ? [] : [[CREDENTIALS_HEADER, `ApiKey ${options.credentials}`]]);
  const answer = await ask((requestId) => writeDescribeRequest({ requestId, version, headers }));
  if (answer === undefined) return failed(connectionReset(options.target));
  const refusal = readAnswerHeaders(answer.bytes).get(REFUSAL_HEADER);
  if (refusal !== undefined) return failed(keyRefused(JSON.parse(refusal) as KeyRefusal));
  return { ok: true, value: readDescription(new Reader(answer.frame.body).string()) };
}

/** One request after the other, numbered; answers are matched by number. */
function asker(socket: Socket): Ask {
  const waiting = new Map<number, (answer: Answer | undefined) => void>();
  let lastId = 0;
  let received: Uint8Array = new Uint8Array();
  const endAll = () => {
    for (const resolve of waiting.values()) resolve(undefined);
  };
  socket.on('data', (chunk: Buffer) => {
    const rest = dispatch(Buffer.concat([received, chunk]), waiting);
    if (rest === undefined) socket.destroy();
    else received = rest;
  });
  socket.on('close', endAll);
  return (request) => {
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
    lastId += 1;
    waiting.set(lastId, resolve);
    if (socket.destroyed) endAll();
    else socket.write(request(lastId));
    return promise;
  };
}

/** Hands out every whole frame and returns the rest; undefined for bytes that are no frame. */
function dispatch(bytes: Uint8Array, waiting: Map<number, (answer: Answer) => void>): Uint8Array | undefined {
  try {
    const decoded = decodeFrame(bytes);
    if (decoded.kind === 'incomplete') return bytes;
    if (decoded.kind === 'frame') waiting.get(decoded.frame.requestId)?.({ bytes, frame: decoded.frame });
    return dispatch(bytes.subarray(decoded.consumed), waiting);
  } catch {
    return undefined;
  }
}

async function openSocket(options: ConnectOptions): Promise<Outcome<Socket>> {
  const address = parseAddress(options.target.address);
  if (address === undefined) throw new Error(`Address ${options.target.address} has no port`);
  if (address.host.endsWith(NEVER_RESOLVED)) return failed(unknownHost(address.host));
  const place = { host: address.ip ?? address.host, port: address.port };
  const host = options.serverName ?? address.host;
  const socket = options.tls ? connectTls({ ...place, ...options.tls, rejectUnauthorized: false, ...identity(host) }) : connectTcp(place);
  options.signal.addEventListener('abort', () => socket.destroy());
  const error = await settled(socket, options.tls ? 'secureConnect' : 'connect');
  if (error === undefined) return judgeCertificate(socket, { target: options.target, host });
  return failed(await failureOf(error, { options, place }));
}

function identity(host: string): ConnectionOptions {
  const sni = isIP(host) === 0 ? { servername: host } : {};
  return { ...sni, checkServerIdentity: (_asked, certificate) => checkServerIdentity(host, certificate) };
}

/** Waits until the socket is open (undefined) or broken; keeps late errors from being thrown. */
function settled(socket: Socket, openEvent: 'connect' | 'secureConnect'): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    socket.once(openEvent, () => resolve(undefined));
    socket.on('error', resolve);
    socket.once('close', () => resolve(new Error('Socket is closed')));
  });
}

function judgeCertificate(socket: Socket | TLSSocket, { target, host }: { target: Target; host: string }): Outcome<Socket> {
  if (!('authorized' in socket) || socket.authorized) return { ok: true, value: socket };
  const failure = certificateRefused(target, {
    code: String(socket.authorizationError),
    certificate: socket.getPeerCertificate().raw,
    host,
  });
  socket.destroy();
  return failed(failure);
}

async function failureOf(
  error: NodeJS.ErrnoException,
  { options, place }: { options: ConnectOptions; place: { host: string; port: number } },
): Promise<LinkFailure> {
  if (error.code === 'ECONNREFUSED') return refused(options.target);
  if (error.syscall === 'getaddrinfo') return unknownHost(place.host);
  if (error.code === 'ERR_SSL_WRONG_VERSION_NUMBER' || error.code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
    return notTls(options.target, await firstBytes(place));
  return connectionReset(options.target);
}

/** What a peer that does not speak TLS answers to a TLS client; asked once more, as the TLS socket kept it to itself. */
function firstBytes(place: { host: string; port: number }): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connectTcp(place, () => socket.write(TLS_START));
    socket.setTimeout(PLAIN_PEER_WAIT_MS, () => socket.destroy());
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
}

function failed(failure: LinkFailure): { readonly ok: false; readonly failure: LinkFailure } {
  return { ok: false, failure };
}
