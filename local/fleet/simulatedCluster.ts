/** A simulated cluster that answers like Elasticsearch over HTTP and the transport protocol. */
import { formatAddress } from '../../lib/address.ts';
import type { KeyFault } from './apiKeys.ts';
import { type FleetCertificates, makeFleetCertificates } from './certificates.ts';
import type { SimulatedClusterOptions } from './clusterOptions.ts';
import type { ClusterState, NodeState } from './clusterState.ts';
import type { ApiFault, ApiName, TransportFault } from './faults.ts';
import { idFrom } from './ids.ts';
import { type Running, startNode } from './node.ts';
import { register, unregister } from './registration.ts';
import type { RemoteRegistration } from './remoteLink.ts';
import type { TransportPort } from './transportPort.ts';

export interface SimulatedNode {
  readonly name: string;
  readonly id: string;
  /** `http://host:port`. */
  readonly url: string;
  /** `host:port` of the listening port. */
  readonly transportAddress: string;
  readonly remoteClusterServerAddress: string | undefined;
}

/** Nodes and ports with the fault. If absent, all of them. */
export interface FaultScope {
  readonly node?: string;
  readonly port?: 'transport' | 'remote-cluster-server';
}

export interface SimulatedCluster extends AsyncDisposable {
  readonly name: string;
  readonly uuid: string;
  readonly certificates: FleetCertificates | undefined;
  readonly nodes: readonly SimulatedNode[];
  /**
   * Registers a remote, or replaces its registration. Resolves when the nodes have tried to
   * connect.
   */
  register(remote: RemoteRegistration): Promise<void>;
  unregister(alias: string): void;
  /** Switches a fault on. Undefined switches it off. */
  setTransportFault(fault: TransportFault | undefined, scope?: FaultScope): Promise<void>;
  setApiFault(api: ApiName, fault: ApiFault | undefined, scope?: Pick<FaultScope, 'node'>): void;
  /** Stops or starts the HTTP ports. */
  setHttpRefused(isRefused: boolean, scope?: Pick<FaultScope, 'node'>): Promise<void>;
  /**
   * Makes an API key of this cluster invalid. For a missing key, register the remote without
   * credentials.
   */
  setKeyFault(keyId: string, fault: KeyFault | undefined): void;
  close(): Promise<void>;
}

/** Starts the nodes, registers the remotes, and lets the nodes try to connect. */
export async function startSimulatedCluster(
  options: SimulatedClusterOptions,
): Promise<SimulatedCluster> {
  const now = options.now ?? (() => new Date());
  const { name, uuid = idFrom(name), security = 'none', nodes = [{ name: `${name}-0` }] } = options;
  const certificates =
    security === 'tls' ? (options.certificates ?? makeFleetCertificates(now())) : undefined;
  const running: Running = {
    state: emptyState({ ...options, uuid, security, now }),
    options,
    certificates,
    httpApis: new Map(),
  };
  for (const node of nodes) await startNode(running, node);
  const cluster = {
    name,
    uuid,
    certificates,
    nodes: running.state.nodes.map(publicNode),
    ...switches(running),
  };
  for (const remote of options.remotes ?? []) await cluster.register(remote);
  return cluster;
}

function emptyState(
  options: SimulatedClusterOptions & Pick<ClusterState, 'uuid' | 'security' | 'now'>,
): Running['state'] {
  const {
    name,
    uuid,
    security,
    now,
    settings = {},
    apiKeys = [],
    followers = [],
    hasLicense = true,
    user = { name: 'elastic', password: 'changeme' },
  } = options;
  return {
    name,
    uuid,
    security,
    settings,
    nodes: [],
    remotes: new Map(),
    apiKeys,
    keyFaults: new Map(),
    followers,
    startedAt: now(),
    hasLicense,
    searches: { total: 0, success: 0, skipped: 0, byAlias: new Map() },
    user: security === 'tls' ? user : undefined,
    now,
  };
}

function switches(
  running: Running,
): Omit<SimulatedCluster, 'name' | 'uuid' | 'certificates' | 'nodes'> {
  const { state } = running;
  const close = () => stop(running);
  return {
    register: (remote) => register(running, remote),
    unregister: (alias) => unregister(state, alias),
    setTransportFault: async (fault, scope = {}) => {
      for (const port of portsIn(state, scope)) await port.setFault(fault);
    },
    setApiFault: (api, fault, scope = {}) => {
      for (const { apiFaults } of nodesIn(state, scope))
        setOrDelete(apiFaults, { key: api, value: fault });
    },
    setHttpRefused: async (isRefused, { node } = {}) => {
      for (const [name, httpApi] of running.httpApis)
        if (node === undefined || node === name) await httpApi.setRefused(isRefused);
    },
    setKeyFault: (keyId, fault) => setOrDelete(state.keyFaults, { key: keyId, value: fault }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function stop({ state, httpApis }: Running): Promise<void> {
  for (const alias of state.remotes.keys()) unregister(state, alias);
  await Promise.all([...httpApis.values(), ...portsIn(state, {})].map((each) => each.close()));
}

function nodesIn({ nodes }: ClusterState, { node }: FaultScope): NodeState[] {
  return nodes.filter(({ name }) => node === undefined || name === node);
}

function portsIn(state: ClusterState, scope: FaultScope): TransportPort[] {
  return nodesIn(state, scope).flatMap(({ transport, remoteClusterServer }) => {
    const ports = { transport, 'remote-cluster-server': remoteClusterServer };
    return (scope.port ? [ports[scope.port]] : Object.values(ports)).flatMap((port) => port ?? []);
  });
}

function publicNode({
  name,
  id,
  host,
  httpPort,
  transport,
  remoteClusterServer,
}: NodeState): SimulatedNode {
  const at = (port: number) => formatAddress({ host, port });
  const remoteClusterServerAddress = remoteClusterServer && at(remoteClusterServer.port);
  return {
    name,
    id,
    url: `http://${at(httpPort)}`,
    transportAddress: at(transport.port),
    remoteClusterServerAddress,
  };
}

function setOrDelete<K, V>(map: Map<K, V>, { key, value }: { key: K; value: V | undefined }): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
