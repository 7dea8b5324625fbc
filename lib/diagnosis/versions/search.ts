/**
 * Whether Elastic supports cross-cluster search from one release to another. The table is that of Elastic's documentation, "Version compatibility"
 * of cross-cluster search, up to 9.3; beyond it the rule that the same page states in words.
 */
import type { Verdict } from '../../result/result.ts';
import { LAST_MINORS } from './lastMinors.ts';
import { type Pair, worstOf } from './pairs.ts';
import { minorOf, type Version } from './parse.ts';

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

/** Newest minor of the table. */
const TABLE_END = { major: 9, minor: 3 };

export function searchVerdict(local: readonly string[], remote: readonly string[]): Verdict {
  return worstOf(local, remote, judge);
}

function judge(pair: Pair): Verdict {
  const { local, remote } = pair;
  const tabled = isTabled(local) && isTabled(remote);
  const supported = tabled ? inTable(local, remote) : byRule(pair);
  const names = `searches from ${minorOf(local)} to ${minorOf(remote)}`;
  return {
    verdict: supported ? 'supported' : 'unsupported',
    by: tabled ? 'table' : 'rule',
    why: supported ? `Elastic supports ${names}` : `Elastic does not support ${names}; they may fail or miss results`,
  };
}

function isTabled({ major, minor }: Version): boolean {
  return major < TABLE_END.major || (major === TABLE_END.major && minor <= TABLE_END.minor);
}

function inTable(local: Version, { major, minor }: Version): boolean {
  const row = TABLE[minorOf(local)] ?? [];
  return row.some(([ofMajor, from, to]) => ofMajor === major && minor >= from && minor <= to);
}

/** The same minor, the one before, any newer one of the same major; the last minor of a major → every minor of the next. */
function byRule({ local, remote }: Pair): boolean {
  if (local.major === remote.major) return remote.minor >= local.minor - 1;
  return remote.major === local.major + 1 && LAST_MINORS[local.major] === local.minor;
}
