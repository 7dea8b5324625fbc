/** Names of requests, looked up: only what is registered or was checked is known, and unknown names are 404. */
import type { LocalCluster } from '../registry/schema.ts';
import type { StoredRemote } from '../store/types.ts';
import type { ApiDependencies } from './dependencies.ts';
import { problem } from './problem.ts';

/** Longer ones would not be looked up by the table; Elasticsearch's own settings would hardly take them. */
const MAX_ALIAS_LENGTH = 255;

export async function knownCluster({ registry }: Pick<ApiDependencies, 'registry'>, name: string): Promise<LocalCluster> {
  const cluster = (await registry()).clusters.find((candidate) => candidate.name === name);
  if (cluster === undefined) throw problem(404, `The registry has no cluster ${name}`);
  return cluster;
}

export async function knownRemote(dependencies: ApiDependencies, { name, alias }: { name: string; alias: string }): Promise<StoredRemote> {
  const cluster = await knownCluster(dependencies, name);
  const candidate = alias.length <= MAX_ALIAS_LENGTH && !isIgnored(cluster, alias);
  const remote = candidate ? await dependencies.readRemote(name, alias) : undefined;
  if (remote === undefined) throw problem(404, `There is no result of a remote cluster ${alias} of cluster ${name}`);
  return remote;
}

/** Throws where an alias stands neither in the registry nor in a result. */
export async function refuseUnknownAliases(
  dependencies: ApiDependencies,
  { cluster, remotes }: { cluster: LocalCluster; remotes: readonly string[] },
): Promise<void> {
  const checked = remotes.length === 0 ? [] : await dependencies.readCluster(cluster.name);
  const isKnown = (alias: string) => Object.hasOwn(cluster.remotes, alias) || checked.some((remote) => remote.alias === alias);
  const unknown = remotes.filter((alias) => isIgnored(cluster, alias) || !isKnown(alias));
  if (unknown.length > 0) throw problem(404, `Cluster ${cluster.name} has no remote cluster ${unknown.join(', ')}`);
}

/** What is worth showing: what the registry ignores is left out, and so is `*` once the aliases are known again. */
export function shownRemotes(cluster: LocalCluster, remotes: readonly StoredRemote[]): StoredRemote[] {
  const isLatest = ({ updatedAt }: StoredRemote) => remotes.every((other) => other.updatedAt <= updatedAt);
  return remotes.filter((remote) => !isIgnored(cluster, remote.alias) && (remote.alias !== '*' || isLatest(remote)));
}

function isIgnored({ remotes }: LocalCluster, alias: string): boolean {
  return Object.hasOwn(remotes, alias) && remotes[alias]?.ignore === true;
}
