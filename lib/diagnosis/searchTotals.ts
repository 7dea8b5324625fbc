/** Searches with the remote: the local nodes' counters, compared with those of earlier checks. */
import type { RegistrationFacts } from '../facts/facts.ts';
import { instantOf } from '../instant.ts';
import type { Searches } from '../result/searches.ts';
import { nextSearches, recentSearches } from '../state/baseline/searchCounters.ts';

/** Undefined where the local cluster does not count, or did not tell. */
export function searchesOf({
  searchCounts,
  ownFailedSearches,
  registration,
  active,
  memory,
  now,
}: RegistrationFacts): Searches | undefined {
  if (!searchCounts.ok || searchCounts.value === undefined) return undefined;
  const { nodes, failed, answered, skipped } = searchCounts.value;
  const own = active
    .filter(({ api, remembered }) => api === 'search' && remembered !== true)
    .map(({ outcome }) => outcome);
  const searches = {
    answered: answered.get(registration.alias) ?? 0,
    skipped: skipped.get(registration.alias) ?? 0,
    nodes,
    own: {
      answered: own.filter((outcome) => outcome === 'connected').length,
      skipped:
        registration.skipUnavailable === true
          ? own.filter((outcome) => outcome === 'not-connected').length
          : 0,
      ...(ownFailedSearches === undefined ? {} : { failed: ownFailedSearches }),
    },
    failed: Object.fromEntries(failed),
  };
  const counted = nextSearches(memory?.searches, searches, instantOf(now));
  const recent = counted && recentSearches(counted);
  // A reading that misses nodes is not remembered: what the one before added counts once.
  const latest = counted?.at === instantOf(now) ? counted.latest : undefined;
  return {
    ...searches,
    ...(recent === undefined ? {} : { recent }),
    ...(latest === undefined ? {} : { latest }),
  };
}
