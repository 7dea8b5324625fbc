/** The remotes of local clusters in the order of trouble. */
import type { Status } from '../../result/result.ts';
import type { StoredRemote } from '../../store/types.ts';
import { STATUSES_WORST_FIRST, worstStatus } from '../severity.ts';
import { type Counts, countResults } from './counts.ts';

export interface ClusterOverview {
  readonly name: string;
  /** The worst of its remotes; unknown where none has been checked. */
  readonly status: Status;
  readonly counts: Counts;
  /** Worst first. */
  readonly remotes: readonly StoredRemote[];
}

export function clusterOverview(name: string, remotes: readonly StoredRemote[]): ClusterOverview {
  const status = worstStatus({ results: remotes.map(({ result }) => result) });
  const sorted = remotes.toSorted((a, b) => rank(a.result.status) - rank(b.result.status) || a.alias.localeCompare(b.alias));
  return { name, status, counts: countResults(remotes.map(({ result }) => result)), remotes: sorted };
}

export function worstFirst(clusters: readonly ClusterOverview[]): ClusterOverview[] {
  return clusters.toSorted((a, b) => rank(a.status) - rank(b.status) || a.name.localeCompare(b.name));
}

function rank(status: Status): number {
  return STATUSES_WORST_FIRST.indexOf(status);
}
