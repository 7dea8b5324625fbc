/**
 * Starts one node of a simulated cluster: its transport port, its remote cluster server port, and
 * its HTTP port.
 */

import { formatAddress } from '../../lib/address.ts';
import { CREDENTIALS_HEADER, type KeyRefusal, refuseCredentials, withFault } from './apiKeys.ts';
import type { FleetCertificates } from './certificates.ts';
import type { ClusterDescription } from './clusterDescription.ts';
import {
  DEFAULT_HOST,
  DEFAULT_VERSION,
  type SimulatedClusterOptions,
  type SimulatedNodeOptions,
} from './clusterOptions.ts';
import { type ClusterState, type NodeState, versionJson } from './clusterState.ts';
import { type HttpApi, startHttpApi } from './httpApi.ts';
import { idFrom } from './ids.ts';
import type { JsonObject } from './json.ts';
import { type PortConnection, startTransportPort, type TransportPort } from './transportPort.ts';
import { speakTransport } from './transportProtocol.ts';
import { RELEASES, type Release } from './versions.ts';

/** The cluster with the state that its nodes need. */
export interface Running {
  readonly state: ClusterState & { readonly nodes: NodeState[] };
  readonly options: SimulatedClusterOptions;
  readonly certificates: FleetCertificates | undefined;
  /** By name of the node. */
  readonly httpApis: Map<string, HttpApi>;
}

const ALL_ROLES = [
  ...['data', 'data_cold', 'data_content', 'data_frozen', 'data_hot', 'data_warm'],
  ...['ingest', 'master', 'ml', 'remote_cluster_client', 'transform'],
] as const;

export async function startNode(running: Running, options: SimulatedNodeOptions): Promise<void> {
  const { state, certificates } = running;
  const host = hostOf(running, options);
  const release = RELEASES[options.version ?? running.options.version ?? DEFAULT_VERSION];
  const transport = await startTransportPort({
    host,
    port: options.transportPort ?? 0,
    ...(certificates && { tls: { certificates, requestCert: true } }),
    serve: (connection) => speak(connection, { withKeys: false }),
  });
  const remoteClusterServer = await startRemoteClusterServer(running, {
    options,
    release,
    serve: (connection) => speak(connection, { withKeys: true }),
  });
  const node = nodeState(running, { options, release, transport, remoteClusterServer });
  state.nodes.push(node);
  const httpApi = await startHttpApi(state, node, options.httpPort ?? 0);
  node.httpPort = httpApi.port;
  running.httpApis.set(node.name, httpApi);

  function speak(connection: PortConnection, { withKeys }: { withKeys: boolean }): void {
    const { name } = options;
    const address = () =>
      formatAddress({ host, port: (withKeys ? remoteClusterServer : transport)?.port ?? 0 });
    const port = () =>
      ({ cluster: state, node, port: withKeys ? 'remote-cluster-server' : 'transport' }) as const;
    const speaking = {
      name,
      address,
      release,
      port,
      describe: () => JSON.stringify(description(state, { release, name: options.name })),
    };
    speakTransport(
      withKeys
        ? {
            ...speaking,
            refuse: (headers, isEstablished) => refuse(state, { headers, isEstablished }),
          }
        : speaking,
      connection,
    );
  }
}

function hostOf({ options }: Running, node: SimulatedNodeOptions): string {
  return node.host ?? options.host ?? DEFAULT_HOST;
}

async function startRemoteClusterServer(
  running: Running,
  {
    options,
    release,
    serve,
  }: {
    options: SimulatedNodeOptions;
    release: Release;
    serve: (connection: PortConnection) => void;
  },
): Promise<TransportPort | undefined> {
  const isWanted = options.hasRemoteClusterServer ?? release.hasRemoteClusterServer;
  const { certificates } = running;
  if (certificates === undefined || !isWanted) return undefined;
  return startTransportPort({
    host: hostOf(running, options),
    port: options.remoteClusterServerPort ?? 0,
    tls: { certificates, requestCert: false },
    serve,
  });
}

function nodeState(
  running: Running,
  {
    options,
    ...parts
  }: { options: SimulatedNodeOptions } & Pick<
    NodeState,
    'release' | 'transport' | 'remoteClusterServer'
  >,
): NodeState {
  const { state } = running;
  const { name, roles = ALL_ROLES, attributes = {} } = options;
  const { transport, remoteClusterServer } = parts;
  const host = hostOf(running, options);
  return {
    id: idFrom(`${state.name}/${name}`),
    name,
    roles,
    attributes,
    host,
    ...parts,
    settings: nodeSettings(state, {
      options,
      attributes,
      hasRemoteClusterServer: remoteClusterServer !== undefined,
    }),
    transportAddress: options.publishAddress ?? formatAddress({ host, port: transport.port }),
    remoteClusterServerAddress:
      remoteClusterServer &&
      (options.remoteClusterServerPublishAddress ??
        formatAddress({ host, port: remoteClusterServer.port })),
    links: new Map(),
    apiFaults: new Map(),
    httpPort: 0,
  };
}

function nodeSettings(
  { name, security }: ClusterState,
  {
    options,
    attributes,
    hasRemoteClusterServer,
  }: {
    options: SimulatedNodeOptions;
    attributes: Readonly<Record<string, string>>;
    hasRemoteClusterServer: boolean;
  },
): JsonObject {
  return {
    'cluster.name': name,
    ...Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [`node.attr.${key}`, value]),
    ),
    'node.name': options.name,
    ...(hasRemoteClusterServer && { 'remote_cluster_server.enabled': 'true' }),
    'xpack.security.enabled': String(security === 'tls'),
    ...(security === 'tls' && { 'xpack.security.transport.ssl.enabled': 'true' }),
    ...options.settings,
  };
}

function description(
  state: ClusterState,
  { release, name }: { readonly release: Release; readonly name: string },
): ClusterDescription {
  const nodes = state.nodes.map((node) => ({
    name: node.name,
    version: node.release.number,
    roles: [...node.roles],
    attributes: node.attributes,
    transportAddress: node.transportAddress,
    remoteClusterServerAddress: node.remoteClusterServerAddress,
  }));
  return { clusterUuid: state.uuid, nodeName: name, version: versionJson(release), nodes };
}

function refuse(
  state: ClusterState,
  { headers, isEstablished }: { headers: ReadonlyMap<string, string>; isEstablished: boolean },
): KeyRefusal | undefined {
  const keys = state.apiKeys.flatMap((key) => withFault(key, state.keyFaults.get(key.id)) ?? []);
  return refuseCredentials(headers.get(CREDENTIALS_HEADER), {
    keys,
    now: state.now(),
    isEstablished,
  });
}
