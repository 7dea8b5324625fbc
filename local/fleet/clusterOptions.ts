/** What a simulated cluster is asked to be. */
import type { SimulatedApiKey } from './apiKeys.ts';
import type { FleetCertificates } from './certificates.ts';
import type { User } from './clusterState.ts';
import type { SimulatedFollower } from './followers.ts';
import type { JsonObject } from './json.ts';
import type { RemoteRegistration } from './remoteLink.ts';
import type { ReleaseNumber } from './versions.ts';

export interface SimulatedClusterOptions {
  readonly name: string;
  /** Default: made from the name. */
  readonly uuid?: string;
  /** Default 9.5.3. */
  readonly version?: ReleaseNumber;
  /** Default: one node with all roles. */
  readonly nodes?: readonly SimulatedNodeOptions[];
  /**
   * `none` (default): plain transport, no authentication. `tls`: mutual TLS on the transport port,
   * TLS and API keys on the remote cluster server port, and `user` on HTTP, which stays plain.
   */
  readonly security?: 'none' | 'tls';
  /**
   * With `tls`; clusters that shall trust each other share them. Default: made for this cluster
   * alone.
   */
  readonly certificates?: FleetCertificates;
  /** With `tls`; default elastic with the password changeme. */
  readonly user?: User;
  readonly remotes?: readonly RemoteRegistration[];
  /** The API keys that this cluster gave to others. */
  readonly apiKeys?: readonly SimulatedApiKey[];
  /** Whether its license covers API keys of other clusters; default true. */
  readonly hasLicense?: boolean;
  /** Further persistent cluster settings, flat. */
  readonly settings?: JsonObject;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /**
   * How long its nodes wait for a remote's handshake; default 10 000, as Elasticsearch does for
   * TLS.
   */
  readonly handshakeTimeoutMs?: number;
  readonly now?: () => Date;
  /** Indices that follow indices of remotes. */
  readonly followers?: readonly SimulatedFollower[];
}

export interface SimulatedNodeOptions {
  readonly name: string;
  /** Where it listens, and what it publishes; default the cluster's. */
  readonly host?: string;
  /** Default: all. */
  readonly roles?: readonly string[];
  /** `node.attr.*`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Where it differs from the cluster's, as during a rolling upgrade. */
  readonly version?: ReleaseNumber;
  /** Further settings of its elasticsearch.yml, flat. */
  readonly settings?: JsonObject;
  /** `host:port` to publish instead of its own. */
  readonly publishAddress?: string;
  readonly remoteClusterServerPublishAddress?: string;
  /** Default: with `tls`, from 8.14 on. */
  readonly hasRemoteClusterServer?: boolean;
  /** Default: any free port. */
  readonly httpPort?: number;
  readonly transportPort?: number;
  readonly remoteClusterServerPort?: number;
}

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_VERSION = '9.5.3' satisfies ReleaseNumber;
export const DEFAULT_HANDSHAKE_TIMEOUT_MS = 10_000;
