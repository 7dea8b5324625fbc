import { lookup as getaddrinfo, Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ResolvedIp {
  readonly ip: string;
  readonly family: 4 | 6;
  readonly ttlSeconds?: number;
}

/** All IP addresses of a name. Rejects with the operating system's error where there is none. */
export type Resolve = (host: string) => Promise<ResolvedIp[]>;

/** How long each address may be kept; resolvers know it, the operating system does not tell. */
export type TimesToLive = (host: string) => Promise<readonly { readonly address: string; readonly ttl: number }[]>;

export interface ResolveSources {
  readonly lookup: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  readonly timesToLive: TimesToLive;
}

/** How long times to live that are late are waited for once the addresses are known. */
const TTL_GRACE_MS = 100;
const TTL_TIMEOUT_MS = 1_000;

/**
 * Resolves as the operating system does for Elasticsearch (getaddrinfo, /etc/hosts included); DNS records only add the time to live of
 * addresses that they have in common.
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
      return { ip, family: family === 6 ? 6 : 4, ...(ttlSeconds === undefined ? {} : { ttlSeconds }) };
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
    const answers = await Promise.allSettled([resolver.resolve4(host, { ttl: true }), resolver.resolve6(host, { ttl: true })]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}
