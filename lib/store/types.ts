/** What the store gives back. */

import type { CheckResult } from '../result/result.ts';
import type { ExpiryMemory } from '../state/baseline/expirations.ts';
import type { IncidentState, OpenIncident } from '../state/incident/incident.ts';
import type { OpenRollups } from '../state/uptime/rollups.ts';
import type { Streak } from '../state/uptime/streak.ts';
import type { PastIncident } from './pastIncidents.ts';

/** The latest result of one remote cluster, and what is remembered of it. */
export interface StoredRemote {
  readonly cluster: string;
  readonly alias: string;
  readonly result: CheckResult;
  readonly state: IncidentState;
  /** What expires, by what showed it last; absent in items of older versions of the program. */
  readonly expiries?: ExpiryMemory;
  /** The hour and the day that are not over yet; absent where nothing was counted. */
  readonly rollups?: OpenRollups | undefined;
  /**
   * The latest checks in a row with the same outcome, which the history has not yet; absent where
   * an older version of the program wrote last.
   */
  readonly streak?: Streak | undefined;
  /** Of the last 30 days, latest first. */
  readonly pastIncidents?: readonly PastIncident[] | undefined;
  /** ISO time at which it was stored. */
  readonly updatedAt: string;
}

/** A remote whose stored result cannot be read. */
export interface UnreadableRemote {
  readonly cluster: string;
  readonly alias: string;
  /** What is wrong with it, and what to do. */
  readonly problem: string;
}

/** The remotes of one local cluster, by alias. */
export interface StoredCluster {
  readonly remotes: readonly StoredRemote[];
  readonly unreadable: readonly UnreadableRemote[];
}

/** Checks in a row with the same outcome, of an hour at most. */
export type HistoryEntry = Streak;

/** A remote whose incident is open, or the checker itself. */
export interface StoredIncident {
  readonly cluster: string;
  /** `CANARY_ALIAS` for the checker itself. */
  readonly alias: string;
  readonly state: IncidentState;
  readonly incident: OpenIncident;
}
