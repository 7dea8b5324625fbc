/** Whether nodes of two releases can talk at all: the older must not be below what the newer still understands. */
import type { Verdict } from '../../result/result.ts';
import { LAST_MINORS } from './lastMinors.ts';
import { worstOf } from './pairs.ts';
import { compareVersions, minorOf, parseVersion, type Version } from './parse.ts';

export interface Side {
  readonly versions: readonly string[];
  /** `minimum_wire_compatibility_version` of the cluster's own answer, where it is known. */
  readonly minimumWireVersion?: string;
}

/** 9.0 still understood 8.18; from 9.1 on it is the last minor of the major before, as everywhere else. */
const EXCEPTIONS: Readonly<Record<string, string>> = { '9.0': '8.18.0' };

/** What Elasticsearch of that release states as its minimum; undefined where the major before it is not complete yet. */
export function minimumWireVersionByRule(version: Version): string | undefined {
  const lastMinor = LAST_MINORS[version.major - 1];
  return EXCEPTIONS[minorOf(version)] ?? (lastMinor === undefined ? undefined : `${version.major - 1}.${lastMinor}.0`);
}

export function wireVerdict(local: Side, remote: Side): Verdict {
  return worstOf(local.versions, remote.versions, (pair) => {
    const [older, newer, side] =
      compareVersions(pair.local, pair.remote) < 0 ? [pair.local, pair.remote, remote] : [pair.remote, pair.local, local];
    // A cluster's statement is that of one node; while versions are mixed it need not hold for the others.
    const stated = side.versions.length === 1 ? side.minimumWireVersion : undefined;
    const minimum = stated ?? minimumWireVersionByRule(newer);
    const bound = parseVersion(minimum ?? '');
    if (bound === undefined) return { verdict: 'unknown', by: 'not-known', why: `what ${text(newer)} still understands is not known` };
    const supported = compareVersions(older, bound) >= 0;
    return {
      verdict: supported ? 'supported' : 'unsupported',
      by: stated === undefined ? 'rule' : 'minimum-wire-version',
      why: `${text(newer)} understands ${minimum} and later, the other side runs ${text(older)}`,
    };
  });
}

/** True only where the two are known to understand each other: asking in a voice that is not understood leaves a warning in the remote's log. */
export function compatibleOnWire(localRelease: string, localMinimumWireVersion: string | undefined, remoteRelease: string): boolean {
  const local = {
    versions: [localRelease],
    ...(localMinimumWireVersion === undefined ? {} : { minimumWireVersion: localMinimumWireVersion }),
  };
  return wireVerdict(local, { versions: [remoteRelease] }).verdict === 'supported';
}

function text({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}
