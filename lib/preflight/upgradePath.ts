/**
 * Versions that a rolling upgrade can reach: any newer version of the same major, and the next
 * major only from the last minor of the current one. 9.0 is reachable only from 8.18: 8.19 was
 * released after 9.0, and Elasticsearch does not upgrade to an earlier release.
 */
import {
  compareMinors,
  compareVersions,
  LAST_MINORS,
  minorOf,
  parseVersion,
  type Version,
} from '../release/release.ts';

/** Versions of a cluster before, between, or after the steps of a plan. */
export interface Position {
  /** Several during a rolling upgrade. */
  readonly versions: readonly string[];
  /** A version, or a minor version if any patch is suitable. */
  readonly text: string;
}

/**
 * Minor of the previous major from which this minor is reachable. Undefined if that major is still
 * in development.
 */
function minorBefore({ major, minor }: Version): number | undefined {
  return major === 9 && minor === 0 ? 18 : LAST_MINORS[major - 1];
}

export function isLegalStep(from: Version, to: Version): boolean {
  if (compareVersions(from, to) >= 0) return false;
  return from.major === to.major || (from.major === to.major - 1 && from.minor === minorBefore(to));
}

/**
 * Each minor between `from` and `to`, at its first patch. A later patch supports everything that
 * the first patch supports.
 */
function minorsBetween(from: Version, to: Version): Version[] {
  const majors = Array.from(
    { length: to.major - from.major + 1 },
    (_, index) => from.major + index,
  );
  const minors = majors.flatMap((major) => {
    const last = major === to.major ? to.minor : (LAST_MINORS[major] ?? -1);
    return Array.from({ length: last + 1 }, (_, minor) => ({ major, minor, patch: 0 }));
  });
  return minors.filter((minor) => compareMinors(minor, from) > 0 && compareMinors(minor, to) < 0);
}

/**
 * Positions that a cluster may take, oldest first. The first is the current one. The last is `to`,
 * unless the cluster already runs `to` or a newer version. A cluster must first finish an upgrade
 * in progress, so its second position is its newest version. A cluster with an unknown version
 * stays where it is.
 */
export function positionsOf(versions: readonly string[], to: Version): Position[] {
  const start = { versions, text: versions.join(', ') };
  const newest = newestOf(versions);
  if (newest === undefined) return [start];
  const ended = versions.length > 1 ? [at(newest)] : [];
  if (compareVersions(newest, to) >= 0) return [start, ...ended];
  const between = minorsBetween(newest, to).map((minor) => ({
    ...at(minor),
    text: minorOf(minor),
  }));
  return [start, ...ended, ...between, at(to)];
}

function at(version: Version): Position {
  const text = textOf(version);
  return { versions: [text], text };
}

/** Undefined if the list is empty or contains something other than a version. */
export function newestOf(versions: readonly string[]): Version | undefined {
  const parsed = versions.map(parseVersion);
  const known = parsed.filter((version) => version !== undefined);
  return known.length < parsed.length ? undefined : known.toSorted(compareVersions).at(-1);
}

export function textOf({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}

/** For each position, the positions that one step reaches. */
export function stepsBetween(positions: readonly Position[]): number[][] {
  // A cluster with an unknown version has one position and no steps.
  const newest = positions.map(({ versions }) => newestOf(versions) as Version);
  return positions.map(({ versions }, from) =>
    [...positions.keys()].filter((to) => {
      if (to <= from) return false;
      return versions.length > 1
        ? to === 1
        : isLegalStep(newest[from] as Version, newest[to] as Version);
    }),
  );
}

/**
 * Distance of a position from the preferred one, if all else is equal. Preferred: the goal, then
 * the last minor of a major, then the newest version.
 */
export function detoursOf(positions: readonly Position[]): number[] {
  return positions.map(({ versions }, place) => {
    const newest = newestOf(versions);
    if (place === positions.length - 1) return 0;
    return newest !== undefined && LAST_MINORS[newest.major] === newest.minor
      ? 1
      : positions.length - place;
  });
}

/**
 * For each position, the smallest number of steps to the last position. Infinity if there is no
 * path.
 */
export function fewestSteps(steps: readonly (readonly number[])[]): number[] {
  const fewest: number[] = [];
  for (const [from, next] of [...steps.entries()].reverse()) {
    fewest[from] =
      from === steps.length - 1 ? 0 : 1 + Math.min(...next.map((to) => Number(fewest[to])));
  }
  return fewest;
}
