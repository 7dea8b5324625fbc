import { type Address, formatAddress } from '../../address.ts';
import { type HostRange, hostRange } from '../../addressRange.ts';
import type { AddressProbe, Endpoint } from '../../result/network.ts';
import {
  type Attempt,
  attempt,
  attemptTcp,
  type Destination,
  hasAnswered,
  isAlert,
} from './connection.ts';
import { type Resolve, systemResolve } from './dns.ts';
import { PROBES } from './probes.ts';
import type { TransportTls } from './secureContext.ts';
import { elapsedMs, type ProbeOptions, runProbe } from './step.ts';
import type { LocalVoice } from './transport.ts';

export type { LocalVoice, TransportTls };

export interface ProbeTarget {
  readonly address: Address;
  /** Sent as SNI instead of the host; a certificate may name either. */
  readonly serverName?: string;
  readonly roles: AddressProbe['roles'];
  /** How the local nodes would speak to it. */
  readonly expects: Speech;
  readonly tls: TransportTls;
  readonly localVoice?: LocalVoice;
  /** Whether to leave it at opening TCP connections. */
  readonly tcpOnly?: boolean;
  /** How many IPs of a name are walked to, all where absent. */
  readonly ipsAtMost?: number;
  /**
   * The only ranges of the checker's own host and link that it may lead to; anywhere where absent.
   */
  readonly ranges?: readonly HostRange[];
}

export interface AddressOptions extends ProbeOptions {
  readonly resolve?: Resolve;
}

/**
 * Walks the wire to every IP of one address, to all at the same time. Never rejects: what fails is
 * a step of the result, and after the deadline nothing is measured, since nothing is known then.
 */
export async function probeAddress(
  target: ProbeTarget,
  { resolve = systemResolve, ...options }: AddressOptions,
): Promise<AddressProbe> {
  const startedAt = performance.now();
  const { address, serverName, roles } = target;
  const walked = options.signal.aborted ? notBegun() : await walk(target, { resolve, ...options });
  return {
    address: formatAddress(address),
    ...(serverName === undefined ? {} : { serverName }),
    roles: [...roles],
    ...walked,
    durationMs: elapsedMs(startedAt),
  };
}

type Walked = Pick<AddressProbe, 'dns' | 'endpoints'>;

function notBegun(): Walked {
  return {
    dns: { outcome: 'not-measured', why: 'Deadline reached before the probe began' },
    endpoints: [],
  };
}

async function walk(
  target: ProbeTarget,
  { resolve, ...options }: Required<AddressOptions>,
): Promise<Walked> {
  const { host, ip = host } = target.address;
  const { step: dns, output } = await runProbe(PROBES.dns, { host: ip, resolve }, options);
  const ips = (output?.evidence.ips ?? []).slice(0, target.ipsAtMost);
  return { dns, endpoints: await Promise.all(ips.map((each) => walkTo(each.ip, target, options))) };
}

async function walkTo(ip: string, target: ProbeTarget, options: ProbeOptions): Promise<Endpoint> {
  const range = hostRange(ip);
  if (range === undefined || target.ranges === undefined || target.ranges.includes(range))
    return probeEndpoint(endpointTarget(target, ip), options);
  const step = {
    outcome: 'not-measured',
    why: `Not probed: ${ip} is ${RANGES[range]}, where no seed is`,
  } as const;
  return {
    ip,
    port: target.address.port,
    speaks: 'unknown',
    tcp: step,
    tls: step,
    transport: step,
  };
}

const RANGES = {
  loopback: 'a loopback address',
  'link-local': 'a link-local address',
  unspecified: 'no address of a host',
  multicast: 'no address of a host',
} as const satisfies Record<HostRange, string>;

function endpointTarget(
  { address, serverName, expects, tls, localVoice, tcpOnly }: ProbeTarget,
  ip: string,
): EndpointTarget {
  return {
    ip,
    port: address.port,
    host: address.host,
    serverName,
    tls,
    localVoice,
    expects: tcpOnly ? 'tcp' : expects,
  };
}

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
 * Walks the wire to one IP address: at first as the peer is expected to speak, then, where that is
 * refused at once, over a second connection in the other way.
 */
export async function probeEndpoint(
  target: EndpointTarget,
  options: ProbeOptions,
): Promise<Endpoint> {
  const { ip, port, expects } = target;
  const walk = { tcp: walkTcp, tls: walkTls, plain: walkPlain }[expects];
  return { ip, port, ...(await walk(target, options)) };
}

type WalkedEndpoint = Attempt & Pick<Endpoint, 'speaks'>;

async function walkTcp(target: EndpointTarget, options: ProbeOptions): Promise<WalkedEndpoint> {
  return { ...(await attemptTcp(target, options)), speaks: 'unknown' };
}

async function walkTls(target: EndpointTarget, options: ProbeOptions): Promise<WalkedEndpoint> {
  const first = await attempt({ ...target, speaks: 'tls' }, options);
  const speaks = speechOverTls(first);
  if (speaks === 'tls' || first.tls.outcome !== 'failed' || !PERHAPS_PLAIN.has(first.tls.failure))
    return { ...first, speaks };
  const second = await attempt({ ...target, speaks: 'plain' }, options);
  const found = speechInPlain(second);
  return found === 'plain'
    ? { ...first, transport: second.transport, speaks: 'plain' }
    : { ...first, speaks: found };
}

async function walkPlain(target: EndpointTarget, options: ProbeOptions): Promise<WalkedEndpoint> {
  const first = await attempt({ ...target, speaks: 'plain' }, options);
  const speaks = speechInPlain(first);
  if (first.transport.outcome !== 'failed' || !PERHAPS_TLS.has(first.transport.failure))
    return { ...first, speaks };
  const second = await attempt({ ...target, speaks: 'tls' }, options);
  const found = speechOverTls(second);
  const transport =
    second.transport.outcome === 'not-measured' ? first.transport : second.transport;
  return { tcp: first.tcp, tls: second.tls, transport, speaks: found === 'tls' ? 'tls' : speaks };
}

function speechOverTls({ tls }: Attempt): Endpoint['speaks'] {
  const isTls =
    tls.outcome === 'ok' ||
    (tls.outcome === 'failed' && (tls.evidence !== undefined || isAlert(tls.failure)));
  return isTls ? 'tls' : 'unknown';
}

function speechInPlain({ transport }: Attempt): Endpoint['speaks'] {
  if (transport.outcome === 'failed' && transport.failure === 'tls-record') return 'tls';
  return hasAnswered(transport) ? 'plain' : 'unknown';
}
