import { lookup as getaddrinfo, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortOf } from '../../deadline.ts';
import { messageOf } from '../../errors.ts';
import type { DnsStep } from '../../result/network.ts';
import { type Probe, type Seen, systemCodeOf } from './step.ts';

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
    if (family !== 0)
      return { evidence: { lookedUp: false, ips: [{ ip: host, family: family === 6 ? 6 : 4 }] } };
    try {
      return {
        evidence: { lookedUp: true, ips: await Promise.race([resolve(host), abortOf(signal)]) },
      };
    } catch (error) {
      const what = UNRESOLVED.get(systemCodeOf(error));
      if (what === undefined) throw error;
      return {
        failure: 'name-not-resolved',
        message: `Name ${host} ${what} (${messageOf(error)})`,
      };
    }
  },
};

export interface ResolvedIp {
  readonly ip: string;
  readonly family: 4 | 6;
  readonly ttlSeconds?: number;
}

/** All IP addresses of a name. Rejects with the operating system's error where there is none. */
export type Resolve = (host: string) => Promise<ResolvedIp[]>;

/** How long each address may be kept; resolvers know it, the operating system does not tell. */
export type TimesToLive = (
  host: string,
) => Promise<readonly { readonly address: string; readonly ttl: number }[]>;

export interface ResolveSources {
  readonly lookup: (
    host: string,
  ) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  readonly timesToLive: TimesToLive;
}

/** How long times to live that are late are waited for once the addresses are known. */
const TTL_GRACE_MS = 100;
const TTL_TIMEOUT_MS = 1_000;

/**
 * Resolves as the operating system does for Elasticsearch (getaddrinfo, /etc/hosts included); DNS
 * records only add the time to live of addresses that they have in common.
 */
export function createResolve({ lookup, timesToLive }: ResolveSources = systemSources()): Resolve {
  return async (host) => {
    const late = timesToLive(host).catch(() => []);
    const found = await lookup(host);
    const records = await Promise.race([late, sleep(TTL_GRACE_MS, [], { ref: false })]);
    const ttlByIp = new Map(records.map(({ address, ttl }) => [address, ttl]));
    const familyByIp = new Map(found.map(({ address, family }) => [address, family]));
    return [...familyByIp].map(([ip, family]) => {
      const ttlSeconds = ttlByIp.get(ip);
      return {
        ip,
        family: family === 6 ? 6 : 4,
        ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
      };
    });
  };
}

function systemSources(): ResolveSources {
  return {
    lookup: (host) => getaddrinfo(host, { all: true, order: 'verbatim' }),
    timesToLive: timesToLiveFrom(new Resolver({ timeout: TTL_TIMEOUT_MS, tries: 1 })),
  };
}

/** The A and AAAA records of whichever of the two the resolver answers. */
export function timesToLiveFrom(resolver: Resolver): TimesToLive {
  return async (host) => {
    const answers = await Promise.allSettled([
      resolver.resolve4(host, { ttl: true }),
      resolver.resolve6(host, { ttl: true }),
    ]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}
