/** Finds the clusters and the pairs that depend on each other from the results of checks. */
import { distinct } from '../diagnosis/view.ts';
import type { CheckResult } from '../result/result.ts';

export interface Cluster {
  /** Name in the registry, or the alias if the cluster is only a remote. */
  readonly name: string;
  readonly uuid?: string;
  /** Empty if the version is unknown. */
  readonly versions: readonly string[];
  /** Aliases under which other clusters have registered this cluster. */
  readonly aliases: readonly string[];
}

export type Follows = 'yes' | 'no' | 'unknown';

/** A local cluster and one of its remotes, as indices into `clusters`. */
export interface Pair {
  readonly local: number;
  readonly remote: number;
  readonly alias: string;
  readonly follows: Follows;
  readonly result: CheckResult;
}

export interface Landscape {
  readonly clusters: readonly Cluster[];
  readonly pairs: readonly Pair[];
}

/** Replaces the alias in a result whose remotes could not be listed. */
const UNKNOWN_ALIAS = '*';

/**
 * Recognizes the same cluster by its uuid, local or remote, under any alias. Without a uuid, each
 * alias counts as a separate cluster. Skips a cluster that is its own remote, because no upgrade
 * order matters for that pair.
 */
export function landscapeOf(
  results: readonly CheckResult[],
  follows: (result: CheckResult) => Follows,
): Landscape {
  const views = viewsOf(results.filter(({ alias }) => alias !== UNKNOWN_ALIAS)).filter(
    ({ localKey, remoteKey }) => localKey !== remoteKey,
  );
  const keys = [...new Set(views.flatMap(({ localKey, remoteKey }) => [localKey, remoteKey]))];
  const places = new Map(keys.map((key, place) => [key, place]));
  const asLocal = Map.groupBy(views, ({ localKey }) => localKey);
  const asRemote = Map.groupBy(views, ({ remoteKey }) => remoteKey);
  const clusters = keys.map((key) =>
    clusterOf(key, { asLocal: asLocal.get(key) ?? [], asRemote: asRemote.get(key) ?? [] }),
  );
  return {
    clusters: withDistinctNames(clusters),
    pairs: views.map(({ result, localKey, remoteKey }) => ({
      local: Number(places.get(localKey)),
      remote: Number(places.get(remoteKey)),
      alias: result.alias,
      follows: follows(result),
      result,
    })),
  };
}

/** A result and the clusters on both sides. */
interface View {
  readonly result: CheckResult;
  readonly localKey: string;
  readonly remoteKey: string;
}

const UUID = 'uuid ';

/** Any result of a local cluster may contain its uuid. */
function viewsOf(results: readonly CheckResult[]): View[] {
  const uuids = new Map(
    results.flatMap(({ cluster, localClusterUuid: uuid }) =>
      uuid === undefined ? [] : [[cluster, uuid] as const],
    ),
  );
  return results.map((result) => {
    const { cluster, alias, remoteClusterUuid } = result;
    const localUuid = uuids.get(cluster);
    return {
      result,
      localKey: localUuid === undefined ? `local ${cluster}` : `${UUID}${localUuid}`,
      remoteKey:
        remoteClusterUuid === undefined
          ? `remote ${cluster} ${alias}`
          : `${UUID}${remoteClusterUuid}`,
    };
  });
}

interface Described extends Cluster {
  /** A cluster that uses this name as an alias. Undefined if the name is the cluster's own. */
  readonly seenFrom: string | undefined;
}

/** Values that a cluster reports about itself take precedence over values that others report. */
function clusterOf(
  key: string,
  { asLocal, asRemote }: { asLocal: readonly View[]; asRemote: readonly View[] },
): Described {
  const locals = distinct(asLocal.map(({ result }) => result.cluster));
  const aliases = distinct(asRemote.map(({ result }) => result.alias));
  const own = distinct(asLocal.flatMap(({ result }) => result.versions.local));
  const seen = distinct(asRemote.flatMap(({ result }) => result.versions.remote));
  const name = String([...locals, ...aliases][0]);
  return {
    name,
    ...(key.startsWith(UUID) ? { uuid: key.slice(UUID.length) } : {}),
    versions: own.length > 0 ? own : seen,
    aliases,
    seenFrom:
      locals.length > 0
        ? undefined
        : asRemote.find(({ result }) => result.alias === name)?.result.cluster,
  };
}

/**
 * Makes names unique, because several clusters may share an alias. Names from the registry never
 * change.
 */
function withDistinctNames(clusters: readonly Described[]): Cluster[] {
  return clusters.map(({ seenFrom, ...cluster }) => {
    const isTaken = clusters.filter(({ name }) => name === cluster.name).length > 1;
    return isTaken && seenFrom !== undefined
      ? { ...cluster, name: `${cluster.name} of ${seenFrom}` }
      : cluster;
  });
}

/**
 * Indices of the clusters with that name or alias. Several if an alias is not unique. A name in the
 * registry takes precedence over aliases.
 */
export function placesOf({ clusters, pairs }: Landscape, name: string): number[] {
  const local = pairs.find(({ result }) => result.cluster === name)?.local;
  if (local !== undefined) return [local];
  return clusters.flatMap((cluster, place) =>
    cluster.name === name || cluster.aliases.includes(name) ? [place] : [],
  );
}

/**
 * The clusters that depend on one cluster, directly or through others. That cluster comes first.
 */
export function connectedTo({ clusters, pairs }: Landscape, start: number): Landscape {
  const partners = Map.groupBy(
    pairs.flatMap(({ local, remote }) => [
      { of: local, is: remote },
      { of: remote, is: local },
    ]),
    ({ of }) => of,
  );
  const places = new Set([start]);
  for (const place of places)
    for (const { is } of partners.get(place) as { is: number }[]) places.add(is);
  const order = new Map([...places].map((place, index) => [place, index]));
  return {
    clusters: [...places].map((place) => clusters[place] as Cluster),
    pairs: pairs.flatMap((pair) => {
      const [local, remote] = [order.get(pair.local), order.get(pair.remote)];
      return local === undefined || remote === undefined ? [] : [{ ...pair, local, remote }];
    }),
  };
}
