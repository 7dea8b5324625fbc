import { isIP } from 'node:net';
import { messageOf } from '../errors.ts';
import type { DnsStep } from '../result/network.ts';
import { abortOf } from './limit.ts';
import type { Resolve } from './resolve.ts';
import type { Probe, Seen } from './step.ts';
import { systemCodeOf } from './systemError.ts';

type DnsEvidence = Extract<DnsStep, { outcome: 'ok' }>['evidence'];
type DnsFailure = Extract<DnsStep, { outcome: 'failed' }>['failure'];

export interface DnsInput {
  /** A name, or an IP literal, which is not looked up. */
  readonly host: string;
  readonly resolve: Resolve;
}

const UNRESOLVED: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'does not exist'],
  ['EAI_NODATA', 'has no address'],
  ['EAI_AGAIN', 'could not be looked up, the name servers do not answer'],
]);

/** All IP addresses of a host, in the resolver's order. */
export const dnsProbe: Probe<DnsInput, DnsEvidence, Seen<DnsEvidence>, DnsFailure> = {
  limit: 'dnsMs',
  failureOf: () => 'other',
  run: async ({ host, resolve }, signal) => {
    const family = isIP(host);
    if (family !== 0) return { evidence: { lookedUp: false, ips: [{ ip: host, family: family === 6 ? 6 : 4 }] } };
    try {
      return { evidence: { lookedUp: true, ips: await Promise.race([resolve(host), abortOf(signal)]) } };
    } catch (error) {
      const what = UNRESOLVED.get(systemCodeOf(error));
      if (what === undefined) throw error;
      return { failure: 'name-not-resolved', message: `Name ${host} ${what} (${messageOf(error)})` };
    }
  },
};
