/**
 * Whether Elastic supports cross-cluster search from one release to another. The table is that of Elastic's documentation, "Version compatibility"
 * of cross-cluster search, up to 9.3; beyond it the rule that the same page states in words.
 */
import type { Verdict } from '../../result/result.ts';
import { LAST_MINORS } from './lastMinors.ts';
import { type Pair, worstOf } from './pairs.ts';
import { minorOf } from './parse.ts';

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
  ...Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`8.${index + 1}`, [[8, index, 19]] satisfies Row])),
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
  if (supported === undefined) return { verdict: 'unknown', by: 'not-known', why: `whether Elastic supports ${names} is not known` };
  return {
    verdict: supported ? 'supported' : 'unsupported',
    by: tabled === undefined ? 'rule' : 'table',
    why: supported ? `Elastic supports ${names}` : `Elastic does not support ${names}; they may fail or miss results`,
  };
}

/** Undefined where the table lacks one of the releases. */
function inTable({ local, remote }: Pair): boolean | undefined {
  if (!Object.hasOwn(TABLE, minorOf(remote))) return undefined;
  return TABLE[minorOf(local)]?.some(([major, from, to]) => major === remote.major && remote.minor >= from && remote.minor <= to);
}

/**
 * The same minor, the one before (below 8.0: any), any newer one of the same major; the last minor of a major → every minor of the next. Undefined
 * where it depends on whether more minors of the older major will come.
 */
function byRule({ local, remote }: Pair): boolean | undefined {
  if (local.major === remote.major) return local.major < 8 || remote.minor >= local.minor - 1;
  const [older, newer] = local.major < remote.major ? [local, remote] : [remote, local];
  if (newer.major - older.major > 1 || (newer === local && local.minor > 0)) return false;
  const last = LAST_MINORS[older.major];
  return last === undefined ? undefined : older.minor === last;
}
