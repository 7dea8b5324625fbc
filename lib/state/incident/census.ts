/** The state of all remotes, which shows what failing remotes have in common. */
import type { Instant } from '../../instant.ts';
import type { Status } from '../../result/result.ts';
import {
  type Expiring,
  type IncidentState,
  incidentSeveritySchema,
  type OpenIncident,
  type Summary,
} from './incident.ts';

export interface RemoteName {
  readonly cluster: string;
  readonly alias: string;
}

/** Last known state of one remote. */
export interface Standing extends RemoteName {
  readonly status: Status;
  /** Last known uuid of the remote cluster. An unreachable cluster does not report it. */
  readonly remoteClusterUuid?: string | undefined;
  /** See `addressesOf`. */
  readonly addresses?: string | undefined;
}

/** Number of failing remotes or clusters, and their total number. */
export interface Share {
  readonly bad: number;
  readonly of: number;
}

export interface Census {
  /** Remotes of a local cluster. */
  readonly ofLocal: (cluster: string) => Share;
  /** Local clusters that have registered a remote cluster. */
  readonly ofRemote: (identity: string) => Share;
  /** Returns the same identity for registrations of the same remote cluster. */
  readonly identityOf: (remote: RemoteName) => string;
}

export function censusOf(standings: readonly Standing[]): Census {
  const uuids = new Map(
    standings.flatMap(({ addresses, remoteClusterUuid: uuid }) =>
      addresses && uuid ? [[addresses, uuid]] : [],
    ),
  );
  const identify = ({ cluster, alias, remoteClusterUuid, addresses = '' }: Standing) =>
    remoteClusterUuid ?? uuids.get(addresses) ?? (addresses || nameOf({ cluster, alias }));
  const identities = new Map(standings.map((standing) => [nameOf(standing), identify(standing)]));
  const locals = Map.groupBy(standings, ({ cluster }) => cluster);
  const remotes = Map.groupBy(standings, identify);
  return {
    ofLocal: (cluster) => share(locals.get(cluster) ?? [], ({ alias }) => alias),
    ofRemote: (identity) => share(remotes.get(identity) ?? [], ({ cluster }) => cluster),
    identityOf: (remote) => identities.get(nameOf(remote)) ?? nameOf(remote),
  };
}

/** For tests and callers that have only the events. */
export const NO_CENSUS = censusOf([]);

function share(standings: readonly Standing[], whom: (standing: Standing) => string): Share {
  const failing = standings.filter(({ status }) => status === 'failing');
  return { bad: new Set(failing.map(whom)).size, of: new Set(standings.map(whom)).size };
}

/** Neither name contains a line end. */
function nameOf({ cluster, alias }: RemoteName): string {
  return `${cluster}\n${alias}`;
}

/** Adds one more check to the counters. */

export interface CountOptions {
  /** Time of the check. */
  readonly at: Instant;
  /** The open maintenance window. */
  readonly maintenance: string | undefined;
  /** How long what was silent counts, in minutes. */
  readonly windowMinutes: number;
}

/** Failing and degraded checks are bad. An unknown check is neither bad nor healthy. */
export function isBad({ status }: Pick<Summary, 'status'>): boolean {
  return status === 'failing' || status === 'degraded';
}

export function isWorse(one: Summary['severity'], other: Summary['severity']): boolean {
  const { options } = incidentSeveritySchema;
  return options.indexOf(one) < options.indexOf(other);
}

/** True if another item expires than reported, or the same item reached a later step. */
export function isNearer(one: Expiring | undefined, told: Expiring | undefined): boolean {
  return one !== undefined && (one.what !== told?.what || one.stepDays < told.stepDays);
}

export function counted(
  state: IncidentState,
  summary: Summary,
  { at, maintenance, windowMinutes }: CountOptions,
): IncidentState {
  const { status, upgrading, observations = 1 } = summary;
  const silent = silentOf(state, summary, { at, windowMinutes });
  const since = state.status === status ? (state.since ?? at) : at;
  const {
    incident,
    resolvedAt,
    successes,
    failures,
    badSince = at,
    goodSince = at,
    mutedBy,
  } = state;
  const known = { status, since, incident, resolvedAt, silent };
  if (status === 'unknown') return { ...state, ...known };
  if (status === 'healthy')
    return {
      ...known,
      failures: 0,
      successes: successes + observations,
      goodSince,
      upgrading: upgrading || undefined,
    };
  return {
    ...known,
    failures: failures + observations,
    successes: 0,
    badSince,
    otherCause: otherCauseOf(state, summary),
    worse:
      incident && isWorse(summary.severity, incident.severity)
        ? (state.worse ?? 0) + observations
        : undefined,
    nearer:
      incident && isNearer(summary.expiring, incident.expiring)
        ? (state.nearer ?? 0) + observations
        : undefined,
    // A failing remote no longer reports its versions.
    upgrading: state.upgrading || upgrading || undefined,
    mutedBy: maintenance ?? mutedBy,
  };
}

const MINUTE_MS = 60_000;

/**
 * Which request meets a silent gateway is chance, so good and bad checks take turns. What is silent
 * is counted by its name, and a good check in between resets nothing.
 */
function silentOf(
  { silent = {} }: IncidentState,
  { silent: now = [], observations = 1 }: Summary,
  { at, windowMinutes }: Pick<CountOptions, 'at' | 'windowMinutes'>,
): IncidentState['silent'] {
  const since = Date.parse(at) - windowMinutes * MINUTE_MS;
  const recent = Object.entries(silent).filter(([, seen]) => Date.parse(seen.at) >= since);
  const before = new Map(recent);
  for (const name of now)
    before.set(name, { count: (before.get(name)?.count ?? 0) + observations, at });
  return before.size === 0 ? undefined : Object.fromEntries(before);
}

/** Whether something that is silent now was so in that many observations. */
export function isSilentFor(
  { silent = {} }: IncidentState,
  { silent: now = [] }: Summary,
  needed: number,
): boolean {
  const counts = new Map(Object.entries(silent));
  return now.some((name) => (counts.get(name)?.count ?? 0) >= needed);
}

function otherCauseOf(
  { incident, otherCause }: IncidentState,
  { cause, observations = 1 }: Summary,
): IncidentState['otherCause'] {
  if (incident === undefined || incident.cause === cause) return undefined;
  return {
    cause,
    count: otherCause?.cause === cause ? otherCause.count + observations : observations,
  };
}

/** True if an acknowledgement silences the incident. */
export function isSilenced({ acknowledged }: OpenIncident, now: Date): boolean {
  return acknowledged !== undefined && Date.parse(acknowledged.until) > now.getTime();
}
