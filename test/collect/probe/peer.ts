/**
 * Real servers to walk the wire to, that count what is left open; and the transport handshake as a
 * peer speaks it, in bytes made by hand.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { expect, onTestFinished, vi } from 'vitest';
import { listen } from '../../../local/fleet/listen.ts';
import { bytes, frameBytes, text } from '../transport/bytes.ts';

export type Serve = (socket: Socket) => void;

export interface Peer {
  readonly host: string;
  readonly port: number;
  /** How many connections there have been. */
  accepted(): number;
  /** How many are open. */
  open(): Promise<number>;
}

export interface PeerOptions {
  readonly host?: string;
  /** Absent: plain. */
  readonly tls?: TlsOptions;
}

/** Serves until the test is over, which fails where the client has left a connection open. */
export async function startPeer(
  serve: Serve,
  { host = '127.0.0.1', tls }: PeerOptions = {},
): Promise<Peer> {
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    serve(socket.on('error', () => undefined));
    socket.resume();
  });
  const port = await listen(server, { host, port: 0 });
  const open = () => connectionsOf(server);
  onTestFinished(async () => {
    try {
      await vi.waitFor(async () => expect(await open()).toBe(0));
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  });
  return { host, port, accepted: () => sockets.size, open };
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  server.close();
  await once(server, 'close');
  return port;
}

/** One handshake request, as it came. */
export interface Question {
  readonly id: number;
  readonly format: number;
  readonly transportVersion: number;
  readonly release: string | undefined;
}

export type Answer = (socket: Socket, question: Question) => void;

/** Answers the first request with the first answer, and so on; the last answers all that follow. */
export function answering(...answers: readonly [Answer, ...Answer[]]): Serve {
  return (socket) => {
    let unread = Buffer.alloc(0);
    let count = 0;
    socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 6 && unread.length >= 6 + unread.readInt32BE(2)) {
        const frame = unread.subarray(0, 6 + unread.readInt32BE(2));
        unread = unread.subarray(frame.length);
        answers[Math.min(count++, answers.length - 1)]?.(socket, questionIn(frame));
      }
    });
  };
}

function questionIn(frame: Buffer): Question {
  const payload = frame.subarray(frame.indexOf('handshake') + 'handshake'.length + 2);
  const end = payload.findIndex((byte) => byte < 0x80) + 1;
  const transportVersion = [...payload.subarray(0, end)].reduce(
    (sum, byte, index) => sum + (byte & 0x7f) * 2 ** (7 * index),
    0,
  );
  const release = end < payload.length ? payload.subarray(end + 1).toString() : undefined;
  return { id: frame.readInt32BE(10), format: frame.readInt32BE(15), transportVersion, release };
}

const RESPONSE = 1;
const ERROR = 2;
const HANDSHAKE = 8;
const FORMAT_8 = 8_800_000;

/** What a node of this transport version and release answers. */
export function handshakeAnswer(
  { id, format }: Pick<Question, 'id' | 'format'>,
  transportVersion: number,
  release: string,
): Uint8Array {
  const body =
    format === FORMAT_8 ? bytes(vint(transportVersion), text(release)) : vint(transportVersion);
  return frameBytes({ id, status: RESPONSE | HANDSHAKE, version: format, body });
}

/** An answer with an exception of the given body. */
export function errorAnswer({ id, format }: Question, body: Uint8Array): Uint8Array {
  return frameBytes({ id, status: RESPONSE | ERROR | HANDSHAKE, version: format, body });
}

function vint(value: number): Uint8Array {
  return value < 0x80 ? bytes(value) : bytes((value & 0x7f) | 0x80, vint(value >> 7));
}

/** Behaves as a node does: tells its own version, or the asked one where that is lower. */
export function node(transportVersion: number, release: string): Answer {
  return (socket, question) =>
    socket.write(
      handshakeAnswer(question, Math.min(transportVersion, question.transportVersion), release),
    );
}

export const node95 = node(9_458_007, '9.5.3');
export const silence: Answer = () => undefined;
export const hangUp: Answer = (socket) => socket.end();
export const reset: Answer = (socket) => socket.resetAndDestroy();

/** Sends these bytes, whatever is asked. */
export function saying(...parts: readonly (string | number | Uint8Array)[]): Answer {
  return (socket) => socket.write(bytes(...parts));
}
