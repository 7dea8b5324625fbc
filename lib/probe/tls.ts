import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { messageOf } from '../errors.ts';
import type { TlsEvidence } from '../result/network.ts';
import { heldBack } from './heldBack.ts';
import type { Failed, Probe, Seen } from './step.ts';
import { asksForCertificate, evidenceOf, type Judge } from './tlsEvidence.ts';
import { type TlsFailure, tlsProblemOf } from './tlsFailure.ts';

export interface TlsInput {
  readonly socket: Socket;
  /** As configured: a name or an IP literal. */
  readonly host: string;
  readonly serverName?: string | undefined;
  readonly context: SecureContext;
  /** Whether the context has a CA to judge trust by. */
  readonly hasCa: boolean;
  /** Whether the context has a client certificate to present. */
  readonly hasCertificate: boolean;
}

export interface Secured extends Seen<TlsEvidence> {
  /** Its errors are listened to already. Of no use where the evidence says `requested`: that handshake was not ended. */
  readonly socket: TLSSocket;
}

type Result = Secured | Failed<TlsFailure, TlsEvidence>;
type ClientCertificate = TlsEvidence['clientCertificate'];

/**
 * Looks at a TLS server without trusting it. Where it asks for a client certificate and there is none, the handshake stops before anything
 * more is sent: Elasticsearch logs nothing then, whereas a handshake that it has to refuse leaves a warning with a stack trace.
 */
export const tlsProbe: Probe<TlsInput, TlsEvidence, Secured, TlsFailure> = {
  limit: 'tlsMs',
  failureOf: () => 'other',
  run: (input, signal) => new Promise((resolve) => handshake(input, signal, resolve)),
};

function handshake(input: TlsInput, signal: AbortSignal, settle: (result: Result) => void): void {
  const judge = judgeOf(input);
  let evidence: Omit<TlsEvidence, 'clientCertificate'> | undefined;
  const see = (clientCertificate: ClientCertificate): TlsEvidence => {
    evidence ??= evidenceOf(socket, judge);
    return { ...evidence, clientCertificate };
  };
  const fail = (problem: Failed<TlsFailure, never>) => settle({ ...problem, evidence: ifSeen(see(afterFailure(problem.failure))) });
  const stop = () => settle({ evidence: see('requested'), socket });
  const socket = input.hasCertificate ? secure(input.socket, input.context, judge) : secureSilently(input, judge, stop);
  socket.once('secureConnect', () => settle({ evidence: see(afterSuccess(socket, input)), socket }));
  // Before Node's own listener, which destroys the socket and the certificate with it.
  socket.prependOnceListener('end', () => fail({ failure: 'closed', message: 'Peer closed the connection during the TLS handshake' }));
  socket.on('error', (error) => fail(tlsProblemOf(error, { asked: asksForCertificate(socket) })));
  signal.addEventListener('abort', () => {
    fail({ failure: 'timed-out', message: messageOf(signal.reason) });
    socket.destroy();
  });
}

function secure(stream: Duplex, context: SecureContext, { serverName }: Judge): TLSSocket {
  const socket = connect({
    socket: stream,
    secureContext: context,
    rejectUnauthorized: false,
    ...(serverName === undefined ? {} : { servername: serverName }),
  });
  // Of a new session Node converts the whole chain to look at its names, which costs more than all that is done with the evidence, where names are
  // judged.
  socket.isSessionReused = () => true;
  return socket;
}

/** TLS 1.3 is done, for this side, before it answers the peer's request for a certificate; TLS 1.2 is not, so the answer tells of it. */
function secureSilently(input: TlsInput, judge: Judge, onRequested: () => void): TLSSocket {
  let socket: TLSSocket | undefined;
  const maySend = () => {
    if (socket === undefined || !asksForCertificate(socket)) return true;
    onRequested();
    return false;
  };
  socket = secure(heldBack(input.socket, maySend), input.context, judge);
  return socket;
}

function judgeOf({ host, serverName, hasCa }: TlsInput): Judge {
  const sent = serverName ?? host;
  return { serverName: isIP(sent) === 0 ? sent : undefined, names: serverName === undefined ? [host] : [host, serverName], hasCa };
}

/** In TLS 1.3 the peer has not seen the certificate yet; what it says next tells. */
function afterSuccess(socket: TLSSocket, { hasCertificate }: TlsInput): ClientCertificate {
  if (!asksForCertificate(socket)) return 'not-requested';
  if (!hasCertificate) return 'requested';
  return socket.getProtocol() === 'TLSv1.3' ? 'unknown' : 'accepted';
}

function afterFailure(failure: TlsFailure): ClientCertificate {
  return failure === 'client-certificate-rejected' ? 'rejected' : 'unknown';
}

function ifSeen(evidence: TlsEvidence): TlsEvidence | undefined {
  return evidence.chain.length > 0 ? evidence : undefined;
}
