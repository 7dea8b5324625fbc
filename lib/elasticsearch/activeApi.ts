/** Which API asks a remote cluster for real, by the version of the local node. */

type Version = readonly [major: number, minor: number, patch: number];

function parseVersion(version: string): Version | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return patch === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** First version without `_resolve/cluster` to first with it, and those where it fails fast instead of connecting; both ends belong to the range. */
const SEARCH_RANGES: readonly (readonly [Version, Version])[] = [
  [
    [0, 0, 0],
    [8, 12, Number.POSITIVE_INFINITY],
  ],
  [
    [8, 16, 3],
    [8, 16, 5],
  ],
  [
    [8, 17, 1],
    [8, 17, 3],
  ],
];

/** `resolve-cluster` also for a version that is not known: a node without it says so, and then the search can follow. */
export function activeApi(localVersion: string | undefined): 'resolve-cluster' | 'search' {
  const version = parseVersion(localVersion ?? '');
  if (version === undefined) return 'resolve-cluster';
  const search = SEARCH_RANGES.some(([from, to]) => compare(version, from) >= 0 && compare(version, to) <= 0);
  return search ? 'search' : 'resolve-cluster';
}
