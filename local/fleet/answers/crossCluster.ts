/** Shared code of the APIs that ask remotes. */
import { type AskedNode, isRemoteClusterClient } from '../clusterState.ts';
import { illegalArgument, type RestAnswer, restError } from '../json.ts';
import { exactAliases, namesAlias } from '../query.ts';
import type { RemoteLink } from '../remoteLink.ts';

/** Aliases that the path names and this node knows, with its connections to them. */
export function namedLinks({ node, argument }: AskedNode): [alias: string, link: RemoteLink][] {
  return [...node.links].filter(([alias]) => namesAlias(argument, alias));
}

/** The reason why the node asks no remote: it lacks the role, or an alias is not registered. */
export function refuseCrossCluster(
  asked: AskedNode,
  { action, privileges }: { action: string; privileges: string },
): RestAnswer | undefined {
  const { node, argument } = asked;
  if (!isRemoteClusterClient(node)) return withoutRole(asked, { action, privileges });
  const unknown = exactAliases(argument).find((alias) => !node.links.has(alias));
  if (unknown === undefined) return undefined;
  return restError({
    status: 404,
    error: {
      type: 'no_such_remote_cluster_exception',
      reason: `no such remote cluster: [${unknown}]`,
    },
  });
}

/**
 * With security, the error looks like missing privileges, and caused_by contains the true reason.
 */
function withoutRole(
  { cluster, node }: AskedNode,
  { action, privileges }: { action: string; privileges: string },
): RestAnswer {
  const reason = `node [${node.name}] does not have the remote cluster client role enabled`;
  if (cluster.user === undefined) return illegalArgument(reason);
  const error = {
    ...unauthorized({
      user: cluster.user.name,
      roles: 'superuser',
      action,
      privileges: `index privileges [${privileges}]`,
    }),
  };
  return restError({
    status: 403,
    error: { ...error, caused_by: { type: 'illegal_argument_exception', reason } },
  });
}

export function unauthorized(who: {
  user: string;
  roles: string;
  action: string;
  privileges: string;
}): { type: string; reason: string } {
  const reason = `action [${who.action}] is unauthorized for user [${who.user}] with effective roles [${who.roles}], this action is granted by the ${who.privileges}`;
  return { type: 'security_exception', reason };
}
