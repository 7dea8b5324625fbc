/**
 * Clusters that run the same and have the same partners are upgraded alike: whatever order suits one of them suits the others too, one right after another,
 * since they have no pair among themselves. So a hub with forty remotes is a problem of two.
 */
import type { Version } from '../diagnosis/versions/parse.ts';
import type { Landscape } from './landscape.ts';
import type { Group, Link, Problem } from './search.ts';
import { positionsOf } from './upgradePath.ts';

export interface Grouped extends Problem {
  /** The places of the clusters in each group. */
  readonly members: readonly (readonly number[])[];
}

/** The first cluster, which is to be upgraded, is a group of its own. */
export function grouped({ clusters, pairs }: Landscape, to: Version): Grouped {
  const partners = Map.groupBy(
    pairs.flatMap(({ local, remote, follows }) => [
      { of: local, is: `to ${remote} ${follows}` },
      { of: remote, is: `from ${local} ${follows}` },
    ]),
    ({ of }) => of,
  );
  const likenessOf = (place: number) =>
    JSON.stringify([
      place === 0,
      clusters[place]?.versions,
      [...new Set((partners.get(place) as { is: string }[]).map(({ is }) => is))].toSorted(),
    ]);
  const members = [...Map.groupBy(clusters.keys(), likenessOf).values()];
  const groupOf = new Map(members.flatMap((places, group) => places.map((place) => [place, group] as const)));
  const groups = members.map(([first, ...others]): Group => {
    const versions = clusters[Number(first)]?.versions as readonly string[];
    return { size: others.length + 1, positions: positionsOf(versions, to) };
  });
  const links = pairs.map(({ local, remote, follows }): Link => {
    return { local: Number(groupOf.get(local)), remote: Number(groupOf.get(remote)), follows };
  });
  const distinct = new Map(links.map((link) => [JSON.stringify(link), link]));
  return { groups: groups as [Group, ...Group[]], links: [...distinct.values()], members };
}
