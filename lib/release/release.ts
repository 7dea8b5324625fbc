/** Releases of Elasticsearch. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Parses `9.5.3` and `9.6.0-SNAPSHOT`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:-.*)?$/.exec(text) ?? [];
  return patch === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** Below zero where `a` is older than `b`. */
export function compareVersions(a: Version, b: Version): number {
  return compareMinors(a, b) || a.patch - b.patch;
}

export function compareMinors(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor;
}

export function minorOf({ major, minor }: Version): string {
  return `${major}.${minor}`;
}

/** The last minor of each major that is complete; a major that is not here may still get minors. */
export const LAST_MINORS: Readonly<Record<number, number>> = { 6: 8, 7: 17, 8: 19 };

/**
 * Ranges of releases: `>=8.19 <10`, `9.5`, `=9.5.3`. All comparators, divided by blanks, must hold.
 * A comparator counts as many parts of a release as it has itself: `9.5` and `<=9.5` hold for
 * 9.5.3, `>9.5` does not.
 */
const COMPARATOR = /^(>=|<=|>|<|=)?(\d{1,4}(?:\.\d{1,4}){0,2})$/;

const HOLDS = {
  '>=': (order: number) => order >= 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '<': (order: number) => order < 0,
  '=': (order: number) => order === 0,
} as const;

interface Comparator {
  readonly operator: keyof typeof HOLDS;
  readonly parts: readonly number[];
}

export function isVersionRange(range: string): boolean {
  return comparatorsOf(range) !== undefined;
}

/**
 * Whether a release such as `9.5.3` or `9.5.3-SNAPSHOT` is in the range. False for a range or a
 * release that is none.
 */
export function satisfies(version: string, range: string): boolean {
  const release = /^\d+\.\d+\.\d+/.exec(version)?.[0];
  if (release === undefined) return false;
  return (
    comparatorsOf(range)?.every(({ operator, parts }) =>
      HOLDS[operator](order(release.split('.'), parts)),
    ) ?? false
  );
}

function comparatorsOf(range: string): Comparator[] | undefined {
  const found = range.trim().split(/\s+/).map(comparatorOf);
  const comparators = found.filter((comparator) => comparator !== undefined);
  return comparators.length === found.length ? comparators : undefined;
}

function comparatorOf(text: string): Comparator | undefined {
  const [, operator = '=', version] = COMPARATOR.exec(text) ?? [];
  return version === undefined
    ? undefined
    : { operator: operator as Comparator['operator'], parts: version.split('.').map(Number) };
}

/** Below, at or above zero as the release is below, in or above the parts given. */
function order(release: readonly string[], parts: readonly number[]): number {
  return (
    parts
      .map((part, index) => Number(release[index]) - part)
      .find((difference) => difference !== 0) ?? 0
  );
}
