/**
 * What two clusters can do with each other at given versions, and what they lose between two
 * states.
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
 * Functions that worked before and no longer work. If the wire protocol is incompatible, everything
 * else fails too, and only the wire is reported. Replication counts only if someone replicates. If
 * the use of replication is unknown, or the failure is uncertain, the loss is a `maybe`.
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
 * Cost of a plan: permanent losses, temporary losses, steps, detours. Comparison starts with the
 * most severe kind, so no number of steps outweighs a loss.
 */

/**
 * Elements: for wire, replication, search, and uncertain losses, first the permanent losses, then
 * pairs times steps of temporary losses. After these come the steps, and finally the detours.
 */
export type Cost = readonly number[];

const KINDS = ['wire', 'replication', 'search'] as const;
const PLACES = (KINDS.length + 1) * 2 + 2;

export const NOTHING: Cost = Array.from({ length: PLACES }, () => 0);

export function costOfSteps(steps: number, detours = 0): Cost {
  return NOTHING.with(-2, steps).with(-1, detours);
}

/** `forGood`: permanent, because no later step restores the pair. */
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

/** Negative if `one` costs less. */
export function compareCosts(one: Cost, other: Cost): number {
  return (
    one
      .map((amount, place) => amount - Number(other[place]))
      .find((difference) => difference !== 0) ?? 0
  );
}
