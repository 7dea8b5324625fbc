/**
 * Predicts what the upgrade of a cluster breaks, and finds the upgrade order that breaks least.
 * Pure: takes results of checks and returns the record.
 */
import type { Instant } from '../instant.ts';
import type { Version } from '../release/release.ts';
import {
  PREFLIGHT_SCHEMA_VERSION,
  type Preflight,
  type PreflightPair,
  type UpgradeStep,
} from '../result/preflight.ts';
import type { CheckResult } from '../result/result.ts';
import {
  type Cluster,
  connectedTo,
  type Follows,
  type Landscape,
  landscapeOf,
  type Pair,
  placesOf,
} from './landscape.ts';
import { nameProblem, pathProblem, targetOf } from './problems.ts';
import { orderOf, type Step, stepsOf } from './steps.ts';
import { textOf } from './upgradePath.ts';
import { verdictsOf } from './verdicts.ts';

export interface PreflightRequest {
  /** Name of a local cluster, or alias of a remote cluster. */
  readonly cluster: string;
  /** Target version. */
  readonly to: string;
  /** Assume replication on all pairs or on none, regardless of what the checks found. */
  readonly replication?: 'all' | 'none' | undefined;
}

/** A preflight, or the reason why the name or the version is not usable. */
export type PreflightAnswer =
  | { readonly ok: true; readonly preflight: Preflight }
  | { readonly ok: false; readonly problem: string };

/** `mostStates` is the maximum number of states that the search may visit. */
export function preflight(
  results: readonly CheckResult[],
  request: PreflightRequest,
  options: { mostStates?: number } = {},
): PreflightAnswer {
  const everything = landscapeOf(results, (result) => followsOf(result, request));
  const places = placesOf(everything, request.cluster);
  const [place] = places;
  if (place === undefined || places.length > 1)
    return { ok: false, problem: nameProblem(everything, places, request.cluster) };
  const landscape = connectedTo(everything, place);
  const target = targetOf(landscape, request.to);
  if ('problem' in target) return { ok: false, problem: target.problem };
  const order = orderOf(landscape, target.version, options.mostStates);
  if (order === undefined) return { ok: false, problem: pathProblem(landscape, target.version) };
  return { ok: true, preflight: assemble({ results, landscape, to: target.version, ...order }) };
}

function followsOf(
  { replication: seen, notSeen }: CheckResult,
  { replication: said }: PreflightRequest,
): Follows {
  if (said !== undefined) return said === 'all' ? 'yes' : 'no';
  if (seen !== undefined) return 'yes';
  return notSeen['local GET /_ccr/stats'] === undefined ? 'no' : 'unknown';
}

interface Parts {
  readonly results: readonly CheckResult[];
  readonly landscape: Landscape;
  readonly to: Version;
  readonly steps: readonly Step[];
  readonly searched: boolean;
}

function assemble({ results, landscape, to, steps, searched }: Parts): Preflight {
  const [target] = landscape.clusters;
  const pairs = landscape.pairs.filter(({ local, remote }) => local === 0 || remote === 0);
  const described = pairs.map((pair) => pairOf(pair, { landscape, to, steps }));
  const told = stepsOf(landscape, steps);
  return {
    schemaVersion: PREFLIGHT_SCHEMA_VERSION,
    cluster: (target as Cluster).name,
    from: [...(target as Cluster).versions],
    to: textOf(to),
    outcome: outcomeOf(told, described),
    pairs: described,
    order: { searched, steps: told },
    clusters: landscape.clusters.map(({ name, uuid, versions }) => ({
      name,
      ...(uuid === undefined ? {} : { uuid }),
      versions: [...versions],
    })),
    resultsFrom: landscape.pairs.map(({ result }) => result.checkedAt).toSorted()[0] as Instant,
    notes: notesOf(results, landscape),
  };
}

function pairOf(
  { local, remote, alias, follows, result }: Pair,
  { landscape: { clusters }, to, steps }: Omit<Parts, 'results' | 'searched'>,
): PreflightPair {
  const now = (place: number) => (clusters[place] as Cluster).versions;
  const alone = (place: number) => (place === 0 ? [textOf(to)] : now(place));
  const afterwards = (place: number) =>
    steps.findLast(({ cluster }) => cluster === place)?.to.versions ?? now(place);
  const judged = (versions: (place: number) => readonly string[]) =>
    verdictsOf(versions(local), versions(remote));
  return {
    local: (clusters[local] as Cluster).name,
    remote: (clusters[remote] as Cluster).name,
    alias,
    status: result.status,
    cause: result.cause.code,
    follows,
    ...(result.replication === undefined ? {} : { followers: result.replication.followers }),
    versions: { local: [...now(local)], remote: [...now(remote)] },
    now: judged(now),
    alone: judged(alone),
    afterwards: judged(afterwards),
  };
}

function outcomeOf(
  steps: readonly UpgradeStep[],
  pairs: readonly PreflightPair[],
): Preflight['outcome'] {
  const losses = steps.flatMap((step) => step.losses);
  const certain = losses.filter(({ certainty }) => certainty === 'certain');
  if (certain.some(({ kind }) => kind !== 'search')) return 'breaks';
  if (certain.length > 0) return 'degraded';
  const isUnknown = ({ now }: PreflightPair) =>
    now.wire.verdict === 'unknown' || now.search.verdict === 'unknown';
  return losses.length > 0 || pairs.some(isUnknown) ? 'unknown' : 'nothing-breaks';
}

/** Gaps of the checks. Because of them, the preflight may miss problems. */

export function notesOf(results: readonly CheckResult[], { clusters, pairs }: Landscape): string[] {
  const names = (found: readonly CheckResult[]) =>
    [...new Set(found.map(({ cluster }) => cluster))].toSorted();
  const identified = new Set(
    results
      .filter(({ localClusterUuid }) => localClusterUuid !== undefined)
      .map(({ cluster }) => cluster),
  );
  const unlisted = names(results.filter(({ alias }) => alias === '*'));
  const unidentified = names(results.filter(({ cluster }) => !identified.has(cluster)));
  const strangers = pairs.filter(({ remote }) => clusters[remote]?.uuid === undefined);
  return [
    ...unlisted.map(
      (cluster) => `Could not list the remotes of ${cluster}; some of its pairs may be missing`,
    ),
    ...unidentified.map(
      (cluster) =>
        `The cluster_uuid of ${cluster} is unknown; pairs in which it is the remote may be missing`,
    ),
    ...strangers.map(
      ({ alias, result: { cluster } }) =>
        `Could not identify the cluster behind ${cluster}/${alias} (no cluster_uuid); treated as a separate cluster`,
    ),
    ...clusters.flatMap(({ name, versions }) =>
      versions.length > 0 ? [] : [`Version of ${name} unknown; its pairs are not judged`],
    ),
  ];
}
