/** What a plan costs: losses that stay, losses on the way, steps, detours. Compared from the gravest kind on, so no number of steps outweighs a loss. */
import type { LostKind } from './verdicts.ts';

/** Places: for wire, replication, search and whatever is not certain, first what is lost for good, then pairs times steps on the way; then the steps, and last the detours. */
export type Cost = readonly number[];

const KINDS = ['wire', 'replication', 'search'] as const;
const PLACES = (KINDS.length + 1) * 2 + 2;

export const NOTHING: Cost = Array.from({ length: PLACES }, () => 0);

export function costOfSteps(steps: number, detours = 0): Cost {
  return NOTHING.with(-2, steps).with(-1, detours);
}

/** `forGood`: after the last step, and so for longer than any step takes. */
export function costOfLosses(lost: readonly LostKind[], { forGood }: { readonly forGood: boolean }): Cost {
  return lost.reduce<Cost>((cost, { kind, certainty }) => {
    const place = (certainty === 'certain' ? KINDS.indexOf(kind) : KINDS.length) * 2 + (forGood ? 0 : 1);
    return cost.with(place, Number(cost[place]) + 1);
  }, NOTHING);
}

export function sum(one: Cost, other: Cost): Cost {
  return one.map((amount, place) => amount + Number(other[place]));
}

/** Below zero where `one` costs less. */
export function compareCosts(one: Cost, other: Cost): number {
  return one.map((amount, place) => amount - Number(other[place])).find((difference) => difference !== 0) ?? 0;
}
