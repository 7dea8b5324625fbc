/**
 * Finds the cheapest upgrade order with A*. A state holds the positions of all clusters, and a step
 * moves one cluster forward. The estimate never exceeds the remaining cost, so the first end state
 * is the best: it breaks least, with the fewest steps.
 */

import type { Follows } from './landscape.ts';
import { detoursOf, fewestSteps, type Position, stepsBetween } from './upgradePath.ts';
import {
  type Cost,
  compareCosts,
  costOfLosses,
  costOfSteps,
  type LostKind,
  lostKinds,
  NOTHING,
  sum,
  verdictsOf,
} from './verdicts.ts';

/** Clusters that are equal in everything that matters. They upgrade one after another. */
export interface Group {
  readonly size: number;
  readonly positions: readonly Position[];
}

/** All pairs between members of two groups, as indices into `groups`. */
export interface Link {
  readonly local: number;
  readonly remote: number;
  readonly follows: Follows;
}

export interface Problem {
  /** The first group must reach its last position. */
  readonly groups: readonly [Group, ...Group[]];
  readonly links: readonly Link[];
}

export interface Move {
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

export type Solution =
  | { readonly outcome: 'found'; readonly moves: readonly Move[] }
  | { readonly outcome: 'no-path' | 'too-large' };

/** About a few seconds of work. */
const MOST_STATES = 20_000;

type State = readonly number[];

interface Path {
  readonly state: State;
  readonly cost: Cost;
  readonly move?: Move;
  readonly before?: Path;
  readonly isEnd?: true;
}

export function cheapestOrder(problem: Problem, mostStates: number = MOST_STATES): Solution {
  const rules = rulesOf(problem);
  const start = problem.groups.map(() => 0);
  if (!rules.leadsToGoal(start)) return { outcome: 'no-path' };
  const queue = createQueue<Path>();
  const cheapest = new Map<string, Cost>();
  const add = (path: Path) => {
    const known = cheapest.get(keyOf(path));
    if (known !== undefined && compareCosts(known, path.cost) <= 0) return;
    cheapest.set(keyOf(path), path.cost);
    queue.add(path, path.isEnd ? path.cost : sum(path.cost, rules.estimate(path.state)));
  };
  add({ state: start, cost: NOTHING });
  for (let looked = 0; looked < mostStates; looked += 1) {
    // The queue is never empty before the end, because steps lead from each of its states to the
    // goal.
    const path = queue.take() as Path;
    if (path.isEnd) return { outcome: 'found', moves: movesOf(path) };
    for (const next of rules.next(path)) add(next);
  }
  return { outcome: 'too-large' };
}

function keyOf({ state, isEnd }: Path): string {
  return `${state.join()}${isEnd ? ' end' : ''}`;
}

function movesOf(path: Path): Move[] {
  const moves: Move[] = [];
  for (let step: Path | undefined = path; step !== undefined; step = step.before)
    if (step.move) moves.unshift(step.move);
  return moves;
}

interface Rules {
  /** False if the target cannot reach its last position. */
  leadsToGoal(state: State): boolean;
  next(path: Path): Path[];
  /**
   * Steps that the target needs, plus one step for each partner that would lose something
   * permanently at its current version.
   */
  estimate(state: State): Cost;
}

function rulesOf({ groups, links }: Problem): Rules {
  const steps = groups.map(({ positions }) => stepsBetween(positions));
  const detours = groups.map(({ positions }) => detoursOf(positions));
  const costs = links.map((link) => ({ ...link, cost: costOfLink(link, groups) }));
  const fewest = fewestSteps(steps[0] as number[][]);
  const goal = fewest.length - 1;
  const costOf = (state: State, when: keyof LinkCost) =>
    costs.reduce(
      (total, { local, remote, cost }) =>
        sum(total, cost(Number(state[local]), Number(state[remote]))[when]),
      NOTHING,
    );
  const isStuck = (state: State, group: number) =>
    costs.some(({ local, remote, cost }) => {
      if (local === 0 && remote === group)
        return cost(goal, Number(state[group])).forGood !== NOTHING;
      return (
        remote === 0 && local === group && cost(Number(state[group]), goal).forGood !== NOTHING
      );
    });
  const leadsToGoal = ([target]: State) => Number.isFinite(fewest[Number(target)]);

  function next(path: Path): Path[] {
    const { state, cost } = path;
    const moves = groups.flatMap(({ size }, group) => {
      const from = Number(state[group]);
      return ((steps[group] as number[][])[from] as number[])
        .toReversed()
        .map((to) => ({ size, group, from, to, after: state.with(group, to) }));
    });
    const further = moves
      .filter(({ after }) => leadsToGoal(after))
      .map(({ size, group, from, to, after }): Path => {
        const detour = size * Number((detours[group] as number[])[to]);
        const added = sum(costOfSteps(size, detour), costOf(after, 'onTheWay'));
        return { state: after, cost: sum(cost, added), move: { group, from, to }, before: path };
      });
    return state[0] === goal
      ? [
          { state, cost: sum(cost, costOf(state, 'forGood')), before: path, isEnd: true },
          ...further,
        ]
      : further;
  }

  function estimate(state: State): Cost {
    const stuck = groups.filter((_, group) => isStuck(state, group));
    return costOfSteps(
      Number(fewest[Number(state[0])]) + stuck.reduce((total, { size }) => total + size, 0),
    );
  }

  return { leadsToGoal, next, estimate };
}

interface LinkCost {
  readonly onTheWay: Cost;
  readonly forGood: Cost;
}

/** What the pairs of a link lose at two positions, compared with the first positions. */
function costOfLink(
  { local, remote, follows }: Link,
  groups: Problem['groups'],
): (atLocal: number, atRemote: number) => LinkCost {
  const [ofLocal, ofRemote] = [groups[local] as Group, groups[remote] as Group];
  const verdicts = (one: number, other: number) =>
    verdictsOf(
      (ofLocal.positions[one] as Position).versions,
      (ofRemote.positions[other] as Position).versions,
    );
  const before = verdicts(0, 0);
  const known = new Map<number, LinkCost>();
  return (atLocal, atRemote) => {
    const key = atLocal * ofRemote.positions.length + atRemote;
    const cost =
      known.get(key) ??
      costOf(lostKinds(before, verdicts(atLocal, atRemote), follows), ofLocal.size * ofRemote.size);
    known.set(key, cost);
    return cost;
  };
}

function costOf(lost: readonly LostKind[], pairs: number): LinkCost {
  const all = lost.flatMap((kind) => Array.from({ length: pairs }, () => kind));
  return {
    onTheWay: costOfLosses(all, { forGood: false }),
    forGood: costOfLosses(all, { forGood: true }),
  };
}

/**
 * A priority queue as a binary heap. Removes the cheapest entry first, and equal entries in the
 * order of insertion.
 */

interface Entry<T> {
  readonly value: T;
  readonly cost: Cost;
  readonly turn: number;
}

export interface Queue<T> {
  add(value: T, cost: Cost): void;
  /** Removes and returns the cheapest entry. Undefined if the queue is empty. */
  take(): T | undefined;
}

export function createQueue<T>(): Queue<T> {
  const heap: Entry<T>[] = [];
  let turn = 0;

  return {
    add(value, cost) {
      heap.push({ value, cost, turn });
      turn += 1;
      rise(heap);
    },
    take() {
      const [first] = heap;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
      return first?.value;
    },
  };
}

function isBefore<T>(one: Entry<T>, other: Entry<T>): boolean {
  return (compareCosts(one.cost, other.cost) || one.turn - other.turn) < 0;
}

function swap<T>(heap: Entry<T>[], one: number, other: number): void {
  [heap[one], heap[other]] = [heap[other] as Entry<T>, heap[one] as Entry<T>];
}

/** Moves the last entry up to its place. */
function rise<T>(heap: Entry<T>[]): void {
  for (let place = heap.length - 1; place > 0; ) {
    const above = (place - 1) >> 1;
    if (!isBefore(heap[place] as Entry<T>, heap[above] as Entry<T>)) return;
    swap(heap, place, above);
    place = above;
  }
}

/** Moves the first entry down to its place. */
function sink<T>(heap: Entry<T>[]): void {
  for (let place = 0; ; ) {
    const below = [2 * place + 1, 2 * place + 2].filter((child) => child < heap.length);
    const least = below.reduce(
      (best, child) => (isBefore(heap[child] as Entry<T>, heap[best] as Entry<T>) ? child : best),
      place,
    );
    if (least === place) return;
    swap(heap, place, least);
    place = least;
  }
}
