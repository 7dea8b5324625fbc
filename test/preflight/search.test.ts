import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheapestOrder, type Link, type Move, type Problem } from '../../lib/preflight/search.ts';
import { isLegalStep, positionsOf } from '../../lib/preflight/upgradePath.ts';
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
} from '../../lib/preflight/verdicts.ts';
import { parseVersion, type Version } from '../../lib/release/release.ts';

const RELEASES = ['7.17.29', '8.17.2', '8.18.8', '8.19.21', '9.0.8', '9.1.0', '9.2.0'];

function release(text: string): Version {
  return parseVersion(text) as Version;
}

function isOlder(text: string, other: string): boolean {
  return RELEASES.indexOf(text) < RELEASES.indexOf(other);
}

interface Drawn {
  readonly problem: Problem;
  readonly to: string;
}

/** A few clusters, the first of them below its target version, and any pairs among them. */
function drawn(clusters: number, releases: readonly string[]): fc.Arbitrary<Drawn> {
  const target = fc.constantFrom(...releases.slice(1));
  return target.chain((to) =>
    fc
      .record({
        first: fc.constantFrom(...releases.filter((text) => isOlder(text, to))),
        others: fc.array(fc.constantFrom(...releases), { minLength: 0, maxLength: clusters - 1 }),
      })
      .chain(({ first, others }) => {
        const starts = [first, ...others];
        const place = fc.nat(starts.length - 1);
        const link: fc.Arbitrary<Link> = fc.record({
          local: place,
          remote: place,
          follows: fc.constantFrom('yes', 'no', 'unknown'),
        });
        const pairs = fc.array(
          link.filter(({ local, remote }) => local !== remote),
          { maxLength: starts.length === 1 ? 0 : 4 },
        );
        return pairs.map((links) => {
          const groups = starts.map((text) => ({
            size: 1,
            positions: positionsOf([text], release(to)),
          }));
          return { problem: { groups: groups as unknown as Problem['groups'], links }, to };
        });
      }),
  );
}

function versionsAt({ groups }: Problem, state: readonly number[]): readonly (readonly string[])[] {
  return groups.map(({ positions }, group) => positions[Number(state[group])]?.versions ?? []);
}

function lostAt(problem: Problem, versions: readonly (readonly string[])[]): LostKind[] {
  const start = versionsAt(
    problem,
    problem.groups.map(() => 0),
  );
  return problem.links.flatMap(({ local, remote, follows }) => {
    const verdicts = (of: readonly (readonly string[])[]) =>
      verdictsOf(of[local] ?? [], of[remote] ?? []);
    return lostKinds(verdicts(start), verdicts(versions), follows);
  });
}

function statesOf(problem: Problem, moves: readonly Move[]): number[][] {
  const states = [problem.groups.map(() => 0)];
  for (const { group, to } of moves) states.push((states.at(-1) ?? []).with(group, to));
  return states;
}

/** Tries all orders and returns the cost of the cheapest. */
function bruteForce(problem: Problem): Cost | undefined {
  const goal = problem.groups[0].positions.length - 1;
  const newest = (group: number, position: number) =>
    release(problem.groups[group]?.positions[position]?.versions[0] ?? '');
  const visit = (state: readonly number[], cost: Cost): Cost | undefined => {
    const ends =
      state[0] === goal
        ? [sum(cost, costOfLosses(lostAt(problem, versionsAt(problem, state)), { forGood: true }))]
        : [];
    const further = problem.groups.flatMap(({ positions }, group) =>
      [...positions.keys()]
        .filter(
          (to) =>
            to > Number(state[group]) &&
            isLegalStep(newest(group, Number(state[group])), newest(group, to)),
        )
        .flatMap((to) => {
          const after = state.with(group, to);
          const lost = costOfLosses(lostAt(problem, versionsAt(problem, after)), {
            forGood: false,
          });
          return visit(after, sum(cost, sum(costOfSteps(1), lost))) ?? [];
        }),
    );
    // `flatMap` has flattened the costs, because they are arrays too.
    const costs = [...ends, ...chunks(further as number[])];
    return costs.toSorted(compareCosts)[0];
  };
  return visit(
    problem.groups.map(() => 0),
    NOTHING,
  );
}

function chunks(numbers: readonly number[]): Cost[] {
  return Array.from({ length: numbers.length / NOTHING.length }, (_, index) =>
    numbers.slice(index * NOTHING.length, (index + 1) * NOTHING.length),
  );
}

function costOf(problem: Problem, moves: readonly Move[]): Cost {
  const states = statesOf(problem, moves).map((state) =>
    lostAt(problem, versionsAt(problem, state)),
  );
  const onTheWay = states.slice(1).map((lost) => costOfLosses(lost, { forGood: false }));
  return [
    costOfSteps(moves.length),
    costOfLosses(states.at(-1) ?? [], { forGood: true }),
    ...onTheWay,
  ].reduce(sum);
}

describe('cheapestOrder', () => {
  it('is as cheap as the cheapest of all possible orders', () => {
    fc.assert(
      fc.property(drawn(3, RELEASES.slice(2, 6)), ({ problem }) => {
        const solution = cheapestOrder(problem);
        const best = bruteForce(problem);
        expect(solution.outcome).toBe(best === undefined ? 'no-path' : 'found');
        if (solution.outcome === 'found') expect(costOf(problem, solution.moves)).toEqual(best);
      }),
      { numRuns: 60 },
    );
  });

  it('takes only legal steps from the current version, and ends at the goal', () => {
    fc.assert(
      fc.property(drawn(4, RELEASES), ({ problem }) => {
        const solution = cheapestOrder(problem);
        if (solution.outcome !== 'found') return;
        const states = statesOf(problem, solution.moves);
        for (const [index, { group, from, to }] of solution.moves.entries()) {
          expect(states[index]?.[group]).toBe(from);
          const [before, after] = [from, to].map(
            (at) => problem.groups[group]?.positions[at]?.versions[0] ?? '',
          );
          expect(isLegalStep(release(before ?? ''), release(after ?? ''))).toBe(true);
        }
        expect(states.at(-1)?.[0]).toBe(problem.groups[0].positions.length - 1);
      }),
    );
  });

  it('loses nothing in any state, including mixed ones, if the cost is zero', () => {
    fc.assert(
      fc.property(drawn(4, RELEASES), ({ problem }) => {
        const solution = cheapestOrder(problem);
        if (solution.outcome !== 'found') return;
        const states = statesOf(problem, solution.moves).map((state) => versionsAt(problem, state));
        const losses = states.map((versions) => lostAt(problem, versions).length);
        const mixed = solution.moves.map(({ group }, index) => {
          const [before, after] = [states[index]?.[group] ?? [], states[index + 1]?.[group] ?? []];
          return lostAt(problem, (states[index] ?? []).with(group, [...before, ...after])).length;
        });
        // A cluster with two versions loses what one of them loses, and nothing more.
        for (const [index, count] of mixed.entries()) {
          expect(count === 0).toBe(losses[index] === 0 && losses[index + 1] === 0);
        }
      }),
    );
  });

  it('reports a missing path, and too many orders', () => {
    const groups = (from: string, to: string): Problem['groups'] => [
      { size: 1, positions: positionsOf([from], release(to)) },
    ];
    expect(cheapestOrder({ groups: groups('8.19.0', '9.0.8'), links: [] })).toEqual({
      outcome: 'no-path',
    });
    expect(cheapestOrder({ groups: groups('8.5.0', '9.1.0'), links: [] }, 1)).toEqual({
      outcome: 'too-large',
    });
  });
});
