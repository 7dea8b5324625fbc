/** One result in numbers, as metrics and documents tell it. What was not seen has no number. */
import type { Severity } from '../result/finding.ts';
import type { AddressProbe } from '../result/network.ts';
import type { CheckResult } from '../result/result.ts';

export const STEPS = ['dns', 'tcp', 'tls', 'transport'] as const;
export type Step = (typeof STEPS)[number];

/** Where a certificate was seen: in a handshake, or in the files of the nodes of one side. */
export const CERTIFICATE_PLACES = ['wire', 'local', 'remote'] as const;
export type CertificatePlace = (typeof CERTIFICATE_PLACES)[number];

type Numbers<K extends string> = Readonly<Record<K, number | undefined>>;

export interface Figures {
  /** Local nodes by what they hold open; `unknown` could not be asked. */
  readonly localNodes: Readonly<Record<'connected' | 'disconnected' | 'unknown', number>>;
  /**
   * Local nodes by whether requests through them can use the remote; undefined where a result does
   * not tell.
   */
  readonly usableFrom: Readonly<Record<'yes' | 'no' | 'unknown', number>> | undefined;
  /** Connections that the local nodes hold open together, and how many they want. */
  readonly connections: number | undefined;
  readonly maxConnections: number | undefined;
  readonly gatewaysEligible: number | undefined;
  readonly gatewaysReachable: number | undefined;
  /** The slowest real cross-cluster request that passed. */
  readonly requestMs: number | undefined;
  /** The slowest of each step along the wire, and at how many addresses the step failed. */
  readonly stepMs: Numbers<Step>;
  readonly stepFailures: Numbers<Step>;
  /**
   * Milliseconds since 1970 at which the first certificate, and the first valid API key, runs out.
   */
  readonly certificateExpiryMs: Numbers<CertificatePlace>;
  readonly apiKeyExpiryMs: number | undefined;
  /** Searches of the last hour, or of less where the checker has not watched for so long. */
  readonly recentSearches: { readonly answered: number; readonly skipped: number } | undefined;
  /**
   * Searches of the local cluster, whatever the remote, that failed in that time, by
   * Elasticsearch's reason.
   */
  readonly failedSearches: Readonly<Record<string, number>> | undefined;
  /** Searches since the check before that left the remote out. */
  readonly skippedSinceLastCheck: number | undefined;
  /**
   * Followers that replicate from the remote, by what they do; undefined where nothing is followed.
   * Whether any is paused is not always known.
   */
  readonly followers:
    | Readonly<
        Record<'reading' | 'retrying' | 'stopped', number> & { readonly paused: number | undefined }
      >
    | undefined;
  readonly operationsBehind: number | undefined;
  readonly sinceLastReadMs: number | undefined;
  /** Milliseconds since 1970 at which failing followers may have to be copied anew. */
  readonly leaseEndMs: number | undefined;
  readonly autoFollowErrors: number | undefined;
  /** Cause and findings, those that are well left out. */
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
  const places: Readonly<Record<CertificatePlace, readonly { readonly notAfter: string }[]>> = {
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

/** Undefined where none of them is a number, which is not the same as 0. */
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
