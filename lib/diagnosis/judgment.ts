/** The judgment of all remotes of a local cluster, once everything has been asked. */
import { type ClusterFacts, factsInPlaceOf } from '../facts/clusterFacts.ts';
import type { CheckFailure, RegistrationFacts } from '../facts/facts.ts';
import { failureOf } from '../facts/failures.ts';
import type { Registration } from '../facts/registration.ts';
import type { CheckResult } from '../result/result.ts';
import { assemble } from './checkResult.ts';
import { diagnose } from './diagnose.ts';
import { hangs, type View, viewOf } from './view.ts';

type Redact = ClusterFacts['redact'];

/** A remote whose facts cannot be judged becomes `unknown`; the others are judged without it. */
export function judge({ remotes, redact }: ClusterFacts): CheckResult[] {
  const prepared = remotes.map((facts) => prepare(facts, redact));
  const hanging = prepared.flatMap((one) =>
    'view' in one && hangs(one.view) ? [one.facts.registration] : [],
  );
  return prepared.map((one) => resultOf(one, { hanging, results: prepared.length }, redact));
}

/** A remote whose facts can be judged has a view, another one the reason why not. */
type Prepared =
  | { readonly facts: RegistrationFacts; readonly view: View }
  | { readonly facts: RegistrationFacts; readonly failure: CheckFailure };

function prepare(facts: RegistrationFacts, redact: Redact): Prepared {
  try {
    const view = viewOf(facts);
    return { facts: view.facts, view };
  } catch (thrown) {
    return { facts, failure: failureAbout(facts, thrown, redact) };
  }
}

interface Together {
  readonly hanging: readonly Registration[];
  /** How many results the report gets of this cluster. */
  readonly results: number;
}

function resultOf(prepared: Prepared, { hanging, results }: Together, redact: Redact): CheckResult {
  const { facts } = prepared;
  if ('failure' in prepared) return unjudged(facts, prepared.failure);
  const { alias } = facts.registration;
  const whole = { ...facts, othersHanging: hanging.filter((other) => other.alias !== alias) };
  try {
    return assemble(whole, diagnose(whole, { ...prepared.view, facts: whole }), { results });
  } catch (thrown) {
    return unjudged(facts, failureAbout(facts, thrown, redact));
  }
}

function failureAbout(
  { registration: { alias } }: RegistrationFacts,
  thrown: unknown,
  redact: Redact,
): CheckFailure {
  return failureOf(thrown, { what: `The judgment of ${alias}`, redact });
}

/** Nothing that cannot be judged is part of the result. */
function unjudged(facts: RegistrationFacts, stopped: CheckFailure): CheckResult {
  const bare = factsInPlaceOf(facts, stopped);
  return assemble(bare, diagnose(bare));
}
