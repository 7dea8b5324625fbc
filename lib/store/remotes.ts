/** Remotes as the pages and the API show them: what stands of them, with their evidence. */

import type { Instant } from '../instant.ts';
import type { CheckResult } from '../result/result.ts';
import type { Memory } from '../state/baseline/baseline.ts';
import type { ExpiryMemory } from '../state/baseline/expirations.ts';
import type { Standing as Counted } from '../state/incident/census.ts';
import {
  CANARY_ALIAS,
  type IncidentState,
  incidentStateSchema,
} from '../state/incident/incident.ts';
import type { OpenRollups } from '../state/uptime/rollups.ts';
import type { Streak } from '../state/uptime/streak.ts';
import { type Current, shownResult } from './current.ts';
import type { Entry, PastIncident } from './entry.ts';
import { evidenceFrom } from './evidence.ts';
import { clusterPartition, evidenceKey, evidenceOf, type RemoteId } from './keys.ts';
import { homeOf, readStandings, type Standing, standingsFrom } from './standing.ts';
import type { Access, Row } from './table.ts';

/** The latest check of one remote cluster, and what is remembered of it. */
export interface StoredRemote {
  readonly cluster: string;
  readonly alias: string;
  /** Status, cause, times, and durations of the latest check; the rest is its evidence. */
  readonly result: CheckResult;
  readonly state: IncidentState;
  /** Time of the check that took the evidence; absent if it is missing or damaged. */
  readonly evidenceAt?: Instant | undefined;
  /** What the latest check measured; absent if that is damaged. */
  readonly current?: Current | undefined;
  /** What expires, by what showed it last; absent if nothing is remembered. */
  readonly expiries?: ExpiryMemory | undefined;
  /** The hour and the day that are not over yet; absent if nothing was counted. */
  readonly rollups?: OpenRollups | undefined;
  /** The latest checks in a row with the same outcome, which the history does not have yet. */
  readonly streak?: Streak | undefined;
  /** Of the last 30 days, latest first. */
  readonly pastIncidents?: readonly PastIncident[] | undefined;
  /** Time at which the latest check was stored. */
  readonly updatedAt: Instant;
}

export async function readCluster(access: Access, cluster: string): Promise<StoredRemote[]> {
  const rows = await access.table.query({ pk: clusterPartition(cluster) });
  const evidence = new Map(rows.map((row) => [evidenceOf(row), row]));
  const standings = standingsFrom(access, rows);
  const aliases = [...new Set(standings.flatMap(({ entries }) => [...entries.keys()]))].sort();
  const remotes = aliases.map((alias) => {
    const entry = homeOf(standings, alias)?.entries.get(alias);
    return storedRemote(access, { cluster, alias }, { entry, row: evidence.get(alias) });
  });
  return remotes.filter((remote) => remote !== undefined);
}

export async function readRemote(
  access: Access,
  cluster: string,
  alias: string,
): Promise<StoredRemote | undefined> {
  const id = { cluster, alias };
  const [standings, row] = await Promise.all([
    readStandings(access, cluster),
    access.table.get(evidenceKey(id)),
  ]);
  const entry = homeOf(standings, alias)?.entries.get(alias);
  return storedRemote(access, id, { entry, row });
}

interface Stored {
  readonly entry: Entry | undefined;
  readonly row: Row | undefined;
}

/** Undefined if it was never checked. */
function storedRemote(
  access: Access,
  { cluster, alias }: RemoteId,
  { entry, row }: Stored,
): StoredRemote | undefined {
  if (entry === undefined || alias === CANARY_ALIAS) return undefined;
  const evidence = row && evidenceFrom(access, row);
  const result = shownResult({ cluster, alias }, entry, evidence);
  if (result === undefined) return undefined;
  const { state = incidentStateSchema.parse({}), updatedAt, memory, rollups, streak } = entry;
  return {
    cluster,
    alias,
    result,
    state,
    evidenceAt: evidence?.checkedAt,
    current: entry.current,
    expiries: memory?.expiries,
    rollups,
    streak,
    pastIncidents: entry.past,
    updatedAt,
  };
}

/** What is remembered of the remotes of one local cluster, by alias. */
export function memoriesIn(standings: readonly Standing[]): ReadonlyMap<string, Memory> {
  const entries = standings.toReversed().flatMap((standing) => [...standing.entries.values()]);
  return new Map(entries.map(({ alias, memory }) => [alias, memory ?? {}]));
}

/** What was not checked for so long while others of the same cluster were is not registered. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;
const UNKNOWN_ALIAS = '*';

/** How the remotes of one local cluster are doing, to count them. */
export function countedIn(standings: readonly Standing[]): Counted[] {
  const read = standings.flatMap(({ cluster, entries }) =>
    [...entries.values()].map(({ alias, current, addresses, uuid, updatedAt }) => {
      const status = current?.status ?? 'unknown';
      return { cluster, alias, status, addresses, remoteClusterUuid: uuid, updatedAt };
    }),
  );
  const remotes = read.filter(({ alias }) => alias !== UNKNOWN_ALIAS && alias !== CANARY_ALIAS);
  const latest = Math.max(...remotes.map(({ updatedAt }) => Date.parse(updatedAt)));
  return remotes.filter(({ updatedAt }) => latest - Date.parse(updatedAt) < FORGOTTEN_AFTER_MS);
}
