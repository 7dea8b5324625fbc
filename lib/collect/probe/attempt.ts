/**
 * One connection to one IP address, in one of the two ways in which a transport port speaks: TLS or
 * plain.
 */
import type { Socket } from 'node:net';
import { messageOf } from '../../errors.ts';
import type { Endpoint, TlsStep, TransportStep } from '../../result/network.ts';
import { sayGoodbye } from './closing.ts';
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

/** What one connection found. */
export type Attempt = Pick<Endpoint, 'tcp' | 'tls' | 'transport'>;
type Spoken = Pick<Endpoint, 'tls' | 'transport'>;

export function attemptTcp(destination: Destination, options: ProbeOptions): Promise<Attempt> {
  return connected(destination, options, async () => neither('Only TCP was asked for'));
}

export function attemptPlain(destination: Destination, options: ProbeOptions): Promise<Attempt> {
  return connected(destination, options, async (socket) => {
    const { step } = await runProbe(
      PROBES.transport,
      { stream: socket, localVoice: destination.localVoice },
      options,
    );
    await sayGoodbye(socket, options.signal);
    return { tls: notMeasured('Spoken to in plain text'), transport: step };
  });
}

export function attemptTls(destination: Destination, options: ProbeOptions): Promise<Attempt> {
  return connected(destination, options, async (socket) => {
    const context = contextOf(destination.tls);
    return 'why' in context
      ? neither(context.why)
      : speakTls({ ...destination, socket, ...context }, options);
  });
}

async function connected(
  destination: Destination,
  options: ProbeOptions,
  speak: (socket: Socket) => Promise<Spoken>,
): Promise<Attempt> {
  const { step, output } = await runProbe(PROBES.tcp, destination, options);
  if (output === undefined) return { tcp: step, ...neither('There is no TCP connection') };
  try {
    return { tcp: step, ...(await speak(output.socket)) };
  } finally {
    output.socket.destroy();
  }
}

async function speakTls(
  input: TlsInput & Pick<Destination, 'localVoice'>,
  options: ProbeOptions,
): Promise<Spoken> {
  const { step, output } = await runProbe(PROBES.tls, input, options);
  if (output === undefined) return { tls: step, transport: notMeasured('TLS handshake failed') };
  const { evidence, socket } = output;
  let ended: Error | undefined;
  socket.on('error', (error) => {
    ended = error;
  });
  try {
    if (evidence.clientCertificate === 'requested')
      return {
        tls: step,
        transport: notMeasured('Peer asks for a client certificate, and none is configured'),
      };
    const { step: transport } = await runProbe(
      PROBES.transport,
      { stream: socket, localVoice: input.localVoice },
      options,
    );
    const spoken = withProof({ tls: step, transport }, ended);
    await sayGoodbye(socket, options.signal);
    return spoken;
  } finally {
    socket.destroy();
  }
}

function contextOf(
  tls: TransportTls,
): Pick<TlsInput, 'context' | 'hasCa' | 'hasCertificate'> | { readonly why: string } {
  try {
    return {
      context: secureContextOf(tls),
      hasCa: tls.ca !== undefined,
      hasCertificate: tls.certificate !== undefined,
    };
  } catch (error) {
    return { why: messageOf(error) };
  }
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

type Unproved = Pick<Endpoint, 'tls' | 'transport'>;
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
): Unproved {
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
    transport: { outcome: 'not-measured', why: 'TLS handshake failed' },
  };
}

function accepted(tls: TlsOk): TlsOk {
  return tls.evidence.clientCertificate === 'unknown'
    ? { ...tls, evidence: { ...tls.evidence, clientCertificate: 'accepted' } }
    : tls;
}
