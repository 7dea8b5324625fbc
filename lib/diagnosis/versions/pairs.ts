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
  for (const side of ['local', 'remote'] as const)
    if (sides[side].length === 0 || sides[side].includes(undefined)) return notKnown(`the version of the ${side} cluster is not known`);
  const verdicts = sides.local.flatMap((a) => sides.remote.flatMap((b) => (a && b ? [judge({ local: a, remote: b })] : [])));
  const worst = verdicts.find(({ verdict }) => verdict === 'unsupported') ?? verdicts.find(({ verdict }) => verdict === 'unknown') ?? verdicts[0];
  return worst ?? notKnown('no two nodes to compare');
}

function notKnown(why: string): Verdict {
  return { verdict: 'unknown', by: 'not-known', why };
}
