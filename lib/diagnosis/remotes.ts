/** The judgement of all remotes of a local cluster, once everything has been asked. */

import { statsOf } from '../collect/elasticsearch/api/clusterStats.ts';
import { failureOf } from '../collect/failures.ts';
import type { Stats } from '../collect/stats.ts';
import { unjudgedRemote } from '../collect/stopped.ts';
import type { OwnFacts } from '../collect/witnesses.ts';
import type { CheckFailure, Registration, RegistrationFacts } from '../facts/facts.ts';
import type { CheckResult } from '../result/result.ts';
import type { ActiveWitness, FailedAnswer } from '../result/witness.ts';
import type { Memory } from '../state/baseline/baseline.ts';
import { diagnose } from './diagnose.ts';
import { assemble } from './result.ts';
import { hangs, type View, viewOf } from './view.ts';

export interface SharedFacts {
  readonly stats: Stats;
  readonly ccr: RegistrationFacts['ccr'];
  /** Whether these are all remotes of the local cluster. */
  readonly areAll: boolean;
  /** By alias. */
  readonly memories: ReadonlyMap<string, Memory>;
  /** Why there are none, if they could not be read. */
  readonly notRecalled?: FailedAnswer;
  /** Takes the credentials of the local cluster out of a message. */
  readonly redact: (text: string) => string;
}

/** A remote whose facts cannot be judged becomes `unknown`; the others are judged without it. */
export function judge(collected: readonly OwnFacts[], shared: SharedFacts): CheckResult[] {
  const failed = shared.areAll
    ? { ownFailedSearches: collected.reduce((sum, { active }) => sum + failedSearches(active), 0) }
    : {};
  const prepared = collected.map((own) => prepare({ ...factsOf(own, shared), ...failed }, shared));
  const hanging = prepared.flatMap((one) =>
    'view' in one && hangs(one.view) ? [one.facts.registration] : [],
  );
  return prepared.map((one) => resultOf(one, { hanging, results: prepared.length }, shared));
}

/** A remote whose facts can be judged has a view, another one the reason why not. */
type Prepared =
  | { readonly facts: RegistrationFacts; readonly view: View }
  | { readonly facts: RegistrationFacts; readonly failure: CheckFailure };

function prepare(facts: RegistrationFacts, shared: SharedFacts): Prepared {
  try {
    const view = viewOf(facts);
    return { facts: view.facts, view };
  } catch (thrown) {
    return { facts, failure: failureAbout(facts, thrown, shared) };
  }
}

interface Together {
  readonly hanging: readonly Registration[];
  /** How many results the report gets of this cluster. */
  readonly results: number;
}

function resultOf(
  prepared: Prepared,
  { hanging, results }: Together,
  shared: SharedFacts,
): CheckResult {
  const { facts } = prepared;
  if ('failure' in prepared) return unjudgedRemote(facts, prepared.failure);
  const { alias } = facts.registration;
  const whole = { ...facts, othersHanging: hanging.filter((other) => other.alias !== alias) };
  try {
    return assemble(whole, diagnose(whole, { ...prepared.view, facts: whole }), { results });
  } catch (thrown) {
    return unjudgedRemote(facts, failureAbout(facts, thrown, shared));
  }
}

function failureAbout(
  { registration: { alias } }: RegistrationFacts,
  thrown: unknown,
  { redact }: SharedFacts,
): CheckFailure {
  return failureOf(thrown, { what: `The judgment of ${alias}`, redact });
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

function factsOf(
  own: OwnFacts,
  { stats, ccr, memories, notRecalled }: SharedFacts,
): RegistrationFacts {
  const { alias } = own.registration;
  const memory = memories.get(alias);
  const remembered = memory === undefined ? {} : { memory };
  const forgotten = notRecalled === undefined ? {} : { notRecalled };
  return {
    ...own,
    ...remembered,
    ...forgotten,
    stats: statsOf(stats.remotes, alias),
    searchCounts: stats.searches,
    ccr,
    othersHanging: [],
  };
}
