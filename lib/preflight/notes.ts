/** What the checks could not see, and so the preflight may miss. */
import type { CheckResult } from '../result/result.ts';
import type { Landscape } from './landscape.ts';

export function notesOf(results: readonly CheckResult[], { clusters, pairs }: Landscape): string[] {
  const names = (found: readonly CheckResult[]) => [...new Set(found.map(({ cluster }) => cluster))].toSorted();
  const identified = new Set(results.filter(({ localClusterUuid }) => localClusterUuid !== undefined).map(({ cluster }) => cluster));
  const unlisted = names(results.filter(({ alias }) => alias === '*'));
  const unidentified = names(results.filter(({ cluster }) => !identified.has(cluster)));
  const strangers = pairs.filter(({ remote }) => clusters[remote]?.uuid === undefined);
  return [
    ...unlisted.map((cluster) => `The remotes of ${cluster} could not be learnt: pairs that it is part of may be missing`),
    ...unidentified.map((cluster) => `The cluster_uuid of ${cluster} is not known: pairs in which it is the remote may be missing`),
    ...strangers.map(
      ({ alias, result: { cluster } }) =>
        `Which cluster ${cluster} knows as ${alias} is not known, since no check has seen its cluster_uuid: it is taken for none of the others`,
    ),
    ...clusters.flatMap(({ name, versions }) =>
      versions.length > 0 ? [] : [`What ${name} runs is not known: nothing can be said of its pairs`],
    ),
  ];
}
