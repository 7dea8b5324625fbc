/** What was stored, as the answers and the pages show it. */

import type { Context } from 'hono';
import pLimit from 'p-limit';
import { instantOf } from '../instant.ts';
import type { LocalCluster } from '../registry/schema.ts';
import { RELOAD_SECONDS } from '../report/page/layout.ts';
import { type ClusterOverview, clusterOverview } from '../report/page/overview.ts';
import { slotsFrom } from '../report/page/uptime.ts';
import type { Period, Rollup } from '../state/uptime/rollups.ts';
import type { HistoryEntry } from '../store/history.ts';
import type { RemoteId } from '../store/keys.ts';
import type { StoredRemote } from '../store/remotes.ts';
import type { ApiDependencies } from './dependencies.ts';
import { problem } from './problem.ts';

/** Clusters that are read at the same time. */
const CONCURRENCY = 16;

export async function readOverviews(dependencies: ApiDependencies): Promise<ClusterOverview[]> {
  const { clusters } = await dependencies.registry();
  return pLimit(CONCURRENCY).map(clusters, (cluster) => overviewOf(dependencies, cluster));
}

export async function readOverview(
  dependencies: ApiDependencies,
  name: string,
): Promise<ClusterOverview> {
  return overviewOf(dependencies, await knownCluster(dependencies, name));
}

async function overviewOf(
  { readCluster }: ApiDependencies,
  cluster: LocalCluster,
): Promise<ClusterOverview> {
  return clusterOverview(cluster.name, shownRemotes(cluster, await readCluster(cluster.name)));
}

export interface RemoteAndHistory {
  readonly remote: StoredRemote;
  /** Latest first. */
  readonly history: HistoryEntry[];
}

export async function readRemoteAndHistory(
  dependencies: ApiDependencies,
  { name, alias, hours }: { name: string; alias: string; hours: number },
): Promise<RemoteAndHistory> {
  const remote = await knownRemote(dependencies, { name, alias });
  const from = instantOf(new Date(dependencies.now().getTime() - hours * 3_600_000));
  const past = await dependencies.history({ cluster: name, alias, from });
  return { remote, history: withCurrent(past, remote.streak).filter(({ until }) => until >= from) };
}

/**
 * What is not over yet may stand in the history already, when whoever wrote it there has died
 * before the end.
 */
function withCurrent(
  past: readonly HistoryEntry[],
  current: HistoryEntry | undefined,
): HistoryEntry[] {
  const byStart = new Map(
    [...past, ...(current === undefined ? [] : [current])].map((entry) => [entry.at, entry]),
  );
  return [...byStart.values()].toSorted((a, b) => b.at.localeCompare(a.at));
}

export interface PastRollups {
  readonly hour: readonly Rollup[];
  readonly day: readonly Rollup[];
}

/** The hours of a day and the days of a month, as far as they are over. */
export async function readPastRollups(
  { rollups, now }: ApiDependencies,
  id: RemoteId,
): Promise<PastRollups> {
  const read = (period: Period) => rollups({ ...id, period, from: slotsFrom(period, now()) });
  const [hour, day] = await Promise.all([read('hour'), read('day')]);
  return { hour, day };
}

/**
 * Names of requests, looked up: only what is registered or was checked is known, and unknown names
 * are 404.
 */

/**
 * Longer ones would not be looked up by the table; Elasticsearch's own settings would hardly take
 * them.
 */
const MAX_ALIAS_LENGTH = 255;

export async function knownCluster(
  { registry }: Pick<ApiDependencies, 'registry'>,
  name: string,
): Promise<LocalCluster> {
  const cluster = (await registry()).clusters.find((candidate) => candidate.name === name);
  if (cluster === undefined) throw problem(404, `The registry has no cluster ${name}`);
  return cluster;
}

export async function knownRemote(
  dependencies: ApiDependencies,
  { name, alias }: { name: string; alias: string },
): Promise<StoredRemote> {
  const cluster = await knownCluster(dependencies, name);
  const candidate = alias.length <= MAX_ALIAS_LENGTH && !isIgnored(cluster, alias);
  const remote = candidate ? await dependencies.readRemote(name, alias) : undefined;
  if (remote === undefined)
    throw problem(404, `There is no result of a remote cluster ${alias} of cluster ${name}`);
  return remote;
}

/** Throws where an alias stands neither in the registry nor in a result. */
export async function refuseUnknownAliases(
  dependencies: ApiDependencies,
  { cluster, remotes }: { cluster: LocalCluster; remotes: readonly string[] },
): Promise<void> {
  const checked = remotes.length === 0 ? [] : await dependencies.readCluster(cluster.name);
  const isKnown = (alias: string) =>
    Object.hasOwn(cluster.remotes, alias) || checked.some((remote) => remote.alias === alias);
  const unknown = remotes.filter((alias) => isIgnored(cluster, alias) || !isKnown(alias));
  if (unknown.length > 0)
    throw problem(404, `Cluster ${cluster.name} has no remote cluster ${unknown.join(', ')}`);
}

/**
 * What is worth showing: what the registry ignores is left out, and so is `*` once the aliases are
 * known again.
 */
export function shownRemotes(
  cluster: LocalCluster,
  remotes: readonly StoredRemote[],
): StoredRemote[] {
  const isLatest = ({ updatedAt }: StoredRemote) =>
    remotes.every((other) => other.updatedAt <= updatedAt);
  return remotes.filter(
    (remote) => !isIgnored(cluster, remote.alias) && (remote.alias !== '*' || isLatest(remote)),
  );
}

function isIgnored({ remotes }: LocalCluster, alias: string): boolean {
  return Object.hasOwn(remotes, alias) && remotes[alias]?.ignore === true;
}

/** Asks the browser to come again, unless its user has stopped that. */
export function reloads(context: Context): boolean {
  const isReloading = context.req.query('reload') !== 'off';
  if (isReloading) context.header('Refresh', String(RELOAD_SECONDS));
  return isReloading;
}
