/** Releases of Elasticsearch. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Parses `9.5.3` and `9.6.0-SNAPSHOT`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:-.*)?$/.exec(text) ?? [];
  return patch === undefined ? undefined : { major: Number(major), minor: Number(minor), patch: Number(patch) };
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
