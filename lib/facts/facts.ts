/**
 * Everything seen about one registration, nothing judged yet. Collected by `elasticsearch/` and
 * `probe/`, judged by `diagnosis/`.
 */
import type { Instant } from '../instant.ts';
import type { Platforms } from '../platform.ts';
import type { License } from '../result/expiry.ts';
import type { AddressProbe } from '../result/network.ts';
import type { ApiKey, CertificateFile, Mode } from '../result/result.ts';
import type { SniffWitness } from '../result/sniff.ts';
import type {
  ActiveWitness,
  FailedAnswer,
  LargeAnswers,
  PassiveWitness,
  Reason,
} from '../result/witness.ts';
import type { Memory } from '../state/baseline/baseline.ts';
import type { Registration } from './registration.ts';

/** What one API gave: a value, or why there is none. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly durationMs: number }
  | { readonly ok: false; readonly failed: FailedAnswer };

/** `GET /` of one node. */
export interface RootInfo {
  readonly nodeName: string;
  readonly clusterName: string;
  readonly clusterUuid: string;
  readonly version: string;
  readonly minimumWireVersion: string;
}

/** One node of `GET /_nodes`. */
export interface NodeInfo {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** From 8.8 on. */
  readonly transportVersion?: number;
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  /** As Elasticsearch writes it: `ip:port` or `name/ip:port`. */
  readonly transportAddress?: string;
  readonly remoteClusterServerAddress?: string;
  /**
   * Flat node settings: `cluster.remote.*` and `xpack.security.*`; empty where they are not shown.
   */
  readonly settings: Readonly<Record<string, string | readonly string[]>>;
}

/** `_remote/info` about one alias, as one node answered it. */
export interface RemoteInfo {
  readonly connected: boolean;
  readonly mode: Mode;
  readonly seeds: readonly string[];
  readonly proxyAddress?: string;
  readonly serverName?: string;
  /** Absent for a mode that is not known. */
  readonly connections?: number;
  readonly maxConnections?: number;
  readonly skipUnavailable: boolean;
  readonly hasCredentials: boolean;
}

/** What stands in `_remote/info` about one alias is not understood; why, in words. */
export interface OddRemoteInfo {
  readonly notUnderstood: string;
}

/** What one configured URL of the local cluster answered. */
export interface LocalNodeAnswers {
  readonly url: string;
  readonly root: Answer<RootInfo>;
  readonly remoteInfo: Answer<Readonly<Record<string, RemoteInfo | OddRemoteInfo>>>;
  /** Names of headers that only the proxy of Elastic Cloud and of ECE sends. */
  readonly platformHeaders?: readonly string[];
}

/** `_cluster/stats?include_remotes` about one alias. */
export interface RemoteStats {
  readonly clusterUuid: string;
  readonly status: string;
  readonly versions: readonly string[];
  readonly nodesCount?: number;
}

/**
 * Cross-cluster searches as the local nodes have counted them, each from its start on; see
 * `searchCounts.ts`.
 */
export interface SearchCounts {
  readonly nodes: { readonly answered: number; readonly failed: number };
  /** Searches that failed as a whole, by reason. */
  readonly failed: ReadonlyMap<string, number>;
  /** By alias: searches that the remote answered, and those that left it out. */
  readonly answered: ReadonlyMap<string, number>;
  readonly skipped: ReadonlyMap<string, number>;
}

/** One shard of a follower index, of `GET /_ccr/stats`. */
export interface FollowerShard {
  /** Of the remote that it follows. */
  readonly alias: string;
  readonly leaderIndex: string;
  readonly followerIndex: string;
  readonly shard: number;
  readonly operationsBehind: number;
  /** Since a read was sent, whatever became of it; absent before the first. */
  readonly sinceLastReadMs?: number;
  /** Reads fail and are tried again. */
  readonly readFailure?: { readonly reason: string; readonly retries: number };
  /** Why it stopped for good. */
  readonly fatal?: string;
}

/** A follower index that reads nothing until somebody resumes it, of `GET /_all/_ccr/info`. */
export interface PausedFollower {
  readonly alias: string;
  readonly leaderIndex: string;
  readonly followerIndex: string;
}

/** Indices of a remote that are followed as they come, of `GET /_ccr/auto_follow`. */
export interface AutoFollowPattern {
  readonly name: string;
  readonly alias: string;
  readonly active: boolean;
  readonly leaderIndexPatterns: readonly string[];
}

/** An index that could not be followed, or a remote whose indices could not be listed. */
export interface AutoFollowError {
  /** Name of the pattern, and of the index after a colon where it is about one. */
  readonly about: string;
  /** When it was last tried. */
  readonly at: Instant;
  readonly reason: string;
}

/** `GET /_ccr/stats`, and what was asked after it. */
export interface CcrStats {
  readonly shards: readonly FollowerShard[];
  /** Remotes that are looked through for new indices to follow. */
  readonly autoFollowed: readonly { readonly alias: string; readonly sinceLastCheckMs: number }[];
  /** Each until the same is tried with success. */
  readonly autoFollowErrors: readonly AutoFollowError[];
  readonly paused?: Answer<readonly PausedFollower[]>;
  /**
   * Absent where nothing is auto-followed; the value is undefined where our user may not list them.
   */
  readonly patterns?: Answer<readonly AutoFollowPattern[] | undefined>;
}

/** Everything the local cluster told that is not about one alias. */
export interface LocalFacts {
  readonly name: string;
  readonly nodesAsked: readonly LocalNodeAnswers[];
  readonly nodes: Answer<readonly NodeInfo[]>;
  /** Flat `cluster.remote.*` of `GET /_cluster/settings`, transient over persistent. */
  readonly settings: Answer<Readonly<Record<string, string | readonly string[]>>>;
  readonly certificates: Answer<readonly CertificateFile[]>;
  readonly license?: Answer<License>;
}

/** What the remote cluster's own HTTP addresses told, where the registry gives them. */
export interface RemoteFacts {
  readonly root: Answer<RootInfo>;
  readonly nodes: Answer<readonly NodeInfo[]>;
  readonly apiKeys: Answer<readonly ApiKey[]>;
  readonly certificates: Answer<readonly CertificateFile[]>;
  readonly license?: Answer<License>;
  readonly platformHeaders?: readonly string[];
}

/** What the HTTP addresses of the registry lead to, if it is not the remote. */
export interface OtherCluster {
  /** The cluster at the HTTP addresses of the registry. */
  readonly root: RootInfo;
  /** uuid of the cluster that they should lead to, and who says so. */
  readonly expected: string;
  readonly by: string;
  /** What it answered: of the remote nothing, and of the access of the checker all. */
  readonly answers: RemoteFacts;
}

/** What a seed told, asked over the transport protocol, and the nodes that it listed. */
export interface Sniffed {
  readonly witness: SniffWitness;
  /** Without their settings, which only HTTP shows. */
  readonly nodes?: readonly NodeInfo[];
}

/** Which access to the remote the registry gives, whether or not it is of use. */
export interface GivenAccess {
  /** The remote's own HTTP addresses. */
  readonly remote: boolean;
  readonly crossClusterApiKey: boolean;
  readonly sniffAsNode: boolean;
}

/** How many addresses of one registration were not probed, as there are too many. */
export interface Skipped {
  readonly seeds: number;
  readonly gateways: number;
}

/** What the registry says the registration should be. */
export interface Expectation {
  readonly mode?: 'sniff' | 'proxy' | undefined;
  readonly clusterUuid?: string | undefined;
  /** As a seed tells it. */
  readonly clusterName?: string | undefined;
  readonly certificateFingerprint?: string | undefined;
  /** As certificates print it: `CN=ca`. */
  readonly certificateIssuer?: string | undefined;
  readonly version?: string | undefined;
}

/**
 * What went wrong with the check itself. `secret-unreadable`, `access-unusable`: the registry gives
 * access that does not work. `deadline-passed`: no answer in time. `check-failed`: a bug, or an
 * answer that no part of the checker was made for.
 */
export interface CheckFailure {
  readonly code: 'secret-unreadable' | 'access-unusable' | 'deadline-passed' | 'check-failed';
  /** Names what was attempted, and why it failed; without credentials. */
  readonly evidence: string;
  /** The key of the registry that it is about. */
  readonly subject?: string;
}

export interface RegistrationFacts {
  /** As the registry says it. */
  readonly platforms?: Platforms;
  /**
   * How long the witnesses of this registration took; what is asked for all remotes of the cluster
   * at once is not counted.
   */
  readonly durationMs: number;
  /** When the facts were collected; expiry is judged against it. */
  readonly now: Date;
  readonly vantage: string;
  readonly registration: Registration;
  readonly local: LocalFacts;
  readonly passive: readonly PassiveWitness[];
  readonly active: readonly ActiveWitness[];
  /** The same requests several times at once, if an address of the remote is silent. */
  readonly repeated?: readonly ActiveWitness[];
  /** Absent if it was not tried. */
  readonly large?: LargeAnswers;
  /** Why no node could be asked actively, where none was. */
  readonly activeNotAsked?: string;
  readonly stats: Answer<RemoteStats>;
  /** The value is undefined of a version that does not count. */
  readonly searchCounts: Answer<SearchCounts | undefined>;
  /**
   * Searches of this check that failed as a whole, of all remotes of the local cluster; absent
   * where not all of them were checked together.
   */
  readonly ownFailedSearches?: number;
  /** The value is undefined where the local cluster has no replication. */
  readonly ccr: Answer<CcrStats | undefined>;
  /** Other remotes of the same local cluster that give no answer either. */
  readonly othersHanging: readonly Pick<Registration, 'alias' | 'configuredIn'>[];
  /** What earlier checks have left; absent where nothing is remembered. */
  readonly memory?: Memory;
  readonly network: readonly AddressProbe[];
  /** What the network witness skipped; nothing where absent. */
  readonly skipped?: Skipped;
  /**
   * Aliases of the local cluster that are not checked; only in the facts that stand for all of
   * them.
   */
  readonly skippedAliases?: readonly string[];
  /**
   * The remote's transport port on the same host, probed (TCP only) where the remote cluster server
   * refused; true = open.
   */
  readonly transportPortOpen?: { readonly address: string; readonly open: boolean };
  readonly remote?: RemoteFacts;
  /** What is at the HTTP addresses of the registry instead of the remote: its facts are dropped. */
  readonly otherCluster?: OtherCluster;
  /** Of each seed that could be asked for the nodes, in the order of the seeds; sniff mode only. */
  readonly sniff?: readonly Sniffed[];
  readonly expect?: Expectation;
  /** Nothing is given if absent. */
  readonly given?: GivenAccess;
  /** Days before expiry from which a certificate or key is a finding. */
  readonly expiryWarningDays: number;
  /** Why nothing was learned about the remote; absent if something was. */
  readonly stopped?: CheckFailure;
  /** Questions that failed, while others were answered. */
  readonly failures?: readonly CheckFailure[];
  /** Why nothing is remembered, if what earlier checks have left could not be read. */
  readonly notRecalled?: FailedAnswer;
}

export type { Reason };
