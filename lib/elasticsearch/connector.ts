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
   * SHA-256 in hex, with or without colons, of a CA's certificate (as Elasticsearch prints it on its first start) or of the node's own. Instead of a CA
   * and of the name: any certificate of that CA will do.
   */
  readonly fingerprint?: string | undefined;
  /** The name to send as SNI and to expect in the certificate, where the URL has another. */
  readonly serverName?: string | undefined;
}

export interface Connector {
  /** Keeps connections open from request to request. */
  readonly agent: HttpAgent;
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

interface Target {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
}

async function open({ protocol, host, port }: Target, tls: ClientTls, signal: AbortSignal): Promise<Socket> {
  const tcp = await opened(connectTcp({ host, port }), 'connect', signal);
  if (protocol === 'http:') return tcp;
  const socket = await opened(connectTls({ ...tlsOptions(host, tls), socket: tcp }), 'secureConnect', signal);
  checkFingerprint(socket, tls);
  return socket;
}

/** `protocol` is that of the URL, `http:` or `https:`; `maxSockets` of them are open at a time. */
export function createConnector(protocol: string, tls: ClientTls, { maxSockets }: { readonly maxSockets: number }): Connector {
  const ending = new AbortController();
  const agent = new (protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets });
  agent.createConnection = ({ host, port }, done) => {
    open({ protocol, host: String(host), port: Number(port) }, tls, ending.signal).then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, undefined as never),
    );
    return undefined;
  };
  return { agent, destroy: () => ending.abort() };
}
