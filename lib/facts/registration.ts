/** One remote cluster, as the local cluster has it registered. */
import type { Mode, SecurityModel } from '../result/result.ts';

/** One (local cluster, alias), as the local cluster has it registered. */
export interface Registration {
  readonly cluster: string;
  readonly alias: string;
  readonly mode: Mode;
  readonly seeds: readonly string[];
  readonly proxyAddress?: string;
  readonly serverName?: string;
  readonly skipUnavailable?: boolean;
  /**
   * Whether a setting says so, or the version's default; undefined where the settings could not be
   * read.
   */
  readonly skipUnavailableExplicit?: boolean;
  readonly securityModel: SecurityModel;
  /** `cluster.remote.node.attr`: only gateway nodes with this attribute = true. */
  readonly nodeAttribute?: string;
  /** `cluster.remote.connections_per_cluster`. */
  readonly connectionsPerCluster: number;
  /** Whether the local nodes speak TLS to this remote; undefined where that could not be read. */
  readonly transportTls?: boolean;
  /**
   * `full` (name checked), `certificate` (name not checked) or `none`, of the local nodes' TLS for
   * this remote.
   */
  readonly verificationMode: 'full' | 'certificate' | 'none';
  /** `nowhere`: the registry expects the alias, the local cluster does not have it. */
  readonly configuredIn: 'cluster-settings' | 'node-settings' | 'nowhere' | 'unknown';
  /**
   * `signing.certificate` and `signing.keystore.path` of the alias: paths of files on the local
   * nodes.
   */
  readonly signingCertificates?: readonly string[];
  /** Set in the cluster settings and in elasticsearch.yml of nodes. */
  readonly isRegisteredTwice?: boolean;
  /** Settings of aliases that nothing registers; each stands with one registration. */
  readonly leftovers?: readonly string[];
  /** Settings that contradict each other, in words; empty where none do. */
  readonly contradictions: readonly string[];
}
