/** What the store gives back. */
import type { IncidentState, OpenIncident } from '../incident/incident.ts';
import type { ExpiryMemory } from '../memory/expiries.ts';
import type { OpenRollups } from '../memory/rollups.ts';
import type { CheckResult, Status } from '../result/result.ts';
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
  /** Of the last 30 days, latest first. */
  readonly pastIncidents?: readonly PastIncident[] | undefined;
  /** ISO time of the last write. */
  readonly updatedAt: string;
}

/** The outcome of one check. */
export interface HistoryEntry {
  /** ISO time of the check. */
  readonly at: string;
  readonly status: Status;
  /** A code of the cause catalogue. */
  readonly cause: string;
  readonly durationMs: number;
}

/** A remote whose incident is open, or the checker itself. */
export interface StoredIncident {
  readonly cluster: string;
  /** `CANARY_ALIAS` for the checker itself. */
  readonly alias: string;
  readonly state: IncidentState;
  readonly incident: OpenIncident;
}
