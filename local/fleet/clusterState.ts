/** The state of a running simulated cluster, for the modules that answer in its name. */
import type { KeyFault, SimulatedApiKey } from './apiKeys.ts';
import type { ClusterDescription } from './clusterDescription.ts';
import type { ApiFault, ApiName } from './faults.ts';
import type { SimulatedFollower } from './followers.ts';
import type { Json, JsonObject } from './json.ts';
import type { RemoteLink, RemoteRegistration } from './remoteLink.ts';
import type { TransportPort } from './transportPort.ts';
import type { Release } from './versions.ts';

export interface ClusterState {
  readonly name: string;
  readonly uuid: string;
  readonly security: 'none' | 'tls';
  /** Flat persistent cluster settings, without those of the registered remotes. */
  readonly settings: JsonObject;
  readonly nodes: readonly NodeState[];
  readonly remotes: Map<string, RemoteRegistration>;
  readonly apiKeys: readonly SimulatedApiKey[];
  readonly keyFaults: Map<string, KeyFault>;
  readonly hasLicense: boolean;
  readonly searches: SearchCounters;
  readonly followers: readonly SimulatedFollower[];
  readonly startedAt: Date;
  readonly user: User | undefined;
  readonly now: () => Date;
}

export interface User {
  readonly name: string;
  readonly password: string;
}

/** Counters of cross-cluster searches in `_cluster/stats`. */
export interface SearchCounters {
  total: number;
  success: number;
  skipped: number;
  readonly byAlias: Map<string, { total: number; skipped: number }>;
}

export interface NodeState {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Flat settings of elasticsearch.yml. */
  readonly settings: JsonObject;
  readonly release: Release;
  readonly host: string;
  readonly transport: TransportPort;
  readonly remoteClusterServer: TransportPort | undefined;
  /** `host:port` as the node publishes it. */
  readonly transportAddress: string;
  readonly remoteClusterServerAddress: string | undefined;
  readonly links: Map<string, RemoteLink>;
  readonly apiFaults: Map<ApiName, ApiFault>;
  httpPort: number;
}

/** One HTTP request to one node. */
export interface AskedNode {
  readonly cluster: ClusterState;
  readonly node: NodeState;
  readonly query: URLSearchParams;
  /** Argument in the path: an index expression or a node filter. */
  readonly argument: string;
}

export function skipsUnavailable(
  { node, cluster }: Pick<AskedNode, 'cluster' | 'node'>,
  alias: string,
): boolean {
  return cluster.remotes.get(alias)?.skipUnavailable ?? node.release.skipUnavailableDefault;
}

export function isRemoteClusterClient({ roles }: Pick<NodeState, 'roles'>): boolean {
  return roles.includes('remote_cluster_client');
}

/** Settings of a node's elasticsearch.yml, including its remotes. */
export function settingsOf({ remotes }: ClusterState, { name, settings }: NodeState): JsonObject {
  const configured = [...remotes.values()].filter(({ configuredOn }) =>
    configuredOn?.includes(name),
  );
  return Object.assign({}, settings, ...configured.map(remoteSettings));
}

/** Flat settings that register a remote in the cluster settings or in elasticsearch.yml. */
export function remoteSettings({
  alias,
  mode,
  seeds,
  proxyAddress,
  serverName,
  skipUnavailable,
  maxConnections,
}: RemoteRegistration): JsonObject {
  const settings: Readonly<Record<string, Json | undefined>> = {
    mode,
    seeds,
    proxy_address: proxyAddress,
    server_name: serverName,
    skip_unavailable: skipUnavailable?.toString(),
    [mode === 'sniff' ? 'node_connections' : 'proxy_socket_connections']:
      maxConnections?.toString(),
  };
  const entries = Object.entries(settings).flatMap(([key, value]) =>
    value === undefined ? [] : [[`cluster.remote.${alias}.${key}`, value] as const],
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function versionJson({
  number,
  buildFlavor,
  minimumWireVersion,
  minimumIndexVersion,
}: Release): ClusterDescription['version'] {
  return {
    number,
    build_flavor: buildFlavor,
    minimum_wire_compatibility_version: minimumWireVersion,
    minimum_index_compatibility_version: minimumIndexVersion,
  };
}
