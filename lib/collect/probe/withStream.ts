import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageOf } from '../../errors.ts';
import type { TlsEvidence } from '../../result/network.ts';
import type { Destination } from './attempt.ts';
import { sayGoodbye } from './closing.ts';
import { PROBES } from './probes.ts';
import { secureContextOf, type TransportTls } from './secureContext.ts';
import { type ProbeOptions, runProbe } from './step.ts';
import type { TlsInput } from './tls.ts';

/** How to connect to a peer of which is known how it speaks. */
export interface StreamTarget extends Omit<Destination, 'localVoice'> {
  readonly speaks: 'tls' | 'plain';
}

/** Why there was no connection to converse over. */
export interface Unopened {
  readonly unopened: string;
}

/**
 * Opens a connection, TLS where the peer speaks it, and closes it after the conversation. What TLS
 * showed is handed over with it, undefined in plain text: nothing is trusted here, the conversation
 * has to look. Rejects with what the conversation throws.
 */
export async function withStream<T>(
  target: StreamTarget,
  options: ProbeOptions,
  converse: Converse<T>,
): Promise<T | Unopened> {
  const { step, output } = await runProbe(PROBES.tcp, target, options);
  if (output === undefined) return { unopened: step.message };
  const { socket } = output;
  try {
    if (target.speaks === 'plain')
      return await closedAfter(socket, options, () => converse(socket, undefined));
    return await withTls({ ...target, socket }, options, converse);
  } finally {
    socket.destroy();
  }
}

type Converse<T> = (stream: Duplex, tls: TlsEvidence | undefined) => Promise<T>;

async function withTls<T>(
  input: StreamTarget & { socket: Socket },
  options: ProbeOptions,
  converse: Converse<T>,
): Promise<T | Unopened> {
  const context = contextOf(input.tls);
  if ('unopened' in context) return context;
  const { step, output } = await runProbe(PROBES.tls, { ...input, ...context }, options);
  if (output === undefined) return { unopened: step.message };
  const { socket, evidence } = output;
  try {
    if (evidence.clientCertificate === 'requested')
      return { unopened: 'Peer asks for a client certificate, and none is configured' };
    return await closedAfter(socket, options, () => converse(socket, evidence));
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
  const result = await converse();
  await sayGoodbye(stream, signal);
  return result;
}
