/** Messages for a request that allows no preflight, each with a remedy. */
import {
  compareVersions,
  LAST_MINORS,
  minorOf,
  parseVersion,
  type Version,
} from '../release/release.ts';
import type { Cluster, Landscape } from './landscape.ts';
import { newestOf, textOf } from './upgradePath.ts';

/** `places`: indices of the clusters with that name, zero or several. */
export function nameProblem(
  { clusters, pairs }: Landscape,
  places: readonly number[],
  name: string,
): string {
  if (places.length > 1) {
    const found = places.map((place) => (clusters[place] as Cluster).name);
    return `Several clusters share the name ${name}: ${found.join(', ')}; name a local cluster, or add each of them to the registry`;
  }
  const locals = [...new Set(pairs.map(({ result }) => result.cluster))].toSorted();
  const aliases = [...new Set(clusters.flatMap((cluster) => cluster.aliases))].toSorted();
  return `No check has seen a cluster ${name}. Local clusters: ${locals.join(', ') || '(none)'}. Aliases: ${aliases.join(', ') || '(none)'}`;
}

/** The target version of the first cluster, or the problem with it. */
export function targetOf(
  { clusters }: Landscape,
  text: string,
): { readonly version: Version } | { readonly problem: string } {
  const { name, versions } = clusters[0] as Cluster;
  const version = /^[\d.]+$/.test(text) ? parseVersion(text) : undefined;
  if (version === undefined)
    return { problem: `${text} is not a version; write all three numbers, such as 9.5.0` };
  const last = LAST_MINORS[version.major];
  if (last !== undefined && version.minor > last)
    return {
      problem: `There is no Elasticsearch ${minorOf(version)}; the last minor of ${version.major} is ${version.major}.${last}`,
    };
  const newest = newestOf(versions);
  if (newest === undefined)
    return { problem: `The version of ${name} is unknown; run a check first` };
  const order = compareVersions(newest, version);
  if (order > 0)
    return {
      problem: `${name} runs ${textOf(newest)}, and Elasticsearch does not support a downgrade to ${text}`,
    };
  if (order === 0 && versions.length === 1) return { problem: `${name} runs ${text} already` };
  return { version };
}

/** Explains why no upgrade path exists. */
export function pathProblem({ clusters }: Landscape, to: Version): string {
  const { name, versions } = clusters[0] as Cluster;
  const said = `There is no rolling upgrade of ${name} from ${versions.join(', ')} to ${textOf(to)}`;
  if (to.major === 9 && to.minor === 0 && newestOf(versions)?.minor === LAST_MINORS[8])
    return `${said}: 9.0 is reached from 8.18 only, because 8.19 was released after 9.0; go to 9.1 or later`;
  return `${said} that this release knows: a major is reachable only from the last minor of the previous one, and that minor is not known for each major on the way`;
}
