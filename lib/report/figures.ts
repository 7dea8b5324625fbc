/** One result as numbers, for metrics and documents. An unmeasured value is undefined. */
import type { Instant } from '../instant.ts';
import type { Severity } from '../result/finding.ts';
import type { AddressProbe } from '../result/network.ts';
import type { CheckResult } from '../result/result.ts';

export const STEPS = ['dns', 'tcp', 'tls', 'transport'] as const;
export type Step = (typeof STEPS)[number];

/** The source of a certificate: a handshake, or the files of the nodes on one side. */
export const CERTIFICATE_PLACES = ['wire', 'local', 'remote'] as const;
export type CertificatePlace = (typeof CERTIFICATE_PLACES)[number];

type Numbers<K extends string> = Readonly<Record<K, number | undefined>>;

export interface Figures {
  /** Local nodes by connection state. `unknown` if the node could not be asked. */
  readonly localNodes: Readonly<Record<'connected' | 'disconnected' | 'unknown', number>>;
  /**
   * Local nodes by whether requests through them can use the remote. Undefined if the result has no
   * such data.
   */
  readonly usableFrom: Readonly<Record<'yes' | 'no' | 'unknown', number>> | undefined;
  /** Open connections of all local nodes, and the number of connections they need. */
  readonly connections: number | undefined;
  readonly maxConnections: number | undefined;
  readonly gatewaysEligible: number | undefined;
  readonly gatewaysReachable: number | undefined;
  /** The slowest real cross-cluster request that succeeded. */
  readonly requestMs: number | undefined;
  /** The slowest time of each step, and the number of addresses at which the step failed. */
  readonly stepMs: Numbers<Step>;
  readonly stepFailures: Numbers<Step>;
  /**
   * Expiration of the first certificate and the first valid API key, in milliseconds since 1970.
   */
  readonly certificateExpiryMs: Numbers<CertificatePlace>;
  readonly apiKeyExpiryMs: number | undefined;
  /** Searches of the last hour, or since the first check if that is more recent. */
  readonly recentSearches: { readonly answered: number; readonly skipped: number } | undefined;
  /**
   * Failed searches of the local cluster in that time, for all remotes, by Elasticsearch's reason.
   */
  readonly failedSearches: Readonly<Record<string, number>> | undefined;
  /** Searches that skipped the remote since the previous check. */
  readonly skippedSinceLastCheck: number | undefined;
  /**
   * Followers that replicate from the remote, by state. Undefined if there are none. The number of
   * paused followers is not always known.
   */
  readonly followers:
    | Readonly<
        Record<'reading' | 'retrying' | 'stopped', number> & { readonly paused: number | undefined }
      >
    | undefined;
  readonly operationsBehind: number | undefined;
  readonly sinceLastReadMs: number | undefined;
  /** Time in milliseconds since 1970 from which failing followers may need a full copy. */
  readonly leaseEndMs: number | undefined;
  readonly autoFollowErrors: number | undefined;
  /** Cause and findings, without those that are ok. */
  readonly findings: Readonly<Record<Exclude<Severity, 'ok'>, number>>;
}

export function figuresOf(result: CheckResult): Figures {
  const { witnesses, credentials } = result;
  const connected = witnesses.passive.map((witness) => witness.connected);
  const requests = witnesses.active.filter(({ outcome }) => outcome === 'connected');
  const keys = credentials.apiKeys.filter(({ invalidated }) => !invalidated);
  return {
    localNodes: {
      connected: connected.filter((is) => is === true).length,
      disconnected: connected.filter((is) => is === false).length,
      unknown: connected.filter((is) => is === undefined).length,
    },
    usableFrom: usableFrom(result),
    connections: sum(witnesses.passive.map(({ connections }) => connections)),
    maxConnections: sum(witnesses.passive.map(({ maxConnections }) => maxConnections)),
    ...gatewaysOf(result),
    requestMs: largest(requests.map(({ durationMs }) => durationMs)),
    ...stepsOf(witnesses.network),
    certificateExpiryMs: certificatesOf(result),
    apiKeyExpiryMs: earliest(keys.map(({ expiration }) => expiration)),
    recentSearches: recentOf(result),
    failedSearches: result.searches?.recent?.failed,
    skippedSinceLastCheck: result.searches?.latest?.skipped,
    ...replicationOf(result),
    findings: findingsOf(result),
  };
}

function gatewaysOf({
  gateways: { source, nodes },
}: CheckResult): Pick<Figures, 'gatewaysEligible' | 'gatewaysReachable'> {
  if (source === 'not-known' || source === 'not-applicable')
    return { gatewaysEligible: undefined, gatewaysReachable: undefined };
  const eligible = nodes.filter((node) => node.eligible);
  return {
    gatewaysEligible: eligible.length,
    gatewaysReachable: eligible.filter(({ reachable }) => reachable === 'yes').length,
  };
}

type Walked =
  | { readonly outcome: 'ok' | 'failed'; readonly durationMs: number }
  | { readonly outcome: 'not-measured' };

function stepsOf(network: readonly AddressProbe[]): Pick<Figures, 'stepMs' | 'stepFailures'> {
  const endpoints = network.flatMap((probe) => probe.endpoints);
  const walked: Readonly<Record<Step, readonly Walked[]>> = {
    dns: network.map(({ dns }) => dns),
    tcp: endpoints.map(({ tcp }) => tcp),
    tls: endpoints.map(({ tls }) => tls),
    transport: endpoints.map(({ transport }) => transport),
  };
  return {
    stepMs: numbersOf(STEPS, (step) =>
      largest(walked[step].flatMap((one) => (one.outcome === 'ok' ? [one.durationMs] : []))),
    ),
    stepFailures: numbersOf(STEPS, (step) => {
      const measured = walked[step].filter(({ outcome }) => outcome !== 'not-measured');
      return measured.length === 0
        ? undefined
        : measured.filter(({ outcome }) => outcome === 'failed').length;
    }),
  };
}

function certificatesOf({ witnesses, credentials }: CheckResult): Numbers<CertificatePlace> {
  const endpoints = witnesses.network.flatMap((probe) => probe.endpoints);
  const places: Readonly<Record<CertificatePlace, readonly { readonly notAfter: Instant }[]>> = {
    wire: endpoints.flatMap(({ tls }) =>
      tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain ?? []),
    ),
    local: credentials.localCertificates,
    remote: credentials.remoteCertificates,
  };
  return numbersOf(CERTIFICATE_PLACES, (place) =>
    earliest(places[place].map(({ notAfter }) => notAfter)),
  );
}

function recentOf({ searches }: CheckResult): Figures['recentSearches'] {
  const { recent } = searches ?? {};
  return recent && { answered: recent.answered, skipped: recent.skipped };
}

function usableFrom({ localNodes }: CheckResult): Figures['usableFrom'] {
  if (localNodes === undefined) return undefined;
  const count = (canUse: 'yes' | 'no' | 'unknown') =>
    localNodes.filter((node) => node.canUse === canUse).length;
  return { yes: count('yes'), no: count('no'), unknown: count('unknown') };
}

type OfReplication = Pick<
  Figures,
  'followers' | 'operationsBehind' | 'sinceLastReadMs' | 'leaseEndMs' | 'autoFollowErrors'
>;

function replicationOf({ replication }: CheckResult): OfReplication {
  return {
    followers: followersOf(replication),
    operationsBehind: replication?.operationsBehind,
    sinceLastReadMs: replication?.sinceLastReadMs,
    leaseEndMs:
      replication?.leaseEndsAt === undefined ? undefined : Date.parse(replication.leaseEndsAt),
    autoFollowErrors:
      replication === undefined ? undefined : (replication.autoFollowErrorCount ?? 0),
  };
}

function followersOf(replication: CheckResult['replication']): Figures['followers'] {
  if (replication === undefined) return undefined;
  const {
    followers,
    stoppedFollowers: stopped,
    retryingFollowers: retrying,
    pausedFollowers: paused,
  } = replication;
  return { reading: followers - stopped - retrying, retrying, stopped, paused };
}

function findingsOf({ cause, findings }: CheckResult): Figures['findings'] {
  const count = (severity: Severity) =>
    [cause, ...findings].filter((finding) => finding.severity === severity).length;
  return {
    critical: count('critical'),
    warning: count('warning'),
    note: count('note'),
    unknown: count('unknown'),
  };
}

function numbersOf<K extends string>(
  keys: readonly K[],
  numberOf: (key: K) => number | undefined,
): Numbers<K> {
  return Object.fromEntries(keys.map((key) => [key, numberOf(key)])) as Numbers<K>;
}

/** Undefined if no value is a number, which differs from 0. */
function sum(values: readonly (number | undefined)[]): number | undefined {
  const numbers = values.filter((value) => value !== undefined);
  return numbers.length === 0 ? undefined : numbers.reduce((total, value) => total + value, 0);
}

function largest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((most, value) => Math.max(most, value));
}

function earliest(times: readonly (string | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined).map((time) => Date.parse(time));
  return known.length === 0 ? undefined : known.reduce((first, time) => Math.min(first, time));
}
