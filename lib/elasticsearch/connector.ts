/** Opens the sockets of one client: TLS by CA or by fingerprint, and errors in words. */
import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { connectionError } from './connectionError.ts';
import { leadsTo } from './pinnedChain.ts';

export interface ClientTls {
  /** PEM, one or several certificates; instead of the system's CAs. */
  readonly ca?: string | undefined;
  /**
   * SHA-256 in hex, with or without colons, of a CA's certificate (as Elasticsearch prints it on its first start) or of the node's own. Instead of a CA
   * and of the name: any certificate of that CA will do.
   */
  readonly fingerprint?: string | undefined;
  /** The name to send as SNI and to expect in the certificate, where the URL has another. */
  readonly serverName?: string | undefined;
}

interface Target {
  readonly hostname: string;
  /** Empty where the URL has none. */
  readonly port: string;
  readonly protocol: string;
}

export interface Connector {
  /** In the form that undici calls: `done` gets an error or an open socket. */
  connect(target: Target, done: (error: Error | null, socket: Socket | null) => void): void;
  /** Gives up every connection still being opened. */
  destroy(): void;
}

async function opened<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<S> {
  try {
    await once(socket, event, { signal });
    return socket;
  } catch (thrown) {
    socket.destroy();
    throw connectionError(thrown, event === 'connect' ? 'Connection failed' : 'TLS problem');
  }
}

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
  throw new Error(`TLS problem: the certificate of the peer does not lead to the fingerprint ${fingerprint}`);
}

async function open({ hostname, port, protocol }: Target, tls: ClientTls, signal: AbortSignal): Promise<Socket> {
  const secure = protocol === 'https:';
  const tcp = await opened(connectTcp({ host: hostname, port: Number(port || (secure ? 443 : 80)) }), 'connect', signal);
  if (!secure) return tcp;
  const socket = await opened(connectTls({ ...tlsOptions(hostname, tls), socket: tcp }), 'secureConnect', signal);
  checkFingerprint(socket, tls);
  return socket;
}

export function createConnector(tls: ClientTls): Connector {
  const ending = new AbortController();
  return {
    connect(target, done) {
      open(target, tls, ending.signal).then(
        (socket) => done(null, socket),
        (error: Error) => done(error, null),
      );
    },
    destroy() {
      ending.abort();
    },
  };
}
