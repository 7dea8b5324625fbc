/**
 * What the suite is made of: scenes, in which remotes are registered and broken together, and their
 * cases, one remote each.
 */
import type { Status } from '../../lib/result/result.ts';
import type { Phase } from './clusters/specs.ts';
import type { Stage } from './stage.ts';

export interface Seen {
  readonly status: Status;
  readonly cause: string;
  /** Codes of findings: all that are more than a note, and the notes that matter here. */
  readonly findings?: readonly string[];
  /**
   * All nodes of the remote, by name: whether they may be gateways or why not, whether a local node
   * would choose them, whether they were reached.
   */
  readonly gateways?: readonly string[];
  /**
   * What each seed answered that was asked for the nodes: in whose name, outcome, what came before
   * it, reason of a refusal.
   */
  readonly sniff?: readonly string[];
}

/** How the checker learns the remote's nodes. */
export interface Sniffing {
  /** `cluster.key`, as in specs.ts: a key of the checker's own. */
  readonly key?: string;
  readonly asNode?: true;
  /** Whether the registry has the remote's HTTP address too. */
  readonly http?: true;
}

/** Settings below `cluster.remote.<alias>.`. */
export type RemoteSettings = Readonly<
  Record<string, string | number | boolean | readonly string[]>
>;

/** What the registry says of the remote; see lib/registry/schema.ts. */
export interface Expectation {
  readonly mode?: 'sniff' | 'proxy';
  readonly clusterUuid?: string;
  readonly version?: string;
}

/** Of clusters.yml; see lib/registry/schema.ts. */
export interface RegistryPart {
  readonly local?: Readonly<Record<string, unknown>>;
  readonly remote?: Readonly<Record<string, unknown>>;
}

export interface Case {
  /** What is the matter; also the cluster alias, once in every local cluster. */
  readonly name: string;
  readonly local: string;
  /** The cluster that is meant, even where something else stands in its place. */
  readonly remote: string;
  /** `cluster.key`, as in specs.ts: the key in the local nodes' keystores. */
  readonly key?: string;
  /** Makes what is needed and tells how the remote is registered; nothing where it is not. */
  readonly set: (stage: Stage) => Promise<RemoteSettings | undefined> | RemoteSettings | undefined;
  readonly expect?: (stage: Stage) => Promise<Expectation> | Expectation;
  /** What else the registry says of the local cluster, and of the remote; over what it says else. */
  readonly registry?: (stage: Stage) => Promise<RegistryPart> | RegistryPart;
  /** Done once the local node holds a connection. */
  readonly onceConnected?: (stage: Stage) => Promise<void>;
  /** Indexes of the local nodes that the registry names; the first where absent. */
  readonly nodes?: readonly number[];
  /** Absent: by HTTP only. */
  readonly sniffing?: Sniffing;
  /**
   * What the checker says with a full registry: the remote's HTTP address, CA and client
   * certificate.
   */
  readonly seen: Seen;
  /** What it says where the registry only names the local cluster; not tried where absent. */
  readonly bare?: Seen;
  /** Why this cannot be tried on this machine. */
  readonly skip?: () => Promise<string | undefined>;
}

export interface Scene {
  readonly name: string;
  readonly phase: Phase;
  readonly cases: readonly Case[];
  /** Nodes that are stopped while the scene is played. */
  readonly stopped?: readonly string[];
}

export function aliasOf({ name }: Pick<Case, 'name'>): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}
