/** Which aliases of one local cluster are checked. */
import { UNKNOWN_ALIAS, unregistered } from '../facts/clusterFacts.ts';
import type { LocalFacts } from '../facts/facts.ts';
import type { Registration } from '../facts/registration.ts';
import type { LocalCluster } from '../registry/schema.ts';
import type { CheckContext } from './context.ts';
import { knownAliases, registrar } from './elasticsearch/registrations.ts';

/**
 * Far more than any local cluster has; each takes cross-cluster requests, and in AWS a share of an
 * invocation.
 */
export const ALIASES_AT_MOST = 1_000;

interface ToCheck {
  /** How many there are. */
  readonly known: number;
  readonly wanted: readonly Registration[];
  readonly skippedAliases: readonly string[];
}

/**
 * What is registered, and what the registry expects to be; aliases that are to be ignored left out.
 * If there are too many, those that the registry names come first, then those whose entries were
 * read.
 */
export function toCheck(
  local: LocalFacts,
  { remotes }: LocalCluster,
  { wants, onRegistered }: CheckContext,
): ToCheck {
  const registered = new Map(knownAliases(local).map((known) => [known.alias, known]));
  const listed = isListed(local);
  const absent = Object.keys(remotes).filter((alias) => !registered.has(alias));
  const all = [...registered.keys(), ...absent].filter((alias) => remotes[alias]?.ignore !== true);
  onRegistered?.(all);
  const asked = all.filter(wants);
  // Of a cluster that did not list its remotes nobody knows whether it has one that is wanted.
  if (asked.length === 0 && !listed)
    return { known: all.length + 1, wanted: [unlisted(local.name)], skippedAliases: [] };
  const isRead = (alias: string) => (registered.get(alias)?.infos.length ?? 0) > 0;
  const { chosen, skipped } = firstAliases(asked, { named: remotes, isRead });
  const registrationOf = registrar(local);
  const wanted = chosen.map((alias) => {
    const known = registered.get(alias);
    return known === undefined
      ? unregistered(local.name, alias, listed ? 'nowhere' : 'unknown')
      : registrationOf(known);
  });
  return { known: all.length, wanted, skippedAliases: skipped };
}

/** Of a node that lists very many, only the names of some are read. */
function firstAliases(
  aliases: readonly string[],
  {
    named,
    isRead,
  }: { readonly named: LocalCluster['remotes']; readonly isRead: (alias: string) => boolean },
): { chosen: readonly string[]; skipped: readonly string[] } {
  if (aliases.length <= ALIASES_AT_MOST) return { chosen: aliases, skipped: [] };
  const rankOf = (alias: string) => (Object.hasOwn(named, alias) ? 0 : isRead(alias) ? 1 : 2);
  const inOrder = aliases.toSorted((one, other) => rankOf(one) - rankOf(other));
  return { chosen: inOrder.slice(0, ALIASES_AT_MOST), skipped: inOrder.slice(ALIASES_AT_MOST) };
}

/** Stands for all aliases of which nothing is known. */
export function unlisted(cluster: string): Registration {
  return unregistered(cluster, UNKNOWN_ALIAS, 'unknown');
}

export function isListed({ nodesAsked }: LocalFacts): boolean {
  return nodesAsked.some(({ remoteInfo }) => remoteInfo.ok);
}
