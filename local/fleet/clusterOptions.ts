/** The options of a simulated cluster. */
import type { SimulatedApiKey } from './apiKeys.ts';
import type { FleetCertificates } from './certificates.ts';
import type { User } from './clusterState.ts';
import type { SimulatedFollower } from './followers.ts';
import type { JsonObject } from './json.ts';
import type { RemoteRegistration } from './remoteLink.ts';
import type { ReleaseNumber } from './versions.ts';

export interface SimulatedClusterOptions {
  readonly name: string;
  /** Default: derived from the name. */
  readonly uuid?: string;
  /** Default 9.5.3. */
  readonly version?: ReleaseNumber;
  /** Default: one node with all roles. */
  readonly nodes?: readonly SimulatedNodeOptions[];
  /**
   * `none` (default): plain transport without authentication. `tls`: mutual TLS on the transport
   * port, TLS and API keys on the remote cluster server port, and `user` on HTTP, which stays
   * plain.
   */
  readonly security?: 'none' | 'tls';
  /**
   * For `tls`. Clusters that trust each other share them. Default: new certificates for this
   * cluster.
   */
  readonly certificates?: FleetCertificates;
  /** For `tls`. Default: user elastic with the password changeme. */
  readonly user?: User;
  readonly remotes?: readonly RemoteRegistration[];
  /** API keys that this cluster created for others. */
  readonly apiKeys?: readonly SimulatedApiKey[];
  /** True if its license includes API keys of other clusters. Default: true. */
  readonly hasLicense?: boolean;
  /** Additional flat persistent cluster settings. */
  readonly settings?: JsonObject;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /**
   * Time limit of its nodes for a remote's handshake. Default: 10 000, as Elasticsearch uses for
   * TLS.
   */
  readonly handshakeTimeoutMs?: number;
  readonly now?: () => Date;
  /** Indices that follow indices of remotes. */
  readonly followers?: readonly SimulatedFollower[];
}

export interface SimulatedNodeOptions {
  readonly name: string;
  /** Listening and published host. Default: that of the cluster. */
  readonly host?: string;
  /** Default: all. */
  readonly roles?: readonly string[];
  /** `node.attr.*`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** If it differs from the cluster's, as during a rolling upgrade. */
  readonly version?: ReleaseNumber;
  /** Additional flat settings of its elasticsearch.yml. */
  readonly settings?: JsonObject;
  /** `host:port` to publish instead of its own. */
  readonly publishAddress?: string;
  readonly remoteClusterServerPublishAddress?: string;
  /** Default: true for `tls` from 8.14 on. */
  readonly hasRemoteClusterServer?: boolean;
  /** Default: any free port. */
  readonly httpPort?: number;
  readonly transportPort?: number;
  readonly remoteClusterServerPort?: number;
}

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_VERSION = '9.5.3' satisfies ReleaseNumber;
export const DEFAULT_HANDSHAKE_TIMEOUT_MS = 10_000;
