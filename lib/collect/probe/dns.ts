import { lookup as getaddrinfo, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { abortOf, TimedOut } from '../../deadline.ts';
import { messageOf } from '../../errors.ts';
import type { DnsStep } from '../../result/network.ts';
import { type LocalNames, readLocalNames } from './localNames.ts';
import { type NameRecord, type NameServers, nameServersOf, type Statement } from './nameServers.ts';
import { type Failed, type Probe, type Seen, systemCodeOf } from './step.ts';

type DnsEvidence = Extract<DnsStep, { outcome: 'ok' }>['evidence'];
type DnsFailure = Extract<DnsStep, { outcome: 'failed' }>['failure'];

export interface DnsInput {
  /** A name, or an IP literal, which is not looked up. */
  readonly host: string;
  readonly resolve: Resolve;
}

const UNRESOLVED: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'does not exist'],
  ['ENODATA', 'has no address'],
  ['EAI_NODATA', 'has no address'],
]);

/** Nobody has said that the name does not exist. */
const SILENCE: ReadonlySet<string> = new Set(['ETIMEOUT', 'EAI_AGAIN']);

/** All IP addresses of a host, in the resolver's order. */
export const dnsProbe: Probe<DnsInput, DnsEvidence, Seen<DnsEvidence>, DnsFailure> = {
  limit: 'dnsMs',
  failureOf: () => 'other',
  run: async ({ host, resolve }, signal) => {
    const family = isIP(host);
    if (family !== 0)
      return { evidence: { lookedUp: false, ips: [{ ip: host, family: family === 6 ? 6 : 4 }] } };
    try {
      return { evidence: { lookedUp: true, ips: await resolve(host, signal) } };
    } catch (error) {
      return failureOf(host, error);
    }
  },
};

function failureOf(host: string, error: unknown): Failed<DnsFailure, never> {
  const code = systemCodeOf(error);
  const why = messageOf(error);
  if (error instanceof TimedOut)
    return { failure: 'timed-out', message: `Name ${host} could not be looked up: ${why}` };
  if (SILENCE.has(code))
    return {
      failure: 'timed-out',
      message: `Name ${host} could not be looked up, the name servers do not answer (${why})`,
    };
  const what = UNRESOLVED.get(code);
  if (what === undefined) throw error;
  return { failure: 'name-not-resolved', message: `Name ${host} ${what} (${why})` };
}

export interface ResolvedIp {
  readonly ip: string;
  readonly family: 4 | 6;
  readonly ttlSeconds?: number;
}

/**
 * All IP addresses of a name. Rejects if there is none, with the error of the operating system or
 * the name servers; settles as soon as `signal` aborts, with what is known until then.
 */
export type Resolve = (host: string, signal: AbortSignal) => Promise<ResolvedIp[]>;

export interface ResolveSources {
  /** The operating system's own way, which is that of Elasticsearch too: getaddrinfo. */
  readonly lookup: (
    host: string,
  ) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  readonly nameServers: NameServers;
  readonly localNames: LocalNames;
}

/**
 * Node gives getaddrinfo four threads for the whole process, and a lookup that hangs in one of them
 * cannot be ended. HTTP clients need them too. So names that are known to have an address wait in
 * one line, all others in another, and one thread stays free.
 */
const KNOWN_AT_A_TIME = 1;
const OTHERS_AT_A_TIME = 2;

/** Name servers that take longer may have nothing to say where the operating system has. */
const SILENCE_MS = 500;

/**
 * Asks the name servers first, which takes no thread, then the operating system, whose addresses
 * and order count: it may know names that no name server does. Its turn comes too if the name
 * servers are silent. If it does not come in time, the word of the name servers counts.
 */
export function createResolve({ lookup, nameServers, localNames }: ResolveSources): Resolve {
  const [known, others] = [pLimit(KNOWN_AT_A_TIME), pLimit(OTHERS_AT_A_TIME)];
  return async (host, signal) => {
    const aborted = abortOf(signal);
    const asking = localNames.hosts.has(host.toLowerCase())
      ? undefined
      : askThem(host, { nameServers, localNames });
    const said = await Promise.race([asking, sleep(SILENCE_MS, SILENT, UNREF), aborted]);
    if (said?.kind === 'found' && !said.isWhole) return unique(said.records, said.records);
    const line = said === undefined || said.kind === 'found' ? known : others;
    // Who gave up while it waited in line is passed over.
    const turn = line(() => (signal.aborted ? aborted : lookup(host)));
    let latest = said;
    const heard = asking?.then((statement) => {
      latest = statement;
      return foundLate(said, statement);
    });
    const found = await Promise.race([
      turn,
      ...(heard === undefined ? [] : [heard]),
      aborted.catch((error: unknown) => fallback(latest, error)),
    ]);
    return unique(found, latest?.kind === 'found' ? latest.records : []);
  };
}

const SILENT: Statement = { kind: 'silent', error: undefined };
const UNREF = { ref: false };

/** Records of name servers that were silent at first; otherwise others have the word. */
function foundLate(
  said: Statement | undefined,
  latest: Statement,
): readonly NameRecord[] | Promise<never> {
  return said === SILENT && latest.kind === 'found' ? latest.records : new Promise(() => undefined);
}

/** What is known if the operating system has not answered in time. */
function fallback(said: Statement | undefined, timedOut: unknown): readonly NameRecord[] {
  if (said?.kind === 'found') return said.records;
  if (said === undefined || said === SILENT || said.kind === 'unusable') throw timedOut;
  throw said.error;
}

/** The name as it stands, then with each of the machine's search domains. */
async function askThem(
  host: string,
  { nameServers, localNames }: Omit<ResolveSources, 'lookup'>,
): Promise<Statement> {
  const first = await nameServers(host);
  const ends = host.endsWith('.') ? [] : localNames.searchDomains;
  for (const end of first.kind === 'denied' ? ends : []) {
    const said = await nameServers(`${host}.${end}`);
    if (said.kind !== 'denied') return said;
  }
  return first;
}

type Found = readonly { readonly address: string; readonly family: number }[];

/** Each address once, in its order, with the time to live that its record tells. */
function unique(found: Found, records: readonly NameRecord[]): ResolvedIp[] {
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
}

const NAME_SERVER_TIMEOUT_MS = 1_000;
const NAME_SERVER_TRIES = 2;

let system: Resolve | undefined;

/** The one of this process, since its threads are shared by all checks in it. */
export const systemResolve: Resolve = (host, signal) => {
  system ??= createResolve({
    lookup: (name) => getaddrinfo(name, { all: true, order: 'verbatim' }),
    nameServers: nameServersOf(
      new Resolver({ timeout: NAME_SERVER_TIMEOUT_MS, tries: NAME_SERVER_TRIES }),
    ),
    localNames: readLocalNames(),
  });
  return system(host, signal);
};
