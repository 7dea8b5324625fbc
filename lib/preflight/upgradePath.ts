/**
 * Where a rolling upgrade may lead a cluster. Within a major to any newer release; to the next
 * major only from the last minor of the one before. 9.0 is reached from 8.18 alone: 8.19 came out
 * after it, and Elasticsearch does not upgrade to what was released earlier.
 */
import {
  compareMinors,
  compareVersions,
  LAST_MINORS,
  minorOf,
  parseVersion,
  type Version,
} from '../release/release.ts';

/** What a cluster runs before, between and after the steps of a plan. */
export interface Position {
  /** Several where an upgrade is under way. */
  readonly versions: readonly string[];
  /** A release, or a minor of which any patch will do. */
  readonly text: string;
}

/**
 * The minor of the major before from which this minor is reached; undefined where that major is not
 * complete yet.
 */
function minorBefore({ major, minor }: Version): number | undefined {
  return major === 9 && minor === 0 ? 18 : LAST_MINORS[major - 1];
}

export function isLegalStep(from: Version, to: Version): boolean {
  if (compareVersions(from, to) >= 0) return false;
  return from.major === to.major || (from.major === to.major - 1 && from.minor === minorBefore(to));
}

/**
 * Every minor after that of `from` and before that of `to`, at its first patch: what is supported
 * there is supported by every later one.
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
 * The positions that a cluster may take, the oldest first: the first is where it is, the last is
 * `to` unless the cluster is there or beyond. A cluster in the midst of an upgrade has to end that
 * first, so its second position is the newest of its releases. Where it is not known what it runs
 * it stays.
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

/** Undefined where nothing, or something that is no release, is among them. */
export function newestOf(versions: readonly string[]): Version | undefined {
  const parsed = versions.map(parseVersion);
  const known = parsed.filter((version) => version !== undefined);
  return known.length < parsed.length ? undefined : known.toSorted(compareVersions).at(-1);
}

export function textOf({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}

/** For each position the ones that a single step leads to. */
export function stepsBetween(positions: readonly Position[]): number[][] {
  // Where it is not known what a cluster runs there is one position only, and no step.
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
 * How far a position is from what one would choose, other things being equal: the goal, then the
 * last minor of a major, then the newest.
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

/** From each position, how many steps lead to the last at least; Infinity where none do. */
export function fewestSteps(steps: readonly (readonly number[])[]): number[] {
  const fewest: number[] = [];
  for (const [from, next] of [...steps.entries()].reverse()) {
    fewest[from] =
      from === steps.length - 1 ? 0 : 1 + Math.min(...next.map((to) => Number(fewest[to])));
  }
  return fewest;
}
