import { dnsProbe } from './dns.ts';
import { tcpProbe } from './tcp.ts';
import { tlsProbe } from './tls.ts';
import { transportProbe } from './transport.ts';

/** Every step of the walk along the wire, in its order. */
export const PROBES = {
  dns: dnsProbe,
  tcp: tcpProbe,
  tls: tlsProbe,
  transport: transportProbe,
} as const;
