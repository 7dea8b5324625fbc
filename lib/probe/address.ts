import { type Address, formatAddress } from '../address.ts';
import type { AddressProbe } from '../result/network.ts';
import { type EndpointTarget, probeEndpoint, type Speech } from './endpoint.ts';
import { PROBES } from './probes.ts';
import { createResolve, type Resolve } from './resolve.ts';
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
}

export interface AddressOptions extends ProbeOptions {
  readonly resolve?: Resolve;
}

const SYSTEM_RESOLVE = createResolve();

/**
 * Walks the wire to every IP of one address, to all at the same time. Never rejects: what fails is a step of the result, and after the
 * deadline nothing is measured, since nothing is known then.
 */
export async function probeAddress(target: ProbeTarget, { resolve = SYSTEM_RESOLVE, ...options }: AddressOptions): Promise<AddressProbe> {
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
  return { dns: { outcome: 'not-measured', why: 'Deadline reached before the probe began' }, endpoints: [] };
}

async function walk(target: ProbeTarget, { resolve, ...options }: Required<AddressOptions>): Promise<Walked> {
  const { host, ip = host } = target.address;
  const { step: dns, output } = await runProbe(PROBES.dns, { host: ip, resolve }, options);
  const ips = output?.evidence.ips ?? [];
  return { dns, endpoints: await Promise.all(ips.map((each) => probeEndpoint(endpointTarget(target, each.ip), options))) };
}

function endpointTarget({ address, serverName, expects, tls, localVoice, tcpOnly }: ProbeTarget, ip: string): EndpointTarget {
  return { ip, port: address.port, host: address.host, serverName, tls, localVoice, expects: tcpOnly ? 'tcp' : expects };
}
