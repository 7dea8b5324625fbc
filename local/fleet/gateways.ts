/** Selects the remote nodes that a simulated local node uses as gateway nodes in sniff mode. */
import type { DescribedNode } from './clusterDescription.ts';
import type { Target } from './linkFailure.ts';

/**
 * Skips dedicated masters, nodes without the required attribute, and, with an API key, nodes
 * without a remote cluster server.
 */
export function gatewaysOf(
  nodes: readonly DescribedNode[],
  {
    nodeAttribute,
    hasCredentials,
  }: { readonly nodeAttribute?: string | undefined; readonly hasCredentials: boolean },
): Target[] {
  return nodes.flatMap((node) => {
    const address = hasCredentials ? node.remoteClusterServerAddress : node.transportAddress;
    const isEligible =
      !isDedicatedMaster(node.roles) &&
      (nodeAttribute === undefined || node.attributes[nodeAttribute] === 'true');
    return isEligible && address !== undefined ? [{ address, nodeName: node.name }] : [];
  });
}

function isDedicatedMaster(roles: readonly string[]): boolean {
  return (
    roles.includes('master') && !roles.some((role) => role === 'ingest' || role.startsWith('data'))
  );
}
