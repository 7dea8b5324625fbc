/**
 * One connection of a simulated local node to a remote node: TCP, TLS, transport handshake, and
 * then the private action.
 */
import type { Socket } from 'node:net';
import { decodeFrame, type Frame } from '../../lib/collect/transport/frame.ts';
import {
  decodeHandshakeAnswer,
  encodeHandshakeRequest,
} from '../../lib/collect/transport/handshake.ts';
import { Reader } from '../../lib/collect/transport/reader.ts';
import { CREDENTIALS_HEADER, type KeyRefusal } from './apiKeys.ts';
import { type ClusterDescription, readDescription } from './clusterDescription.ts';
import {
  connectionReset,
  failed,
  handshakeTimedOut,
  keyRefused,
  type Outcome,
} from './linkFailure.ts';
import { REFUSAL_HEADER, readAnswerHeaders, writeDescribeRequest } from './messages.ts';
import { openSocket, type SocketOptions } from './openSocket.ts';
import type { Release } from './versions.ts';

export interface ConnectOptions extends SocketOptions {
  readonly release: Release;
  /** Time limit for TCP, TLS, and handshake together. */
  readonly timeoutMs: number;
  /** The encoded API key. */
  readonly credentials?: string | undefined;
}

export interface Connection {
  /** Asks the remote cluster for its description. Never resolves while the remote is frozen. */
  describe(): Promise<Outcome<ClusterDescription>>;
  onClose(listener: () => void): void;
  close(): void;
}

interface Answer {
  readonly bytes: Uint8Array;
  readonly frame: Frame;
}

/** Sends a request and waits for its answer. Undefined if the connection ends first. */
type Ask = (request: (requestId: number) => Uint8Array) => Promise<Answer | undefined>;

/** Connects and completes the handshake within `timeoutMs`. */
export async function openConnection(options: ConnectOptions): Promise<Outcome<Connection>> {
  const { target, timeoutMs, tls } = options;
  const giveUp = new AbortController();
  const { promise: timedOut, resolve } = Promise.withResolvers<Outcome<never>>();
  const timer = setTimeout(
    () => resolve(failed(handshakeTimedOut(target, { timeoutMs, isTls: tls !== undefined }))),
    timeoutMs,
  );
  const outcome = await Promise.race([
    establish({ ...options, signal: AbortSignal.any([options.signal, giveUp.signal]) }),
    timedOut,
  ]);
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
  const answer = await ask((requestId) =>
    encodeHandshakeRequest({ requestId, format, transportVersion, release: number }),
  );
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
  const headers = new Map(
    options.credentials === undefined
      ? []
      : [[CREDENTIALS_HEADER, `ApiKey ${options.credentials}`]],
  );
  const answer = await ask((requestId) => writeDescribeRequest({ requestId, version, headers }));
  if (answer === undefined) return failed(connectionReset(options.target));
  const refusal = readAnswerHeaders(answer.bytes).get(REFUSAL_HEADER);
  if (refusal !== undefined) return failed(keyRefused(JSON.parse(refusal) as KeyRefusal));
  return { ok: true, value: readDescription(new Reader(answer.frame.body).string()) };
}

/** Sends numbered requests and matches answers by number. */
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

/** Emits each complete frame and returns the rest. Undefined if the bytes are not a frame. */
function dispatch(
  bytes: Uint8Array,
  waiting: Map<number, (answer: Answer) => void>,
): Uint8Array | undefined {
  try {
    const decoded = decodeFrame(bytes);
    if (decoded.kind === 'incomplete') return bytes;
    if (decoded.kind === 'frame')
      waiting.get(decoded.frame.requestId)?.({ bytes, frame: decoded.frame });
    return dispatch(bytes.subarray(decoded.consumed), waiting);
  } catch {
    return undefined;
  }
}
