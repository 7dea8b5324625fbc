/** Why there is no preflight, with what to write instead. */
import {
  compareVersions,
  LAST_MINORS,
  minorOf,
  parseVersion,
  type Version,
} from '../release/release.ts';
import type { Cluster, Landscape } from './landscape.ts';
import { newestOf, textOf } from './upgradePath.ts';

/** `places`: where clusters of that name stand, none or several. */
export function nameProblem(
  { clusters, pairs }: Landscape,
  places: readonly number[],
  name: string,
): string {
  if (places.length > 1) {
    const found = places.map((place) => (clusters[place] as Cluster).name);
    return `Several clusters are known as ${name}: ${found.join(', ')}; name a local cluster of the registry, or give the registry each of them`;
  }
  const locals = [...new Set(pairs.map(({ result }) => result.cluster))].toSorted();
  const aliases = [...new Set(clusters.flatMap((cluster) => cluster.aliases))].toSorted();
  return `No check has seen a cluster ${name}; there are the local clusters ${locals.join(', ') || '(none)'} and the aliases ${aliases.join(', ') || '(none)'}`;
}

/** The release that the first cluster is to go to, or what is wrong with it. */
export function targetOf(
  { clusters }: Landscape,
  text: string,
): { readonly version: Version } | { readonly problem: string } {
  const { name, versions } = clusters[0] as Cluster;
  const version = /^[\d.]+$/.test(text) ? parseVersion(text) : undefined;
  if (version === undefined)
    return { problem: `${text} is not a release; write all three numbers, such as 9.5.0` };
  const last = LAST_MINORS[version.major];
  if (last !== undefined && version.minor > last)
    return {
      problem: `There is no Elasticsearch ${minorOf(version)}; the last minor of ${version.major} is ${version.major}.${last}`,
    };
  const newest = newestOf(versions);
  if (newest === undefined)
    return { problem: `What ${name} runs is not known, so nothing can be said; check it first` };
  const order = compareVersions(newest, version);
  if (order > 0)
    return {
      problem: `${name} runs ${textOf(newest)}, and Elasticsearch does not go back to ${text}`,
    };
  if (order === 0 && versions.length === 1) return { problem: `${name} runs ${text} already` };
  return { version };
}

/** Why no steps lead there. */
export function pathProblem({ clusters }: Landscape, to: Version): string {
  const { name, versions } = clusters[0] as Cluster;
  const said = `There is no rolling upgrade of ${name} from ${versions.join(', ')} to ${textOf(to)}`;
  if (to.major === 9 && to.minor === 0 && newestOf(versions)?.minor === LAST_MINORS[8])
    return `${said}: 9.0 is reached from 8.18 only, since 8.19 came out after it; go to 9.1 or later`;
  return `${said} that is known: a major is reached from the last minor of the one before, and which minor that is is not known here for all on the way`;
}
