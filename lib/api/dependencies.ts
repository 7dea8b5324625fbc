import type { Context } from 'hono';
import type { Instant } from '../instant.ts';
import type { Registry } from '../registry/schema.ts';
import type { Secret } from '../registry/secret.ts';
import type { CheckResult } from '../result/result.ts';
import type { Acknowledgement } from '../state/incident/incident.ts';
import type { Period, Rollup } from '../state/uptime/rollups.ts';
import type { HistoryEntry } from '../store/history.ts';
import type { Accepted, Person, StoredIncident } from '../store/incidents.ts';
import type { StoredRemote } from '../store/remotes.ts';

/** How the program itself is doing. */
export interface Health {
  /** Time at which the latest sweep of all local clusters ended. */
  readonly sweptAt?: Instant | undefined;
  /** Empty if all is well. */
  readonly problems: readonly Problem[];
}

export interface Problem {
  /** For everybody: without names, paths, or values. */
  readonly summary: string;
  /** For those with a token, in several lines if need be. */
  readonly detail: string;
}

/** A check on demand. */
export interface CheckEvent {
  readonly cluster: string;
  /** Cluster aliases; all of the cluster's where left out. */
  readonly remotes?: readonly string[];
  /** Time of the request. */
  readonly run: Instant;
  readonly save: boolean;
}

/**
 * What the endpoint is made of. What rejects is answered with 500 and told to `logError`, except
 * `invokeCheck`: 502.
 */
export interface ApiDependencies {
  readonly registry: () => Promise<Registry>;
  readonly readCluster: (cluster: string) => Promise<readonly StoredRemote[]>;
  readonly readRemote: (cluster: string, alias: string) => Promise<StoredRemote | undefined>;
  /** The entries from that time on, in any order. */
  readonly history: (range: {
    readonly cluster: string;
    readonly alias: string;
    readonly from: Instant;
  }) => Promise<readonly HistoryEntry[]>;
  readonly openIncidents: () => Promise<readonly StoredIncident[]>;
  /** Acknowledges an incident, or takes that back; undefined where no such incident is open. */
  readonly acknowledge: (
    incidentId: string,
    acknowledgement: Acknowledgement | undefined,
    /** Who takes it back and why, if they say so. */
    withdrawal?: Person,
  ) => Promise<StoredIncident | undefined>;
  /** Hours or days that are over and begin at that time or later, in any order. */
  readonly rollups: (range: {
    readonly cluster: string;
    readonly alias: string;
    readonly period: Period;
    readonly from: Instant;
  }) => Promise<readonly Rollup[]>;
  /**
   * Remembers the remote as it was seen last, and ends an incident about it; undefined where it
   * never was.
   */
  readonly acceptIdentity: (remote: {
    readonly cluster: string;
    readonly alias: string;
    readonly reason: string;
    /** Who accepts it, if they say so. */
    readonly by?: string | undefined;
  }) => Promise<Accepted | undefined>;
  /** Must make one attempt only; the signal aborts when nobody waits for the answer any more. */
  readonly invokeCheck: (event: CheckEvent, signal: AbortSignal) => Promise<readonly CheckResult[]>;
  /** What callers present to read; asked at every request, so it should be cached. */
  readonly token: () => Promise<Secret>;
  /** What callers present to act; it lets them read, too. */
  readonly actionToken: () => Promise<Secret>;
  /** How the program itself is doing; well if absent. */
  readonly health?: () => Health;
  /**
   * The address that a request comes from, by which wrong tokens are counted; they are not if it is
   * unknown.
   */
  readonly addressOf?: (context: Context) => string | undefined;
  /** Where the checker runs; the registry's `vantage` outranks it. */
  readonly vantage?: string | undefined;
  readonly now: () => Date;
  readonly logError: (error: unknown) => void;
  /** Checks on demand that this instance starts within a minute; 10 by default. */
  readonly checksPerMinute?: number;
  /** Time for a check on demand; 28 s by default, since API Gateway gives up after 30 s. */
  readonly checkTimeoutMs?: number;
}
