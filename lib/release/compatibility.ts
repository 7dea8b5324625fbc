/**
 * Whether Elastic supports cross-cluster search from one release to another. The table is that of
 * Elastic's documentation, "Version compatibility" of cross-cluster search, up to 9.3; beyond it
 * the rule that the same page states in words.
 */
import type { Verdict } from '../result/result.ts';
import {
  compareMinors,
  compareVersions,
  LAST_MINORS,
  minorOf,
  parseVersion,
  type Version,
} from './release.ts';

/** Local minor → the remote minors, all of one major as a range of minors. */
type Row = readonly (readonly [major: number, from: number, to: number])[];

const TABLE: Readonly<Record<string, Row>> = {
  '7.17': [
    [7, 17, 17],
    [8, 0, 19],
  ],
  '8.0': [
    [7, 17, 17],
    [8, 0, 19],
  ],
  ...Object.fromEntries(
    Array.from({ length: 17 }, (_, index) => [`8.${index + 1}`, [[8, index, 19]] satisfies Row]),
  ),
  '8.18': [
    [8, 17, 19],
    [9, 0, 0],
  ],
  '8.19': [
    [8, 18, 19],
    [9, 0, 3],
  ],
  '9.0': [
    [8, 18, 18],
    [9, 0, 3],
  ],
  '9.1': [[9, 0, 3]],
  '9.2': [[9, 1, 3]],
  '9.3': [[9, 2, 3]],
};

export function searchVerdict(local: readonly string[], remote: readonly string[]): Verdict {
  return worstOf(local, remote, judge);
}

function judge(pair: Pair): Verdict {
  const names = `searches from ${minorOf(pair.local)} to ${minorOf(pair.remote)}`;
  const tabled = inTable(pair);
  const supported = tabled ?? byRule(pair);
  if (supported === undefined)
    return {
      verdict: 'unknown',
      by: 'not-known',
      why: `whether Elastic supports ${names} is not known`,
    };
  return {
    verdict: supported ? 'supported' : 'unsupported',
    by: tabled === undefined ? 'rule' : 'table',
    why: supported
      ? `Elastic supports ${names}`
      : `Elastic does not support ${names}; they may fail or miss results`,
  };
}

/** Undefined where the table lacks one of the releases. */
function inTable({ local, remote }: Pair): boolean | undefined {
  if (!Object.hasOwn(TABLE, minorOf(remote))) return undefined;
  return TABLE[minorOf(local)]?.some(
    ([major, from, to]) => major === remote.major && remote.minor >= from && remote.minor <= to,
  );
}

/**
 * The same minor, the one before (below 8.0: any), any newer one of the same major; the last minor
 * of a major → every minor of the next. Undefined where it depends on whether more minors of the
 * older major will come.
 */
function byRule({ local, remote }: Pair): boolean | undefined {
  if (local.major === remote.major) return local.major < 8 || remote.minor >= local.minor - 1;
  const [older, newer] = local.major < remote.major ? [local, remote] : [remote, local];
  if (newer.major - older.major > 1 || (newer === local && local.minor > 0)) return false;
  const last = LAST_MINORS[older.major];
  return last === undefined ? undefined : older.minor === last;
}

/**
 * Whether nodes of two releases can talk at all: the older must not be below what the newer still
 * understands.
 */

export interface Side {
  readonly versions: readonly string[];
  /** `minimum_wire_compatibility_version` of the cluster's own answer, where it is known. */
  readonly minimumWireVersion?: string;
}

/**
 * 9.0 still understood 8.18; from 9.1 on it is the last minor of the major before, as everywhere
 * else.
 */
const EXCEPTIONS: Readonly<Record<string, string>> = { '9.0': '8.18.0' };

/**
 * What Elasticsearch of that release states as its minimum; undefined where the major before it is
 * not complete yet.
 */
export function minimumWireVersionByRule(version: Version): string | undefined {
  const lastMinor = LAST_MINORS[version.major - 1];
  return (
    EXCEPTIONS[minorOf(version)] ??
    (lastMinor === undefined ? undefined : `${version.major - 1}.${lastMinor}.0`)
  );
}

export function wireVerdict(local: Side, remote: Side): Verdict {
  return worstOf(local.versions, remote.versions, (pair) => {
    const [older, newer, side] =
      compareVersions(pair.local, pair.remote) < 0
        ? [pair.local, pair.remote, remote]
        : [pair.remote, pair.local, local];
    // A cluster's statement is that of one node; while versions are mixed it need not hold for the
    // others.
    const stated = side.versions.length === 1 ? side.minimumWireVersion : undefined;
    const minimum = stated ?? minimumWireVersionByRule(newer);
    const bound = parseVersion(minimum ?? '');
    if (bound === undefined)
      return {
        verdict: 'unknown',
        by: 'not-known',
        why: `what ${text(newer)} still understands is not known`,
      };
    const supported = compareVersions(older, bound) >= 0;
    return {
      verdict: supported ? 'supported' : 'unsupported',
      by: stated === undefined ? 'rule' : 'minimum-wire-version',
      why: `${text(newer)} understands ${minimum} and later, the other side runs ${text(older)}`,
    };
  });
}

/**
 * True only where the two are known to understand each other: asking in a voice that is not
 * understood leaves a warning in the remote's log.
 */
export function compatibleOnWire(
  localRelease: string,
  localMinimumWireVersion: string | undefined,
  remoteRelease: string,
): boolean {
  const local = {
    versions: [localRelease],
    ...(localMinimumWireVersion === undefined
      ? {}
      : { minimumWireVersion: localMinimumWireVersion }),
  };
  return wireVerdict(local, { versions: [remoteRelease] }).verdict === 'supported';
}

function text({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}

/**
 * Whether the local cluster may follow indices of the remote: the follower must run the same
 * release or a newer one.
 */

export function replicationVerdict(
  follower: readonly string[],
  leader: readonly string[],
  wire: Verdict,
): Verdict {
  const age = worstOf(follower, leader, ({ local, remote }) => {
    const supported = compareMinors(local, remote) >= 0;
    const names = `${minorOf(local)} ${supported ? 'may follow' : 'cannot follow'} indices of ${minorOf(remote)}`;
    return {
      verdict: supported ? 'supported' : 'unsupported',
      by: 'rule',
      why: supported ? names : `${names}: a follower must not be older than its leader`,
    };
  });
  const isWireDecisive =
    wire.verdict === 'unsupported' || (wire.verdict === 'unknown' && age.verdict === 'supported');
  return isWireDecisive ? { ...wire } : age;
}

/** A verdict about two clusters is the worst of the verdicts about their nodes, two by two. */

export interface Pair {
  readonly local: Version;
  readonly remote: Version;
}

/** A cluster runs two versions while it is upgraded, rarely three. */
const PAIRS_AT_MOST = 4_096;

/** `unknown` where a side's versions are not known, or one of them is no release. */
export function worstOf(
  local: readonly string[],
  remote: readonly string[],
  judge: (pair: Pair) => Verdict,
): Verdict {
  if (local.length * remote.length > PAIRS_AT_MOST)
    return notKnown(
      `the nodes run ${local.length} and ${remote.length} versions, too many to compare`,
    );
  const sides = { local: local.map(parseVersion), remote: remote.map(parseVersion) };
  const blank = (['local', 'remote'] as const).find(
    (side) => sides[side].length === 0 || sides[side].includes(undefined),
  );
  const known = (versions: readonly (Version | undefined)[]) =>
    versions.filter((version) => version !== undefined);
  const verdicts = known(sides.local).flatMap((a) =>
    known(sides.remote).map((b) => judge({ local: a, remote: b })),
  );
  const worst = (['unsupported', 'unknown', 'supported'] as const).flatMap((wanted) =>
    verdicts.filter(({ verdict }) => verdict === wanted),
  )[0];
  return blank === undefined && worst !== undefined
    ? worst
    : notKnown(`the version of the ${blank} cluster is not known`);
}

function notKnown(why: string): Verdict {
  return { verdict: 'unknown', by: 'not-known', why };
}
