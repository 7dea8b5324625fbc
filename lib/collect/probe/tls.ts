import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { messageOf } from '../../errors.ts';
import type { TlsEvidence, TlsStep } from '../../result/network.ts';
import { asksForCertificate, evidenceOf, type Judge } from './certificate.ts';
import { type Failed, type Probe, type Seen, systemCodeOf } from './step.ts';

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
  /**
   * Its errors are listened to already. Destroyed where the evidence says `requested`: that
   * handshake was not ended.
   */
  readonly socket: TLSSocket;
}

type Result = Secured | Failed<TlsFailure, TlsEvidence>;
type ClientCertificate = TlsEvidence['clientCertificate'];

/**
 * Looks at a TLS server without trusting it. Where it asks for a client certificate and there is
 * none, the handshake stops before anything more is sent: Elasticsearch logs nothing then, whereas
 * a handshake that it has to refuse leaves a warning with a stack trace.
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
  const fail = (problem: Failed<TlsFailure, never>) =>
    settle({ ...problem, evidence: ifSeen(see(afterFailure(problem.failure))) });
  const socket = secure(input.socket, input.context, judge);
  if (!input.hasCertificate)
    stopWhenAsked(socket, () => settle({ evidence: see('requested'), socket }));
  socket.once('secureConnect', () => settle({ evidence: see(afterSuccess(socket)), socket }));
  // Before Node's own listener, which destroys the socket and the certificate with it.
  socket.prependOnceListener('end', () =>
    fail({ failure: 'closed', message: 'Peer closed the connection during the TLS handshake' }),
  );
  socket.on('error', (error) => fail(tlsProblemOf(error, { asked: asksForCertificate(socket) })));
  signal.addEventListener('abort', () => {
    fail({ failure: 'timed-out', message: messageOf(signal.reason) });
    socket.destroy();
  });
}

function secure(tcp: Socket, context: SecureContext, { serverName }: Judge): TLSSocket {
  const socket = connect({
    socket: tcp,
    secureContext: context,
    rejectUnauthorized: false,
    ...(serverName === undefined ? {} : { servername: serverName }),
  });
  // Of a new session Node converts the whole chain to look at its names, which costs more than all
  // that is done with the evidence, where names are judged.
  socket.isSessionReused = () => true;
  return socket;
}

/**
 * OpenSSL tells its keys, which nobody wants here, when it has read all that the peer sends at
 * first and nothing is sent in answer yet: when the secrets of the connection are known (TLS 1.3),
 * or the answer is being written (TLS 1.2).
 */
function stopWhenAsked(socket: TLSSocket, onAsked: () => void): void {
  socket.on('keylog', () => {
    if (!asksForCertificate(socket)) return;
    onAsked();
    socket.destroy();
  });
}

function judgeOf({ host, serverName, hasCa }: TlsInput): Judge {
  const sent = serverName ?? host;
  return {
    serverName: isIP(sent) === 0 ? sent : undefined,
    names: serverName === undefined ? [host] : [host, serverName],
    hasCa,
  };
}

/** In TLS 1.3 the peer has not seen the certificate yet; what it says next tells. */
function afterSuccess(socket: TLSSocket): ClientCertificate {
  if (!asksForCertificate(socket)) return 'not-requested';
  return socket.getProtocol() === 'TLSv1.3' ? 'unknown' : 'accepted';
}

function afterFailure(failure: TlsFailure): ClientCertificate {
  return failure === 'client-certificate-rejected' ? 'rejected' : 'unknown';
}

function ifSeen(evidence: TlsEvidence): TlsEvidence | undefined {
  return evidence.chain.length > 0 ? evidence : undefined;
}

/** What the errors of a TLS connection mean. */

export type TlsFailure = Extract<TlsStep, { outcome: 'failed' }>['failure'];

const HANDSHAKE_FAILURE = 40;
const UNRECOGNIZED_NAME = 112;

/**
 * Alerts that a server sends about the client's certificate only: bad_certificate,
 * unsupported_certificate, certificate_revoked, certificate_expired, certificate_unknown,
 * unknown_ca, access_denied, certificate_required.
 */
const CERTIFICATE_ALERTS: ReadonlySet<number> = new Set([42, 43, 44, 45, 46, 48, 49, 116]);

/** OpenSSL's errors about bytes that are no TLS record. */
const NOT_TLS: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);

export interface TlsProblem {
  readonly failure: TlsFailure;
  readonly message: string;
}

/**
 * `asked`: whether the peer has asked for a client certificate, for which TLS 1.2 servers refuse
 * with a mere handshake_failure.
 */
export function tlsProblemOf(error: unknown, { asked }: { readonly asked: boolean }): TlsProblem {
  const alert = alertOf(error);
  if (alert !== undefined)
    return {
      failure: alertFailure(alert, asked),
      message: `Peer sent the TLS alert ${alert}: ${reasonOf(error)}`,
    };
  const code = systemCodeOf(error);
  if (NOT_TLS.has(code))
    return {
      failure: 'not-tls',
      message: `Peer answers with something that is not TLS: ${reasonOf(error)}`,
    };
  return {
    failure: code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'other',
    message: reasonOf(error),
  };
}

function alertFailure(alert: number, asked: boolean): TlsFailure {
  if (alert === UNRECOGNIZED_NAME) return 'unrecognized-name';
  return CERTIFICATE_ALERTS.has(alert) || (asked && alert === HANDSHAKE_FAILURE)
    ? 'client-certificate-rejected'
    : 'alert';
}

function alertOf(error: unknown): number | undefined {
  const [, number] = /SSL alert number (\d+)/.exec(messageOf(error)) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** OpenSSL's plain words, without the place in its sources. */
function reasonOf(error: unknown): string {
  return error instanceof Error && 'reason' in error ? String(error.reason) : messageOf(error);
}
