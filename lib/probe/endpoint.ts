import type { Endpoint } from '../result/network.ts';
import { type Attempt, attemptPlain, attemptTcp, attemptTls, type Destination } from './attempt.ts';
import { hasAnswered, isAlert } from './proof.ts';
import type { ProbeOptions } from './step.ts';

export type Speech = 'tls' | 'plain';

/** How the peer is expected to speak, or `tcp` where it is not to be spoken to at all. */
export interface EndpointTarget extends Destination {
  readonly expects: Speech | 'tcp';
}

/** Ends of a TLS handshake after which the peer may still speak plain. */
const PERHAPS_PLAIN: ReadonlySet<string> = new Set(['not-tls', 'closed', 'reset']);
/** Ends of a plain handshake after which the peer may still speak TLS. */
const PERHAPS_TLS: ReadonlySet<string> = new Set(['tls-record', 'closed', 'reset']);

/**
 * Walks the wire to one IP address: at first as the peer is expected to speak, then, where that is refused at once, over a second connection
 * in the other way.
 */
export async function probeEndpoint(target: EndpointTarget, options: ProbeOptions): Promise<Endpoint> {
  const { ip, port, expects } = target;
  const walk = { tcp: walkTcp, tls: walkTls, plain: walkPlain }[expects];
  return { ip, port, ...(await walk(target, options)) };
}

type Walked = Attempt & Pick<Endpoint, 'speaks'>;

async function walkTcp(target: EndpointTarget, options: ProbeOptions): Promise<Walked> {
  return { ...(await attemptTcp(target, options)), speaks: 'unknown' };
}

async function walkTls(target: EndpointTarget, options: ProbeOptions): Promise<Walked> {
  const first = await attemptTls(target, options);
  const speaks = speechOverTls(first);
  if (speaks === 'tls' || first.tls.outcome !== 'failed' || !PERHAPS_PLAIN.has(first.tls.failure)) return { ...first, speaks };
  const second = await attemptPlain(target, options);
  const found = speechInPlain(second);
  return found === 'plain' ? { ...first, transport: second.transport, speaks: 'plain' } : { ...first, speaks: found };
}

async function walkPlain(target: EndpointTarget, options: ProbeOptions): Promise<Walked> {
  const first = await attemptPlain(target, options);
  const speaks = speechInPlain(first);
  if (first.transport.outcome !== 'failed' || !PERHAPS_TLS.has(first.transport.failure)) return { ...first, speaks };
  const second = await attemptTls(target, options);
  const found = speechOverTls(second);
  const transport = second.transport.outcome === 'not-measured' ? first.transport : second.transport;
  return { tcp: first.tcp, tls: second.tls, transport, speaks: found === 'tls' ? 'tls' : speaks };
}

function speechOverTls({ tls }: Attempt): Endpoint['speaks'] {
  const isTls = tls.outcome === 'ok' || (tls.outcome === 'failed' && (tls.evidence !== undefined || isAlert(tls.failure)));
  return isTls ? 'tls' : 'unknown';
}

function speechInPlain({ transport }: Attempt): Endpoint['speaks'] {
  if (transport.outcome === 'failed' && transport.failure === 'tls-record') return 'tls';
  return hasAnswered(transport) ? 'plain' : 'unknown';
}
