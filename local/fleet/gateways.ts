/** Which nodes of a remote a simulated local node takes for gateways in sniff mode. */
import type { DescribedNode } from './clusterDescription.ts';
import type { Target } from './linkFailure.ts';

/**
 * Not dedicated masters; with the attribute where one is asked for; with a remote cluster server
 * where a key is used.
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
