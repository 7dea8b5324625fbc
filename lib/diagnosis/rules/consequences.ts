/** What a broken remote does to those who use it. */
import { lossOf } from '../../result/searchesInWords.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { View } from '../view.ts';
import { restartUnsafeRule } from './restart.ts';

function searchesSkip(view: View): Seen | undefined {
  if (!isBroken(view) || view.facts.registration.skipUnavailable !== true) return undefined;
  const loss = view.searches && lossOf(view.searches);
  const evidence = 'skip_unavailable is true: searches answer HTTP 200 without the data of this remote';
  return { evidence: loss === undefined ? evidence : `${evidence}; ${loss}` };
}

/** It can be reached now, so it is no more than a note: a search is left out for other reasons too, which are the searchers' own. */
function searchesSkipped(view: View): Seen | undefined {
  const { searches } = view;
  if (searches === undefined || isBroken(view) || (searches.recent ?? searches).skipped === 0) return undefined;
  return { evidence: `Though this remote can be reached now, ${lossOf(searches)}` };
}

export const CONSEQUENCE_RULES: readonly Rule[] = [
  { code: 'searches-skip-this-remote', when: searchesSkip },
  { code: 'searches-skipped', when: searchesSkipped },
  restartUnsafeRule,
];
