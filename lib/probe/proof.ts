/** What the transport handshake, or an alert in its place, proves about the TLS handshake before it. */
import type { Endpoint, TlsStep, TransportStep } from '../result/network.ts';
import { type TlsFailure, tlsProblemOf } from './tlsFailure.ts';

type Spoken = Pick<Endpoint, 'tls' | 'transport'>;
type TlsOk = Extract<TlsStep, { outcome: 'ok' }>;

const ALERTS: ReadonlySet<TlsFailure> = new Set(['client-certificate-rejected', 'unrecognized-name', 'alert']);
const WITHOUT_ANSWER: ReadonlySet<string> = new Set(['closed', 'reset', 'timed-out']);

/** Whether the failure is an alert, which only a TLS server sends. */
export function isAlert(failure: TlsFailure): boolean {
  return ALERTS.has(failure);
}

/** Whether the peer has answered the transport handshake, with whatever it was. */
export function hasAnswered(transport: TransportStep): boolean {
  return transport.outcome === 'ok' || (transport.outcome === 'failed' && !WITHOUT_ANSWER.has(transport.failure));
}

/**
 * In TLS 1.3 the peer judges the client certificate when the handshake is over for this side: an answer, of whatever kind, proves that it
 * accepts it, an alert that it does not; silence leaves it `unknown`. `ended` is the error that ended the TLS connection, if one did.
 */
export function withProof(spoken: { readonly tls: TlsOk; readonly transport: TransportStep }, ended: Error | undefined): Spoken {
  const { tls, transport } = spoken;
  if (transport.outcome === 'ok') return { tls: accepted(tls), transport };
  if (ended === undefined) return { tls: hasAnswered(transport) ? accepted(tls) : tls, transport };
  const { failure, message } = tlsProblemOf(ended, { asked: tls.evidence.clientCertificate !== 'not-requested' });
  if (!isAlert(failure)) return spoken;
  const evidence = failure === 'client-certificate-rejected' ? { ...tls.evidence, clientCertificate: 'rejected' as const } : tls.evidence;
  return {
    tls: { outcome: 'failed', durationMs: tls.durationMs, failure, message, evidence },
    transport: { outcome: 'not-measured', why: 'TLS handshake failed' },
  };
}

function accepted(tls: TlsOk): TlsOk {
  return tls.evidence.clientCertificate === 'unknown' ? { ...tls, evidence: { ...tls.evidence, clientCertificate: 'accepted' } } : tls;
}
