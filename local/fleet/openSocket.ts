/**
 * Opens the socket of a simulated link, with TLS if configured, and describes a failure as
 * Elasticsearch does.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect as connectTls,
  type TLSSocket,
} from 'node:tls';
import { parseAddress } from '../../lib/address.ts';
import {
  certificateRefused,
  connectionReset,
  failed,
  type LinkFailure,
  notTls,
  type Outcome,
  refused,
  type Target,
  unknownHost,
} from './linkFailure.ts';

export interface SocketOptions {
  readonly target: Target;
  /** Plain TCP if absent. `cert` and `key` are set only for links without an API key. */
  readonly tls?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'> | undefined;
  readonly serverName?: string | undefined;
  /** Ends the connection or the attempt. */
  readonly signal: AbortSignal;
}

/** No resolver knows these names (RFC 6761), so the code sends no queries for them. */
const NEVER_RESOLVED = '.invalid';
/** Long, because a busy machine is slow. The peer answered once, so it answers again. */
const PLAIN_PEER_WAIT_MS = 5_000;
/** The first bytes of a TLS client: content type handshake, TLS 1.0, length 0. */
const TLS_START = Buffer.from('1603010000', 'hex');

export async function openSocket(options: SocketOptions): Promise<Outcome<Socket>> {
  const address = parseAddress(options.target.address);
  if (address === undefined) throw new Error(`Address ${options.target.address} has no port`);
  if (address.host.endsWith(NEVER_RESOLVED)) return failed(unknownHost(address.host));
  const place = { host: address.ip ?? address.host, port: address.port };
  const host = options.serverName ?? address.host;
  const socket = options.tls
    ? connectTls({ ...place, ...options.tls, rejectUnauthorized: false, ...identity(host) })
    : connectTcp(place);
  options.signal.addEventListener('abort', () => socket.destroy());
  const error = await settled(socket, options.tls ? 'secureConnect' : 'connect');
  if (error === undefined) return judgeCertificate(socket, { target: options.target, host });
  return failed(await failureOf(error, { options, place }));
}

function identity(host: string): ConnectionOptions {
  const sni = isIP(host) === 0 ? { servername: host } : {};
  return {
    ...sni,
    checkServerIdentity: (_asked, certificate) => checkServerIdentity(host, certificate),
  };
}

/** Waits until the socket is open (undefined) or failed. Prevents late errors from being thrown. */
function settled(
  socket: Socket,
  openEvent: 'connect' | 'secureConnect',
): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    socket.once(openEvent, () => resolve(undefined));
    socket.on('error', resolve);
    socket.once('close', () => resolve(new Error('Socket is closed')));
  });
}

function judgeCertificate(
  socket: Socket | TLSSocket,
  { target, host }: { target: Target; host: string },
): Outcome<Socket> {
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
  { options, place }: { options: SocketOptions; place: { host: string; port: number } },
): Promise<LinkFailure> {
  if (error.code === 'ECONNREFUSED') return refused(options.target);
  if (error.syscall === 'getaddrinfo') return unknownHost(place.host);
  if (
    error.code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    error.code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG'
  )
    return notTls(options.target, await firstBytes(place));
  return connectionReset(options.target);
}

/**
 * The answer of a peer without TLS to a TLS client. Connects again, because the TLS socket does not
 * expose the bytes.
 */
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
