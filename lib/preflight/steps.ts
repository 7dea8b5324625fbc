/** The upgrade order, step by step, and the losses of each step. */
import type { Version } from '../release/release.ts';
import type { Loss, UpgradeStep } from '../result/preflight.ts';
import type { Cluster, Landscape, Pair } from './landscape.ts';
import { cheapestOrder, type Group, type Link, type Move, type Problem } from './search.ts';
import { fewestSteps, type Position, positionsOf, stepsBetween } from './upgradePath.ts';
import { type LostKind, lostKinds, verdictsOf } from './verdicts.ts';

export interface Step {
  /** Index in the landscape. */
  readonly cluster: number;
  readonly from: Position;
  readonly to: Position;
}

export interface Order {
  readonly steps: readonly Step[];
  /** False if there were too many orders. The steps then cover only the first cluster. */
  readonly searched: boolean;
}

/** Undefined if no steps lead the first cluster to the target version. */
export function orderOf(landscape: Landscape, to: Version, mostStates?: number): Order | undefined {
  const problem = grouped(landscape, to);
  const solution = cheapestOrder(problem, mostStates);
  if (solution.outcome === 'no-path') return undefined;
  const searched = solution.outcome === 'found';
  const moves = searched ? solution.moves : movesAlone(problem.groups[0]);
  const steps = moves.flatMap(({ group, from, to: next }) => {
    const { positions } = problem.groups[group] as Group;
    return (problem.members[group] as readonly number[]).map((cluster) => {
      return { cluster, from: positions[from] as Position, to: positions[next] as Position };
    });
  });
  return { steps, searched };
}

function movesAlone({ positions }: Group): Move[] {
  const steps = stepsBetween(positions);
  const fewest = fewestSteps(steps);
  const moves: Move[] = [];
  for (let from = 0; from < positions.length - 1; ) {
    const to = Number(steps[from]?.find((next) => Number(fewest[next]) < Number(fewest[from])));
    moves.push({ group: 0, from, to });
    from = to;
  }
  return moves;
}

/** What each step breaks that worked before the first step, and when it works again. */
export function stepsOf({ clusters, pairs }: Landscape, steps: readonly Step[]): UpgradeStep[] {
  const states = statesOf(clusters, steps);
  const lostAfter = pairs.map((pair) =>
    states.map((state) => lostBetween(pair, states[0] as State, state)),
  );
  return steps.map(({ cluster, from, to }, index) => ({
    cluster: (clusters[cluster] as Cluster).name,
    from: from.versions.length > 1 ? [...from.versions] : [from.text],
    to: to.text,
    losses: pairs.flatMap((pair, place) =>
      lossesOf(pair, { clusters, lost: lostAfter[place] as LostKind[][], step: index + 1 }),
    ),
  }));
}

/** Versions of each cluster. */
type State = readonly (readonly string[])[];

/** States before the first step and after each step. */
function statesOf(clusters: readonly Cluster[], steps: readonly Step[]): State[] {
  const states: State[] = [clusters.map(({ versions }) => versions)];
  for (const { cluster, to } of steps)
    states.push((states.at(-1) as State).with(cluster, to.versions));
  return states;
}

function lostBetween({ local, remote, follows }: Pair, before: State, after: State): LostKind[] {
  const verdicts = (state: State) =>
    verdictsOf(state[local] as readonly string[], state[remote] as readonly string[]);
  return lostKinds(verdicts(before), verdicts(after), follows);
}

interface Course {
  readonly clusters: readonly Cluster[];
  /** Losses before the first step and after each step. */
  readonly lost: readonly (readonly LostKind[])[];
  readonly step: number;
}

function lossesOf({ local, remote, alias }: Pair, { clusters, lost, step }: Course): Loss[] {
  const isLost = (kind: LostKind['kind'], at: number) =>
    lost[at]?.some((one) => one.kind === kind) === true;
  const begun = (lost[step] as readonly LostKind[]).filter(({ kind }) => !isLost(kind, step - 1));
  return begun.map(({ kind, certainty, why }) => {
    // Without a common wire version everything else is lost too, but only the wire is reported.
    const untilStep = lost.findIndex(
      (_, at) => at > step && !isLost(kind, at) && !isLost('wire', at),
    );
    return {
      local: (clusters[local] as Cluster).name,
      remote: (clusters[remote] as Cluster).name,
      alias,
      kind,
      certainty,
      why,
      ...(untilStep === -1 ? {} : { untilStep }),
    };
  });
}

/**
 * Clusters with the same versions and the same partners form a group. They have no pair among
 * themselves, so the best order for one suits all, one right after another. This reduces a hub with
 * forty remotes to a problem of two groups.
 */

export interface Grouped extends Problem {
  /** Indices of the clusters in each group. */
  readonly members: readonly (readonly number[])[];
}

/** The first cluster, which is the upgrade target, is always a group of its own. */
export function grouped({ clusters, pairs }: Landscape, to: Version): Grouped {
  const partners = Map.groupBy(
    pairs.flatMap(({ local, remote, follows }) => [
      { of: local, is: `to ${remote} ${follows}` },
      { of: remote, is: `from ${local} ${follows}` },
    ]),
    ({ of }) => of,
  );
  const likenessOf = (place: number) =>
    JSON.stringify([
      place === 0,
      clusters[place]?.versions,
      [...new Set((partners.get(place) as { is: string }[]).map(({ is }) => is))].toSorted(),
    ]);
  const members = [...Map.groupBy(clusters.keys(), likenessOf).values()];
  const groupOf = new Map(
    members.flatMap((places, group) => places.map((place) => [place, group] as const)),
  );
  const groups = members.map(([first, ...others]): Group => {
    const versions = clusters[Number(first)]?.versions as readonly string[];
    return { size: others.length + 1, positions: positionsOf(versions, to) };
  });
  const links = pairs.map(({ local, remote, follows }): Link => {
    return { local: Number(groupOf.get(local)), remote: Number(groupOf.get(remote)), follows };
  });
  const distinct = new Map(links.map((link) => [JSON.stringify(link), link]));
  return { groups: groups as [Group, ...Group[]], links: [...distinct.values()], members };
}
