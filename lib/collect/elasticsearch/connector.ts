/** Opens the sockets of one client: TLS by CA or by fingerprint, and errors in words. */
import { once } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { connectionError } from './connectionError.ts';
import { leadsTo } from './pinnedChain.ts';

export interface ClientTls {
  /** PEM, one or several certificates; instead of the system's CAs. */
  readonly ca?: string | undefined;
  /**
   * SHA-256 in hex, with or without colons, of a CA's certificate (as Elasticsearch prints it on
   * its first start) or of the node's own. Instead of a CA and of the name: any certificate of that
   * CA will do.
   */
  readonly fingerprint?: string | undefined;
  /** The name to send as SNI and to expect in the certificate, where the URL has another. */
  readonly serverName?: string | undefined;
}

export interface ConnectorOptions {
  /** Of a node, without path. */
  readonly origin: string;
  readonly tls: ClientTls;
}

export interface Connector {
  /** Keeps connections open from request to request. */
  readonly agent: HttpAgent;
  /** How many connections are being opened. */
  opening(): number;
  /** Gives up every connection still being opened. */
  destroy(): void;
}

async function opened<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<S> {
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
  throw new Error(
    `TLS problem: the certificate of the peer does not lead to the fingerprint ${fingerprint}`,
  );
}

interface Target {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
}

async function open(
  { protocol, host, port }: Target,
  tls: ClientTls,
  signal: AbortSignal,
): Promise<Socket> {
  const tcp = await opened(connectTcp({ host, port }), 'connect', signal);
  if (protocol === 'http:') return tcp;
  const socket = await opened(
    connectTls({ ...tlsOptions(host, tls), socket: tcp }),
    'secureConnect',
    signal,
  );
  checkFingerprint(socket, tls);
  return socket;
}

/**
 * Opens nothing yet. Of several connections that are free the one that was used longest ago is
 * taken, so that each is used. Their number is not limited here: Node's agent counts a connection
 * only once it stands.
 */
export function createConnector({ origin, tls }: ConnectorOptions): Connector {
  const { protocol } = new URL(origin);
  const ending = new AbortController();
  let opening = 0;
  const agent = new (protocol === 'https:' ? HttpsAgent : HttpAgent)({
    keepAlive: true,
    scheduling: 'fifo',
  });
  agent.createConnection = ({ host, port }, done) => {
    opening += 1;
    open({ protocol, host: String(host), port: Number(port) }, tls, ending.signal)
      .finally(() => {
        opening -= 1;
      })
      .then(
        (socket) => done?.(null, socket),
        (error: Error) => done?.(error, undefined as never),
      );
    return undefined;
  };
  return { agent, opening: () => opening, destroy: () => ending.abort() };
}
