/**
 * What two clusters can do with each other at given releases, and what of it is lost on the way
 * from one state to another.
 */
import { replicationVerdict, searchVerdict, wireVerdict } from '../release/compatibility.ts';
import type { PairKind, Verdicts } from '../result/preflight.ts';
import type { Follows } from './landscape.ts';

export function verdictsOf(local: readonly string[], remote: readonly string[]): Verdicts {
  const wire = wireVerdict({ versions: local }, { versions: remote });
  return {
    wire,
    search: searchVerdict(local, remote),
    replication: replicationVerdict(local, remote, wire),
  };
}

export interface LostKind {
  readonly kind: PairKind;
  readonly certainty: 'certain' | 'maybe';
  readonly why: string;
}

/**
 * What worked and does not work any more. Without a wire nothing else works either, which is not
 * told again. Replication counts where somebody replicates; where that is not known the loss is a
 * `maybe`, as is one that nobody knows of whether it happens.
 */
export function lostKinds(before: Verdicts, after: Verdicts, follows: Follows): LostKind[] {
  const lost = (['wire', 'search', 'replication'] as const).flatMap((kind) => {
    const { verdict, why } = after[kind];
    if (before[kind].verdict !== 'supported' || verdict === 'supported') return [];
    if (kind === 'replication' && follows === 'no') return [];
    const isCertain = verdict === 'unsupported' && (kind !== 'replication' || follows === 'yes');
    return [{ kind, certainty: isCertain ? 'certain' : 'maybe', why } as const];
  });
  const wire = lost.filter(({ kind }) => kind === 'wire');
  return wire.length > 0 ? wire : lost;
}

/**
 * What a plan costs: losses that stay, losses on the way, steps, detours. Compared from the gravest
 * kind on, so no number of steps outweighs a loss.
 */

/**
 * Places: for wire, replication, search and whatever is not certain, first what is lost for good,
 * then pairs times steps on the way; then the steps, and last the detours.
 */
export type Cost = readonly number[];

const KINDS = ['wire', 'replication', 'search'] as const;
const PLACES = (KINDS.length + 1) * 2 + 2;

export const NOTHING: Cost = Array.from({ length: PLACES }, () => 0);

export function costOfSteps(steps: number, detours = 0): Cost {
  return NOTHING.with(-2, steps).with(-1, detours);
}

/** `forGood`: after the last step, and so for longer than any step takes. */
export function costOfLosses(
  lost: readonly LostKind[],
  { forGood }: { readonly forGood: boolean },
): Cost {
  return lost.reduce<Cost>((cost, { kind, certainty }) => {
    const place =
      (certainty === 'certain' ? KINDS.indexOf(kind) : KINDS.length) * 2 + (forGood ? 0 : 1);
    return cost.with(place, Number(cost[place]) + 1);
  }, NOTHING);
}

export function sum(one: Cost, other: Cost): Cost {
  return one.map((amount, place) => amount + Number(other[place]));
}

/** Below zero where `one` costs less. */
export function compareCosts(one: Cost, other: Cost): number {
  return (
    one
      .map((amount, place) => amount - Number(other[place]))
      .find((difference) => difference !== 0) ?? 0
  );
}
