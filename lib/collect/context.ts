import type { Defaults } from '../registry/schema.ts';
import type { SecretResolvers } from '../registry/secret.ts';
import type { Memory } from '../state/baseline/baseline.ts';
import type { KeptConnections } from './elasticsearch/keepAlive.ts';
import type { Places, Prober } from './prober.ts';
import type { Sniffer } from './seeds.ts';

/** What every part of one run shares. */
export interface CheckContext {
  /** Where the checker runs, for labels: its route is not the nodes' route. */
  readonly vantage: string;
  readonly defaults: Defaults;
  readonly secrets: SecretResolvers;
  /** HTTP connections of earlier checks; each is opened anew where absent. */
  readonly kept?: KeptConnections | undefined;
  /** The deadline of the run: asks all work to end. */
  readonly signal: AbortSignal;
  /** A moment later: nobody waits any longer for work that did not end. */
  readonly end: AbortSignal;
  /** Whether somebody waits for some remotes only, and so not for the statistics of others. */
  readonly isHurried: boolean;
  readonly now: () => Date;
  readonly probe: Prober;
  /** For asking remotes at their own HTTP addresses. */
  readonly whenPlaced: Places;
  readonly sniff: Sniffer;
  /** Whether results for this alias are asked for. */
  readonly wants: (alias: string) => boolean;
  /** Told the aliases of each local cluster, those that are not wanted too. */
  readonly onRegistered?: (aliases: readonly string[]) => void;
  /**
   * Of each local cluster, so many remotes are checked, and the aliases of all others told before
   * that.
   */
  readonly atMost?: {
    readonly remotes: number;
    readonly leaveOut: (aliases: readonly string[]) => void;
  };
  /** How long a request to a remote of which nothing is alive is not repeated; 0 repeats it. */
  readonly activeRetryMs: number;
  /** What earlier checks have left of the remotes of one local cluster, by alias. */
  readonly recall: (cluster: string) => Promise<ReadonlyMap<string, Memory>>;
  /** Told how many remotes are to be checked, and of each that is done. */
  readonly onProgress: (
    event: { readonly kind: 'found'; readonly remotes: number } | { readonly kind: 'done' },
  ) => void;
}
