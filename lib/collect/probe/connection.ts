/** One connection to one IP address: TCP, TLS unless in plain text, a conversation, a goodbye. */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { withLimit } from '../../deadline.ts';
import { messageOf } from '../../errors.ts';
import type { Endpoint, TlsEvidence, TlsStep, TransportStep } from '../../result/network.ts';
import { PROBES } from './probes.ts';
import { secureContextOf, type TransportTls } from './secureContext.ts';
import { type ProbeOptions, runProbe } from './step.ts';
import { type TlsFailure, type TlsInput, tlsProblemOf } from './tls.ts';
import type { LocalVoice } from './transport.ts';

export interface Destination {
  readonly ip: string;
  readonly port: number;
  /**
   * As configured: what the certificate has to name, and what is sent as SNI unless `serverName` is
   * given.
   */
  readonly host: string;
  readonly serverName?: string | undefined;
  readonly tls: TransportTls;
  readonly localVoice?: LocalVoice | undefined;
}

/** How to connect to a peer of which is known how it speaks. */
export interface StreamTarget extends Omit<Destination, 'localVoice'> {
  readonly speaks: 'tls' | 'plain';
}

/** Why there was no connection to converse over. */
export interface Unopened {
  readonly unopened: string;
}

/**
 * Opens a connection, TLS if the peer speaks it, and closes it after the conversation. What TLS
 * showed is handed over with it, undefined in plain text: nothing is trusted here, the conversation
 * has to look. Rejects with what the conversation throws.
 */
export async function withStream<T>(
  target: StreamTarget,
  options: ProbeOptions,
  converse: (stream: Duplex, tls: TlsEvidence | undefined) => Promise<T>,
): Promise<T | Unopened> {
  const { end } = await walk(target, options, (stream, tls) => converse(stream, tls?.evidence));
  return 'unopened' in end ? end : end.said;
}

/** What one connection found. */
export type Attempt = Pick<Endpoint, 'tcp' | 'tls' | 'transport'>;
type Spoken = Pick<Endpoint, 'tls' | 'transport'>;

export async function attemptTcp(
  destination: Destination,
  options: ProbeOptions,
): Promise<Attempt> {
  const { step, output } = await runProbe(PROBES.tcp, destination, options);
  output?.socket.destroy();
  const why = output === undefined ? NO_TCP : 'Only TCP was asked for';
  return { tcp: step, ...neither(why) };
}

/** Over TLS or in plain text, up to the transport handshake. */
export async function attempt(
  { localVoice, ...target }: Destination & StreamTarget,
  options: ProbeOptions,
): Promise<Attempt> {
  const { tcp, tls, end } = await walk(target, options, async (stream, secured) => {
    let ended: Error | undefined;
    stream.on('error', (error) => {
      ended = error;
    });
    const input = { stream, localVoice };
    const { step: transport } = await runProbe(PROBES.transport, input, options);
    return secured === undefined
      ? { tls: notMeasured('Spoken to in plain text'), transport }
      : withProof({ tls: secured, transport }, ended);
  });
  return { tcp, ...('unopened' in end ? unspoken({ tcp, tls }, end) : end.said) };
}

const NO_TCP = 'There is no TCP connection';

function unspoken({ tcp, tls }: Omit<Walked<never>, 'end'>, { unopened }: Unopened): Spoken {
  if (tcp.outcome === 'failed') return neither(NO_TCP);
  if (tls === undefined) return neither(unopened);
  return { tls, transport: notMeasured(tls.outcome === 'failed' ? NO_TLS : unopened) };
}

const NO_TLS = 'TLS handshake failed';

interface Walked<T> {
  readonly tcp: Endpoint['tcp'];
  /** Undefined if there was no TLS handshake. */
  readonly tls?: TlsStep | undefined;
  readonly end: Unopened | { readonly said: T };
}

type Converse<T> = (stream: Duplex, tls: TlsOk | undefined) => Promise<T>;

async function walk<T>(
  target: StreamTarget,
  options: ProbeOptions,
  converse: Converse<T>,
): Promise<Walked<T>> {
  const { step: tcp, output } = await runProbe(PROBES.tcp, target, options);
  if (output === undefined) return { tcp, end: { unopened: tcp.message } };
  const { socket } = output;
  try {
    if (target.speaks === 'tls')
      return { tcp, ...(await secured({ ...target, socket }, options, converse)) };
    return {
      tcp,
      end: { said: await closedAfter(socket, options, () => converse(socket, undefined)) },
    };
  } finally {
    socket.destroy();
  }
}

async function secured<T>(
  input: StreamTarget & Pick<TlsInput, 'socket'>,
  options: ProbeOptions,
  converse: Converse<T>,
): Promise<Omit<Walked<T>, 'tcp'>> {
  const context = contextOf(input.tls);
  if ('unopened' in context) return { end: context };
  const { step: tls, output } = await runProbe(PROBES.tls, { ...input, ...context }, options);
  if (output === undefined) return { tls, end: { unopened: tls.message } };
  const { socket, evidence } = output;
  try {
    if (evidence.clientCertificate === 'requested')
      return {
        tls,
        end: { unopened: 'Peer asks for a client certificate, and none is configured' },
      };
    return { tls, end: { said: await closedAfter(socket, options, () => converse(socket, tls)) } };
  } finally {
    socket.destroy();
  }
}

function contextOf(
  tls: TransportTls,
): Pick<TlsInput, 'context' | 'hasCa' | 'hasCertificate'> | Unopened {
  try {
    return {
      context: secureContextOf(tls),
      hasCa: tls.ca !== undefined,
      hasCertificate: tls.certificate !== undefined,
    };
  } catch (error) {
    return { unopened: messageOf(error) };
  }
}

async function closedAfter<T>(
  stream: Duplex,
  { signal }: ProbeOptions,
  converse: () => Promise<T>,
): Promise<T> {
  const said = await converse();
  await sayGoodbye(stream, signal);
  return said;
}

/** How long the peer may take to close its side. */
const GOODBYE_MS = 200;

/**
 * Closes our side of a connection and waits for the peer to close its own, so that it does not see
 * a broken connection. Never rejects; what is still open after that, as the peer takes its time or
 * the deadline is reached, is for the caller to destroy.
 */
export async function sayGoodbye(stream: Duplex, deadline: AbortSignal): Promise<void> {
  if (stream.destroyed) return;
  await withLimit(GOODBYE_MS, deadline, (signal) => {
    stream.resume();
    stream.end();
    return once(stream, 'close', { signal });
  }).catch(() => undefined);
}

function neither(why: string): Spoken {
  return { tls: notMeasured(why), transport: notMeasured(why) };
}

function notMeasured(why: string): { outcome: 'not-measured'; why: string } {
  return { outcome: 'not-measured', why };
}

/**
 * What the transport handshake, or an alert in its place, proves about the TLS handshake before it.
 */

type TlsOk = Extract<TlsStep, { outcome: 'ok' }>;

const ALERTS: ReadonlySet<TlsFailure> = new Set([
  'client-certificate-rejected',
  'unrecognized-name',
  'alert',
]);
const WITHOUT_ANSWER: ReadonlySet<string> = new Set(['closed', 'reset', 'timed-out']);

/** Whether the failure is an alert, which only a TLS server sends. */
export function isAlert(failure: TlsFailure): boolean {
  return ALERTS.has(failure);
}

/** Whether the peer has answered the transport handshake, with whatever it was. */
export function hasAnswered(transport: TransportStep): boolean {
  return (
    transport.outcome === 'ok' ||
    (transport.outcome === 'failed' && !WITHOUT_ANSWER.has(transport.failure))
  );
}

/**
 * In TLS 1.3 the peer judges the client certificate when the handshake is over for this side: an
 * answer, of whatever kind, proves that it accepts it, an alert that it does not; silence leaves it
 * `unknown`. `ended` is the error that ended the TLS connection, if one did.
 */
export function withProof(
  spoken: { readonly tls: TlsOk; readonly transport: TransportStep },
  ended: Error | undefined,
): Spoken {
  const { tls, transport } = spoken;
  if (transport.outcome === 'ok') return { tls: accepted(tls), transport };
  if (ended === undefined) return { tls: hasAnswered(transport) ? accepted(tls) : tls, transport };
  const { failure, message } = tlsProblemOf(ended, {
    asked: tls.evidence.clientCertificate !== 'not-requested',
  });
  if (!isAlert(failure)) return spoken;
  const evidence =
    failure === 'client-certificate-rejected'
      ? { ...tls.evidence, clientCertificate: 'rejected' as const }
      : tls.evidence;
  return {
    tls: { outcome: 'failed', durationMs: tls.durationMs, failure, message, evidence },
    transport: { outcome: 'not-measured', why: NO_TLS },
  };
}

function accepted(tls: TlsOk): TlsOk {
  return tls.evidence.clientCertificate === 'unknown'
    ? { ...tls, evidence: { ...tls.evidence, clientCertificate: 'accepted' } }
    : tls;
}
