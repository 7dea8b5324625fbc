/** What a peer says that does not speak HTTP: to an HTTP client they all look the same. */
import type { Socket } from 'node:net';
import { errors } from 'undici';
import { deadline } from '../../deadline.ts';
import { messageOf } from '../../errors.ts';
import { recogniseFirstBytes } from '../transport/firstBytes.ts';
import { type NodeAddress, openSocket } from './socket.ts';

const LIMIT_BYTES = 256;
const LIMIT_MS = 2000;
const QUOTE_CHARACTERS = 60;

/**
 * The error that a first request over a connection ended with, and, if the peer sent something
 * that is no HTTP answer, what a connection of our own without credentials gets to read.
 */
export async function foreignAnswer(
  thrown: unknown,
  address: NodeAddress,
  signal: AbortSignal,
): Promise<unknown> {
  if (!hasSaidSomething(thrown) || signal.aborted) return thrown;
  const bytes = await firstBytes(address, deadline(LIMIT_MS, signal));
  return bytes.length === 0
    ? thrown
    : new Error(`${messageOf(thrown)}: the peer answers ${inWords(bytes)}`);
}

function hasSaidSomething(thrown: unknown): boolean {
  if (thrown instanceof errors.SocketError) return Number(thrown.socket?.bytesRead) > 0;
  return thrown instanceof errors.HTTPParserError;
}

/** Empty if there is no connection, or nothing comes. */
async function firstBytes(address: NodeAddress, signal: AbortSignal): Promise<Buffer> {
  try {
    return await firstLine(await openSocket(address, signal), signal, new URL(address.origin).host);
  } catch {
    return Buffer.alloc(0);
  }
}

/** A peer that waits for a question gets one; some speak first. */
function firstLine(socket: Socket, signal: AbortSignal, host: string): Promise<Buffer> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const finish = () => {
      socket.destroy();
      resolve(bytes.subarray(0, LIMIT_BYTES));
    };
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= LIMIT_BYTES || bytes.includes('\n')) finish();
    });
    socket.on('error', finish).on('close', finish);
    signal.addEventListener('abort', finish, { once: true });
    socket.write(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  });
}

function inWords(bytes: Buffer): string {
  switch (recogniseFirstBytes(bytes, { ended: true })) {
    case 'tls-record':
      return 'with a TLS record, so its URL begins with https://';
    case 'elasticsearch-transport':
      return "in Elasticsearch's transport protocol, which is not HTTP";
    case 'http':
    case 'elasticsearch-http':
      return quoted(bytes);
    default:
      return `${quoted(bytes)}, which is not HTTP`;
  }
}

/** The first line, as far as it is printable, or bytes. */
function quoted(bytes: Buffer): string {
  const printable = /^[\x20-\x7e]*/.exec(bytes.toString('latin1', 0, QUOTE_CHARACTERS))?.[0];
  return printable
    ? JSON.stringify(printable)
    : `the bytes ${bytes.toString('hex', 0, QUOTE_CHARACTERS / 2)}`;
}
