import type { Context } from 'hono';
import type { Registry } from '../registry/schema.ts';
import type { Secret } from '../registry/secret.ts';
import type { CheckResult } from '../result/result.ts';
import type { Acknowledgement } from '../state/incident/incident.ts';
import type { Period, Rollup } from '../state/uptime/rollups.ts';
import { history } from '../store/history.ts';
import { type Accepted, acceptIdentity } from '../store/identity.ts';
import { acknowledge, openIncidents } from '../store/incidents.ts';
import { readRemote, readWholeCluster } from '../store/remotes.ts';
import { readRollups } from '../store/rollups.ts';
import type { Store } from '../store/table.ts';
import type { HistoryEntry, StoredCluster, StoredIncident, StoredRemote } from '../store/types.ts';

/** A check on demand. */
export interface CheckEvent {
  readonly cluster: string;
  /** Cluster aliases; all of the cluster's where left out. */
  readonly remotes?: readonly string[];
  /** ISO time of the request. */
  readonly run: string;
  readonly save: boolean;
}

/**
 * What the endpoint is made of. What rejects is answered with 500 and told to `logError`, except
 * `invokeCheck`: 502.
 */
export interface ApiDependencies {
  readonly registry: () => Promise<Registry>;
  readonly readCluster: (cluster: string) => Promise<StoredCluster>;
  readonly readRemote: (cluster: string, alias: string) => Promise<StoredRemote | undefined>;
  /** The entries from the ISO time on, in any order. */
  readonly history: (range: {
    readonly cluster: string;
    readonly alias: string;
    readonly from: string;
  }) => Promise<readonly HistoryEntry[]>;
  readonly openIncidents: () => Promise<readonly StoredIncident[]>;
  /** Acknowledges an incident, or takes that back; undefined where no such incident is open. */
  readonly acknowledge: (
    incidentId: string,
    acknowledgement: Acknowledgement | undefined,
  ) => Promise<StoredIncident | undefined>;
  /** Hours or days that are over and begin at the ISO time or later, in any order. */
  readonly rollups: (range: {
    readonly cluster: string;
    readonly alias: string;
    readonly period: Period;
    readonly from: string;
  }) => Promise<readonly Rollup[]>;
  /**
   * Remembers the remote as it was seen last, and ends an incident about it; undefined where it
   * never was.
   */
  readonly acceptIdentity: (remote: {
    readonly cluster: string;
    readonly alias: string;
    readonly reason: string;
  }) => Promise<Accepted | undefined>;
  /** Must make one attempt only; the signal aborts when nobody waits for the answer any more. */
  readonly invokeCheck: (event: CheckEvent, signal: AbortSignal) => Promise<readonly CheckResult[]>;
  /** What callers have to present; asked at every request, so it should be cached. */
  readonly token: () => Promise<Secret>;
  /**
   * The address that a request comes from, by which wrong tokens are counted; they are not if it is
   * unknown.
   */
  readonly addressOf?: (context: Context) => string | undefined;
  readonly now: () => Date;
  readonly logError: (error: unknown) => void;
  /** Checks on demand that this instance starts within a minute; 10 by default. */
  readonly checksPerMinute?: number;
  /** Time for a check on demand; 28 s by default, since API Gateway gives up after 30 s. */
  readonly checkTimeoutMs?: number;
}

type Stored = Pick<
  ApiDependencies,
  | 'readCluster'
  | 'readRemote'
  | 'history'
  | 'openIncidents'
  | 'acknowledge'
  | 'rollups'
  | 'acceptIdentity'
>;

/** What the endpoint reads and writes in the store. */
export function storeDependencies(store: Store, now: () => Date): Stored {
  return {
    readCluster: (cluster) => readWholeCluster(store, cluster),
    readRemote: (cluster, alias) => readRemote(store, cluster, alias),
    history: (range) => history(store, range),
    openIncidents: () => openIncidents(store),
    acknowledge: (id, acknowledgement) => acknowledge(store, id, acknowledgement),
    rollups: (range) => readRollups(store, range),
    acceptIdentity: (remote) => acceptIdentity(store, { ...remote, now: now() }),
  };
}
