/** What a broken remote does to those who use it. */

import { failuresOf, lossOf } from '../../result/searches.ts';
import { countOf } from '../../result/witness.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { View } from '../view.ts';
import { REPLICATION_RULES } from './replication.ts';
import { restartUnsafeRule } from './restart.ts';

function searchesSkip(view: View): Seen | undefined {
  if (!isBroken(view) || view.facts.registration.skipUnavailable !== true) return undefined;
  const loss = view.searches && lossOf(view.searches);
  const evidence =
    'skip_unavailable is true: searches answer HTTP 200 without the data of this remote';
  return { evidence: loss === undefined ? evidence : `${evidence}; ${loss}` };
}

/**
 * It can be reached now, so it is no more than a note: a search is left out for other reasons too,
 * which are the searchers' own.
 */
function searchesSkipped(view: View): Seen | undefined {
  const { searches } = view;
  if (searches === undefined || isBroken(view) || (searches.recent ?? searches).skipped === 0)
    return undefined;
  return { evidence: `Though this remote can be reached now, ${lossOf(searches)}` };
}

/**
 * Whose remote was not there the counters do not tell, so it stands beside every remote that is
 * broken and may be it.
 */
function searchesFailed(view: View): Seen | undefined {
  const { recent } = view.searches ?? {};
  if (!isBroken(view) || view.facts.registration.skipUnavailable === true || recent === undefined)
    return undefined;
  const failures =
    countOf(recent.failed, 'remotes_unavailable') > 0 ? failuresOf(recent) : undefined;
  return failures === undefined
    ? undefined
    : { evidence: `skip_unavailable is false: ${failures}; which remote was meant is not counted` };
}

export const CONSEQUENCE_RULES: readonly Rule[] = [
  { code: 'searches-skip-this-remote', when: searchesSkip },
  { code: 'searches-skipped', when: searchesSkipped },
  { code: 'searches-failed', when: searchesFailed },
  ...REPLICATION_RULES,
  restartUnsafeRule,
];
