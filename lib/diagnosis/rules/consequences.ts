/** What a broken remote does to those who use it. */
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { View } from '../view.ts';

function searchesSkip(view: View): Seen | undefined {
  if (!isBroken(view) || view.facts.registration.skipUnavailable !== true) return undefined;
  return { evidence: 'skip_unavailable is true: searches answer HTTP 200 without the data of this remote' };
}

function restartUnsafe(view: View): Seen | undefined {
  if (!isBroken(view) || view.verdict === 'mixed') return undefined;
  return {
    evidence:
      'While this remote is dead, a local node that starts may wait for it up to cluster.remote.initial_connect_timeout (30 s by default)',
  };
}

export const CONSEQUENCE_RULES: readonly Rule[] = [
  { code: 'searches-skip-this-remote', when: searchesSkip },
  { code: 'restart-unsafe', when: restartUnsafe },
];
