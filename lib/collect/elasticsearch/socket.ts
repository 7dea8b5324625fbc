/** Opens the sockets to one node: TLS by CA or by fingerprint, and errors in words. */
import { once } from 'node:events';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { TimedOut, withLimit } from '../../deadline.ts';
import { type Resolve, systemResolve } from '../probe/dns.ts';
import { leadsTo } from './pinnedChain.ts';

export interface ClientTls {
  /** PEM, one or several certificates; instead of the system's CAs. */
  readonly ca?: string | undefined;
  /**
   * SHA-256 in hex, with or without colons, of a CA's certificate (as Elasticsearch prints it on
   * its first start) or of the node's own. Instead of a CA and of the name: any certificate of
   * that CA will do.
   */
  readonly fingerprint?: string | undefined;
  /** The name to send as SNI and to expect in the certificate, if the URL has another. */
  readonly serverName?: string | undefined;
}

export interface NodeAddress {
  /** Of a node, without path. */
  readonly origin: string;
  readonly tls: ClientTls;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Opens a connection and proves the certificate before anybody can write to it, so that no
 * credentials go to a peer that is not proved. Rejects with words for an operator, and leaves no
 * socket behind then.
 */
export async function openSocket(
  { origin, tls }: NodeAddress,
  signal: AbortSignal,
  resolve: Resolve = systemResolve,
): Promise<Socket> {
  const { protocol, hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  const tcp = connectTcp({
    host,
    port: Number(port) || (DEFAULT_PORTS[protocol] as number),
    lookup: lookupBy(resolve, signal),
    ...TCP,
  });
  await opened(tcp, 'connect', signal);
  if (protocol === 'http:') return tcp;
  const socket = connectTls({ ...tlsOptions(host, tls), socket: tcp });
  await opened(socket, 'secureConnect', signal);
  checkFingerprint(socket, tls);
  return socket;
}

const TCP = {
  autoSelectFamily: true,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
};

const LOOKUP_MS = 5000;

/**
 * Through the same lines as the probes: Node's own lookup takes a thread for each name, and names
 * that do not exist would hold up all others.
 */
function lookupBy(resolve: Resolve, signal: AbortSignal): LookupFunction {
  return (host, _options, done) => {
    withLimit(LOOKUP_MS, signal, (limited) => resolve(host, limited)).then(
      (ips) =>
        done(
          null,
          ips.map(({ ip, family }) => ({ address: ip, family })),
        ),
      (thrown: Error) => done(lookupError(host, thrown), []),
    );
  };
}

function lookupError(host: string, thrown: Error): Error {
  return thrown instanceof TimedOut
    ? Object.assign(new Error(`${host}: ${thrown.message}`), { code: 'ETIMEOUT' })
    : thrown;
}

async function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<void> {
  try {
    await once(socket, event, { signal });
  } catch (thrown) {
    socket.destroy();
    throw connectionError(thrown, event === 'connect' ? 'Connection failed' : 'TLS problem');
  }
}

/** No session is resumed, as a resumed one does not show the chain that is to be proved. */
function tlsOptions(host: string, { ca, fingerprint, serverName }: ClientTls): ConnectionOptions {
  const servername = serverName ?? (isIP(host) === 0 ? host : undefined);
  return {
    host,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: fingerprint === undefined,
    ...(ca === undefined ? {} : { ca }),
    ...(servername === undefined ? {} : { servername }),
  };
}

function checkFingerprint(socket: TLSSocket, { fingerprint }: ClientTls): void {
  if (fingerprint === undefined || leadsTo(socket.getPeerCertificate(true), fingerprint)) return;
  socket.destroy();
  throw new Error(
    `TLS problem: the certificate of the peer does not lead to the fingerprint ${fingerprint}`,
  );
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'No route to network',
  ENOTFOUND: 'Unknown host',
  ENODATA: 'Unknown host',
  EAI_AGAIN: 'Name lookup failed',
  ETIMEOUT: 'Name lookup failed',
};

/** Node's advice about its own command line, which is of no use to an operator. */
const ADVICE = /; if the root CA is installed locally.*$/;

/**
 * Why a connection could not be opened, in words that an operator reads first. `otherwise` stands
 * for codes without words of their own. If a name has several addresses, `thrown` is an
 * AggregateError without a message.
 */
export function connectionError(thrown: unknown, otherwise: string): Error {
  const first: NodeJS.ErrnoException = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  return new Error(`${WORDS[first.code ?? ''] ?? otherwise}: ${first.message.replace(ADVICE, '')}`);
}
