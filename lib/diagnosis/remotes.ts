/** The judgement of all remotes of a local cluster, once everything has been asked. */

import { statsOf } from '../collect/elasticsearch/api/clusterStats.ts';
import type { Stats } from '../collect/stats.ts';
import type { OwnFacts } from '../collect/witnesses.ts';
import type { RegistrationFacts } from '../facts/facts.ts';
import type { CheckResult } from '../result/result.ts';
import type { ActiveWitness } from '../result/witness.ts';
import type { Memory } from '../state/baseline/baseline.ts';
import { diagnose } from './diagnose.ts';
import { assemble } from './result.ts';
import { hangs } from './rules/restart.ts';
import { viewOf } from './view.ts';

export interface SharedFacts {
  readonly stats: Stats;
  readonly ccr: RegistrationFacts['ccr'];
  /** Whether these are all remotes of the local cluster. */
  readonly areAll: boolean;
  /** By alias. */
  readonly memories: ReadonlyMap<string, Memory>;
}

export function judge(collected: readonly OwnFacts[], shared: SharedFacts): CheckResult[] {
  const failed = shared.areAll
    ? { ownFailedSearches: collected.reduce((sum, { active }) => sum + failedSearches(active), 0) }
    : {};
  const all = collected.map((own) => ({ ...factsOf(own, shared), ...failed }));
  const hanging = all
    .filter((facts) => hangs(viewOf(facts)))
    .map(({ registration }) => registration);
  return all.map((facts) => {
    const othersHanging = hanging.filter(({ alias }) => alias !== facts.registration.alias);
    const whole = { ...facts, othersHanging };
    return assemble(whole, diagnose(whole));
  });
}

/**
 * Where skip_unavailable is false a failure is asked a second time, as a search, which fails too.
 */
function failedSearches(active: readonly ActiveWitness[]): number {
  return active.filter(
    ({ outcome, api, reasons }) =>
      outcome !== 'connected' && (api === 'search' || reasons.length > 0),
  ).length;
}

function factsOf(own: OwnFacts, { stats, ccr, memories }: SharedFacts): RegistrationFacts {
  const { alias } = own.registration;
  const memory = memories.get(alias);
  const remembered = memory === undefined ? {} : { memory };
  return {
    ...own,
    ...remembered,
    stats: statsOf(stats.remotes, alias),
    searchCounts: stats.searches,
    ccr,
    othersHanging: [],
  };
}
