/** Open incidents: listed, acknowledged, and ended when nobody checks their remotes any more. */
import pLimit from 'p-limit';
import { instantOf } from '../instant.ts';
import { acceptedIdentity, type IdentityMemory } from '../state/baseline/clusterIdentity.ts';
import { decideAccepted } from '../state/incident/acceptance.ts';
import type { Acknowledgement, IncidentState, OpenIncident } from '../state/incident/incident.ts';
import { shownResult } from './current.ts';
import { type Entry, endedEntry, MAX_UNSENT, withDecision } from './entry.ts';
import { evidenceFrom } from './evidence.ts';
import { clusterOf, evidenceKey, type RemoteId } from './keys.ts';
import {
  changeEntry,
  putStanding,
  readStandings,
  type Standing,
  standingFrom,
  untilWritten,
  withEntry,
} from './standing.ts';
import type { Access } from './table.ts';

/** A remote whose incident is open, or the checker itself. */
export interface StoredIncident extends RemoteId {
  readonly state: IncidentState;
  readonly incident: OpenIncident;
}

const AT_A_TIME = 16;

export async function openIncidents(access: Access): Promise<StoredIncident[]> {
  const keys = await access.table.open();
  const rows = await pLimit(AT_A_TIME).map(keys, (key) => access.table.get(key));
  const present = rows.filter((row) => row !== undefined);
  return present.flatMap((row) => incidentsIn(standingFrom(access, row)));
}

function incidentsIn({ cluster, entries }: Standing): StoredIncident[] {
  return [...entries.values()].flatMap((entry) => incidentOf(cluster, entry));
}

function incidentOf(cluster: string, { alias, state }: Entry): StoredIncident[] {
  if (state?.incident === undefined) return [];
  return [{ cluster, alias, state, incident: state.incident }];
}

export interface Acknowledging {
  /** Undefined to take it back. */
  readonly acknowledged: Acknowledgement | undefined;
  readonly now: Date;
}

export async function acknowledge(
  access: Access,
  incidentId: string,
  { acknowledged, now }: Acknowledging,
): Promise<StoredIncident | undefined> {
  const found = (await openIncidents(access)).find(({ incident }) => incident.id === incidentId);
  if (found === undefined) return undefined;
  const change = (entry: Entry): Entry | undefined => {
    const { state } = entry;
    if (state?.incident?.id !== incidentId) return undefined;
    return { ...entry, state: { ...state, incident: { ...state.incident, acknowledged } } };
  };
  const entry = await changeEntry(access, found, change, now);
  return entry && incidentOf(found.cluster, entry)[0];
}

/** In one run, to leave time for what is to be sent; the next run goes on. */
const ENDED_AT_MOST = 100;

/** Ends all that is open of local clusters that the registry does not have any more. */
export async function endClusters(
  access: Access,
  { known, now }: { readonly known: readonly string[]; readonly now: Date },
): Promise<void> {
  const clusters = new Set((await access.table.open()).map(clusterOf));
  const gone = [...clusters].filter((cluster) => !known.includes(cluster));
  await pLimit(AT_A_TIME).map(gone.slice(0, ENDED_AT_MOST), (cluster) =>
    endCluster(access, cluster, now),
  );
}

async function endCluster(access: Access, cluster: string, now: Date): Promise<void> {
  await untilWritten(access, `What stands of ${cluster}`, async () => {
    for (const standing of await readStandings(access, cluster)) {
      const ended = [...standing.entries.values()].flatMap((entry) => {
        return endedEntry(cluster, entry, now)?.entry ?? [];
      });
      if (ended.length === 0) continue;
      const next = ended.reduce(withEntry, standing);
      if ((await putStanding(access, next, now)) === undefined) return undefined;
    }
    return true;
  });
}

export interface AcceptIdentityOptions extends RemoteId {
  readonly reason: string;
  readonly now: Date;
}

export interface Accepted {
  /** What is remembered from now on. */
  readonly identity: IdentityMemory;
  /** The incident that is over by that. */
  readonly resolvedIncident?: string | undefined;
}

export async function acceptIdentity(
  access: Access,
  { reason, now, ...id }: AcceptIdentityOptions,
): Promise<Accepted | undefined> {
  const row = await access.table.get(evidenceKey(id));
  const evidence = row && evidenceFrom(access, row);
  let accepted: Accepted | undefined;
  const change = (entry: Entry): Entry | undefined => {
    // Another attempt may find it otherwise.
    accepted = undefined;
    const result = evidence && shownResult(id, entry, evidence);
    if (result === undefined) return undefined;
    const { memory, state, outbox } = entry;
    const identity = acceptedIdentity(memory?.identity, result, { reason, at: instantOf(now) });
    const rests = outbox.length >= MAX_UNSENT;
    const decided = rests ? undefined : decideAccepted(state, { result, reason, now });
    accepted = { identity, resolvedIncident: decided && state?.incident?.id };
    const next = { ...entry, memory: { ...memory, identity } };
    return decided === undefined ? next : withDecision(next, decided, now);
  };
  await changeEntry(access, id, change, now);
  return accepted;
}
