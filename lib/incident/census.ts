/** How all remotes are doing, to say of those that are in trouble what they have in common. */
import type { Status } from '../result/result.ts';

export interface RemoteName {
  readonly cluster: string;
  readonly alias: string;
}

/** What was last seen of one remote. */
export interface Standing extends RemoteName {
  readonly status: Status;
  /** Of the remote cluster, as last seen: one that cannot be reached does not tell it. */
  readonly remoteClusterUuid?: string | undefined;
  /** As `addressesOf` gives it. */
  readonly addresses?: string | undefined;
}

/** So many are failing, of so many that there are. */
export interface Share {
  readonly bad: number;
  readonly of: number;
}

export interface Census {
  /** The remotes of a local cluster. */
  readonly ofLocal: (cluster: string) => Share;
  /** The local clusters that have a remote cluster registered. */
  readonly ofRemote: (identity: string) => Share;
  /** The same for all that is the same remote cluster. */
  readonly identityOf: (remote: RemoteName) => string;
}

export function censusOf(standings: readonly Standing[]): Census {
  const uuids = new Map(standings.flatMap(({ addresses, remoteClusterUuid: uuid }) => (addresses && uuid ? [[addresses, uuid]] : [])));
  const identify = ({ cluster, alias, remoteClusterUuid, addresses = '' }: Standing) =>
    remoteClusterUuid ?? uuids.get(addresses) ?? (addresses || nameOf({ cluster, alias }));
  const identities = new Map(standings.map((standing) => [nameOf(standing), identify(standing)]));
  const locals = Map.groupBy(standings, ({ cluster }) => cluster);
  const remotes = Map.groupBy(standings, identify);
  return {
    ofLocal: (cluster) => share(locals.get(cluster) ?? [], ({ alias }) => alias),
    ofRemote: (identity) => share(remotes.get(identity) ?? [], ({ cluster }) => cluster),
    identityOf: (remote) => identities.get(nameOf(remote)) ?? nameOf(remote),
  };
}

/** Where nothing is known but the events themselves. */
export const NO_CENSUS = censusOf([]);

function share(standings: readonly Standing[], whom: (standing: Standing) => string): Share {
  const failing = standings.filter(({ status }) => status === 'failing');
  return { bad: new Set(failing.map(whom)).size, of: new Set(standings.map(whom)).size };
}

/** Neither name has a line end. */
function nameOf({ cluster, alias }: RemoteName): string {
  return `${cluster}\n${alias}`;
}
