/** A verdict about two clusters is the worst of the verdicts about their nodes, two by two. */
import type { Verdict } from '../../result/result.ts';
import { parseVersion, type Version } from './parse.ts';

export interface Pair {
  readonly local: Version;
  readonly remote: Version;
}

/** `unknown` where a side's versions are not known, or one of them is no release. */
export function worstOf(local: readonly string[], remote: readonly string[], judge: (pair: Pair) => Verdict): Verdict {
  const sides = { local: local.map(parseVersion), remote: remote.map(parseVersion) };
  const blank = (['local', 'remote'] as const).find((side) => sides[side].length === 0 || sides[side].includes(undefined));
  const known = (versions: readonly (Version | undefined)[]) => versions.filter((version) => version !== undefined);
  const verdicts = known(sides.local).flatMap((a) => known(sides.remote).map((b) => judge({ local: a, remote: b })));
  const worst = (['unsupported', 'unknown', 'supported'] as const).flatMap((wanted) =>
    verdicts.filter(({ verdict }) => verdict === wanted),
  )[0];
  return blank === undefined && worst !== undefined ? worst : notKnown(`the version of the ${blank} cluster is not known`);
}

function notKnown(why: string): Verdict {
  return { verdict: 'unknown', by: 'not-known', why };
}
