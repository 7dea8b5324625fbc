import { lookup as getaddrinfo, Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ResolvedIp {
  readonly ip: string;
  readonly family: 4 | 6;
  readonly ttlSeconds?: number;
}

/** All IP addresses of a name. Rejects with the operating system's error where there is none. */
export type Resolve = (host: string) => Promise<ResolvedIp[]>;

export interface ResolveSources {
  /** Tells which addresses there are. */
  readonly lookup: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  /** Tells for how long each may be kept. */
  readonly records: Pick<Resolver, 'resolve4' | 'resolve6'>;
}

/** How long records that are late are waited for once the addresses are known. */
const RECORDS_GRACE_MS = 100;
const RECORDS_TIMEOUT_MS = 1_000;

/**
 * Resolves as the operating system does for Elasticsearch (getaddrinfo, /etc/hosts included), and adds the time to live of those addresses
 * that DNS records tell too.
 */
export function createResolve(sources: ResolveSources = systemSources()): Resolve {
  return async (host) => {
    const late = timesToLive(host, sources.records);
    const found = await sources.lookup(host);
    const ttlByIp = await Promise.race([late, sleep(RECORDS_GRACE_MS, new Map<string, number>(), { ref: false })]);
    return [...new Map(found.map(({ address, family }) => [address, family]))].map(([ip, family]) => ({
      ip,
      family: family === 6 ? 6 : 4,
      ...ttlOf(ip, ttlByIp),
    }));
  };
}

function systemSources(): ResolveSources {
  return {
    lookup: (host) => getaddrinfo(host, { all: true, order: 'verbatim' }),
    records: new Resolver({ timeout: RECORDS_TIMEOUT_MS, tries: 1 }),
  };
}

function ttlOf(ip: string, ttlByIp: ReadonlyMap<string, number>): { ttlSeconds?: number } {
  const ttlSeconds = ttlByIp.get(ip);
  return ttlSeconds === undefined ? {} : { ttlSeconds };
}

/** Never rejects: a resolver without an answer just tells nothing. */
async function timesToLive(host: string, records: ResolveSources['records']): Promise<Map<string, number>> {
  const answers = await Promise.allSettled([records.resolve4(host, { ttl: true }), records.resolve6(host, { ttl: true })]);
  return new Map(answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.map(({ address, ttl }) => [address, ttl] as const) : [])));
}
