/**
 * Ends incidents of what is not checked any more: registrations that were removed, remotes that the
 * registry ignores now, a canary that it lacks.
 */

import type { CheckResult } from '../result/result.ts';
import { CANARY_ALIAS, type IncidentEvent } from '../state/incident/incident.ts';
import { endIncidents, openRemotes } from './incidents.ts';
import type { Store } from './table.ts';

export interface Checked {
  readonly cluster: string;
  /** Of all remotes of the cluster, but for those that others check. */
  readonly results: readonly CheckResult[];
  /** Aliases that others check. */
  readonly handedOn: readonly string[];
  readonly hasCanary: boolean;
  readonly now: Date;
}

const UNKNOWN_ALIAS = '*';

/**
 * Gives what is to be told. Changes nothing where the local cluster did not list all of its
 * remotes.
 */
export async function endMissing(
  store: Store,
  { cluster, results, handedOn, hasCanary, now }: Checked,
): Promise<IncidentEvent[]> {
  if (!results.every(isListed)) return [];
  const known = new Set([
    ...results.map(({ alias }) => alias),
    ...handedOn,
    ...(hasCanary ? [CANARY_ALIAS] : []),
  ]);
  const remotes = (await openRemotes(store, cluster)).filter(({ alias }) => !known.has(alias));
  return endIncidents(store, { remotes, now });
}

/** A remote may be registered in the settings of a single node: all have to have answered. */
function isListed({ alias, notSeen }: CheckResult): boolean {
  return (
    alias !== UNKNOWN_ALIAS && !Object.keys(notSeen).some((api) => api.endsWith('/_remote/info'))
  );
}
