/**
 * A listening port of a simulated node: TCP, optional TLS, and faults. Its owner handles the
 * messages.
 */

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import type { FleetCertificates, Issued } from './certificates.ts';
import { HTTP_PORT_ANSWER, type TransportFault } from './faults.ts';
import { listen } from './listen.ts';

const TLS_HANDSHAKE_RECORD = 0x16;

export interface PortOptions {
  readonly host: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Plain TCP if absent. */
  readonly tls?: PortTls;
  /** Called for each connection after TLS. `answer` sends as the current fault allows. */
  readonly serve: (connection: PortConnection) => void;
}

export interface PortTls {
  readonly certificates: FleetCertificates;
  /** Mutual TLS: refuses clients without a certificate of the CA. */
  readonly requestCert: boolean;
}

export interface PortConnection {
  readonly socket: Socket;
  readonly answer: (bytes: Uint8Array) => void;
}

export interface TransportPort {
  readonly port: number;
  /** The certificate that it presents and the CA that it trusts. Undefined without TLS. */
  tls(): { readonly ca: Issued; readonly certificate: Issued } | undefined;
  fault(): TransportFault | undefined;
  /** Switches a fault on. Undefined switches it off. */
  setFault(fault: TransportFault | undefined): Promise<void>;
  close(): Promise<void>;
}

interface PortState {
  readonly options: PortOptions;
  readonly server: Server;
  readonly tlsServer: TlsServer | undefined;
  /** All accepted connections. */
  readonly accepted: Set<Socket>;
  /** Connections that have completed TLS. */
  readonly serving: Set<Socket>;
  /** Connections that were accepted and then ignored. */
  readonly dead: Set<Socket>;
  fault: TransportFault | undefined;
}

export async function startTransportPort(options: PortOptions): Promise<TransportPort> {
  const server = createServer((socket) => accept(state, socket));
  const tlsServer =
    options.tls &&
    createTlsServer({
      ...contextOf(options.tls, options.tls.certificates.server),
      requestCert: options.tls.requestCert,
      rejectUnauthorized: true,
    });
  const state: PortState = {
    options,
    server,
    tlsServer,
    accepted: new Set(),
    serving: new Set(),
    dead: new Set(),
    fault: undefined,
  };
  tlsServer?.on('secureConnection', (socket) => serve(state, socket));
  tlsServer?.on('tlsClientError', (_error, socket) => socket.destroy());
  const port = await listen(server, { host: options.host, port: options.port ?? 0 });
  return {
    port,
    tls: () =>
      options.tls && {
        ca: options.tls.certificates.ca,
        certificate: certificateOf(options.tls, state.fault),
      },
    fault: () => state.fault,
    setFault: (fault) => setFault(state, { fault, port }),
    close: () => stop(state),
  };
}

function contextOf({ certificates }: PortTls, { key, certificate }: Issued) {
  return { key, cert: certificate, ca: certificates.ca.certificate };
}

function certificateOf({ certificates }: PortTls, fault: TransportFault | undefined): Issued {
  return certificates[fault?.kind === 'certificate' ? fault.certificate : 'server'];
}

async function stop({ server, accepted }: PortState): Promise<void> {
  for (const socket of accepted) socket.destroy();
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}

async function setFault(
  state: PortState,
  { fault, port }: { fault: TransportFault | undefined; port: number },
): Promise<void> {
  const { options, server, tlsServer } = state;
  if (fault?.kind === 'certificate' && options.tls === undefined)
    throw new Error('A plain port has no certificate that could be wrong');
  const keepsConnections = [fault, state.fault].every(
    (each) => each === undefined || each.kind === 'frozen' || each.kind === 'slow',
  );
  state.fault = fault;
  if (options.tls)
    tlsServer?.setSecureContext(contextOf(options.tls, certificateOf(options.tls, fault)));
  for (const socket of keepsConnections ? state.dead : state.accepted) socket.destroy();
  for (const socket of state.serving) socket[fault?.kind === 'frozen' ? 'pause' : 'resume']();
  if (fault?.kind === 'refuse') await stop(state);
  else if (!server.listening) await listen(server, { host: options.host, port });
}

function accept(state: PortState, socket: Socket): void {
  state.accepted.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => state.accepted.delete(socket));
  const kind = state.fault?.kind;
  if (kind === 'reset') socket.resetAndDestroy();
  else if (kind === 'hang' || kind === 'frozen') leaveAlone(state, socket);
  else if (kind === 'http') socket.once('data', () => socket.end(HTTP_PORT_ANSWER));
  else if (state.tlsServer === undefined) serve(state, socket);
  else acceptTls(state.tlsServer, socket);
}

function leaveAlone({ dead }: PortState, socket: Socket): void {
  dead.add(socket);
  socket.on('close', () => dead.delete(socket));
  socket.resume();
}

/**
 * A real TLS port silently closes the connection if the bytes are not TLS. Node's would send an
 * alert.
 */
function acceptTls(tlsServer: TlsServer, socket: Socket): void {
  socket.once('data', (first) => {
    socket.pause();
    if (first[0] !== TLS_HANDSHAKE_RECORD) return socket.destroy();
    socket.unshift(first);
    tlsServer.emit('connection', socket);
    return undefined;
  });
}

function serve(state: PortState, socket: Socket): void {
  state.serving.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => state.serving.delete(socket));
  state.options.serve({ socket, answer: (bytes) => answer(state, { socket, bytes }) });
}

function answer(
  { fault }: PortState,
  { socket, bytes }: { socket: Socket; bytes: Uint8Array },
): void {
  if (fault?.kind === 'half-frame') socket.end(bytes.subarray(0, bytes.length / 2));
  else if (fault?.kind === 'slow') setTimeout(() => socket.write(bytes), fault.delayMs).unref();
  else if (fault?.kind !== 'frozen') socket.write(bytes);
}
