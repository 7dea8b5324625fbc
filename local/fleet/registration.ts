/** Registers remotes with the nodes of a simulated cluster. */
import { parseAddress } from '../../lib/address.ts';
import { DEFAULT_HANDSHAKE_TIMEOUT_MS } from './clusterOptions.ts';
import { type ClusterState, isRemoteClusterClient, type NodeState } from './clusterState.ts';
import type { Running } from './node.ts';
import { makeRemoteLink, type RemoteLink, type RemoteRegistration } from './remoteLink.ts';

/** Resolves when the nodes have tried to connect. */
export async function register(running: Running, registration: RemoteRegistration): Promise<void> {
  const { state } = running;
  const addresses = [
    ...(registration.seeds ?? []),
    ...(registration.proxyAddress === undefined ? [] : [registration.proxyAddress]),
  ];
  for (const address of addresses)
    if (parseAddress(address) === undefined) throw new Error(`Address ${address} is no host:port`);
  unregister(state, registration.alias);
  state.remotes.set(registration.alias, registration);
  const nodes = state.nodes.filter(
    (node) =>
      isRemoteClusterClient(node) && (registration.configuredOn?.includes(node.name) ?? true),
  );
  for (const node of nodes)
    node.links.set(registration.alias, linkOf(running, { node, registration }));
  await Promise.all(nodes.map((node) => node.links.get(registration.alias)?.connect()));
}

export function unregister({ nodes, remotes }: ClusterState, alias: string): void {
  remotes.delete(alias);
  for (const { links } of nodes) {
    links.get(alias)?.close();
    links.delete(alias);
  }
}

/** With an API key, nodes present no certificate of their own. */
function linkOf(
  { certificates, options }: Running,
  { node, registration }: { node: NodeState; registration: RemoteRegistration },
): RemoteLink {
  const hasCredentials =
    registration.credentials !== undefined &&
    (registration.credentialsOn?.includes(node.name) ?? true);
  const own = hasCredentials
    ? {}
    : { cert: certificates?.server.certificate, key: certificates?.server.key };
  const nodeAttribute = node.settings['cluster.remote.node.attr'];
  return makeRemoteLink({
    registration,
    release: node.release,
    nodeAttribute: typeof nodeAttribute === 'string' ? nodeAttribute : undefined,
    tls: certificates && { ca: certificates.ca.certificate, ...own },
    hasCredentials,
    handshakeTimeoutMs: options.handshakeTimeoutMs ?? DEFAULT_HANDSHAKE_TIMEOUT_MS,
  });
}
