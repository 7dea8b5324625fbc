/** The whole check: registry in, report out. */
import { collectCluster } from './collect/cluster.ts';
import type { CheckContext } from './collect/context.ts';
import type { KeptConnections } from './collect/elasticsearch/keepAlive.ts';
import { createPlaces, createProber, probeTimeouts } from './collect/prober.ts';
import { createSniffer } from './collect/seeds.ts';
import { type Ends, endsOf } from './deadline.ts';
import { withoutIgnored } from './diagnosis/ignored.ts';
import { judge } from './diagnosis/judgment.ts';
import { ConfigurationError } from './errors.ts';
import { instantOf } from './instant.ts';
import { listing } from './listing.ts';
import type { LocalCluster, Registry } from './registry/schema.ts';
import type { SecretResolvers } from './registry/secret.ts';
import { type CheckReport, type CheckResult, SCHEMA_VERSION } from './result/result.ts';
import type { Memory } from './state/baseline/baseline.ts';

export interface CheckOptions {
  /** How secret references of the registry are read. */
  readonly secrets: SecretResolvers;
  /** Where the checker runs; the registry's `vantage` outranks it. */
  readonly vantage: string;
  /** Only these local clusters, by name; all where empty. */
  readonly clusters?: readonly string[];
  /** Only these cluster aliases; all where empty. */
  readonly remotes?: readonly string[];
  /**
   * Whether `remotes` are one part of all, which several runs share: nobody waits for them then.
   */
  readonly isPart?: boolean;
  /**
   * Where a local cluster has more remotes than these, the aliases of the others are told at once
   * and left out of the report.
   */
  readonly atMost?: CheckContext['atMost'];
  /** Deadline of the whole check, in place of the registry's `checkSeconds`. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /**
   * What earlier checks have left of the remotes of one local cluster, by alias; nothing is
   * remembered where absent.
   */
  readonly recall?: (cluster: string) => Promise<ReadonlyMap<string, Memory>>;
  /**
   * Whether requests to a remote that was dead a moment ago are made all the same, since somebody
   * waits for this check.
   */
  readonly asksDead?: boolean;
  /**
   * HTTP connections to take from earlier checks and to leave for later ones; opened and closed
   * anew where absent.
   */
  readonly kept?: KeptConnections | undefined;
  readonly now?: () => Date;
  readonly onProgress?: CheckContext['onProgress'];
}

/**
 * Checks the remote clusters of the registry's local clusters. A failed check is a value in the
 * report: so are a secret that cannot be read, TLS material that cannot be used, and a bug, each
 * for what needs it alone. Ends at its deadline, whatever hangs; what was not learned until then is
 * `unknown`. Throws ConfigurationError only for names that the registry or its clusters do not
 * have.
 */
export async function check(registry: Registry, options: CheckOptions): Promise<CheckReport> {
  const { now = () => new Date(), clusters = [], remotes = [] } = options;
  const startedAt = now();
  const started = performance.now();
  const chosen = chooseClusters(registry, clusters);
  const vantage = registry.vantage ?? options.vantage;
  const { checkSeconds } = registry.defaults.timeouts;
  const registered: string[] = [];
  const ends = endsOf(options.timeoutMs ?? checkSeconds * 1000, options.signal);
  try {
    const context = {
      ...contextOf(registry, { options: { ...options, vantage }, ends }),
      onRegistered: (aliases: readonly string[]) => registered.push(...aliases),
    };
    const checked = await Promise.all(chosen.map(async (cluster) => judged(cluster, context)));
    const results = checked.flat();
    refuseUnknownRemotes(remotes, results, registered);
    const durationMs = performance.now() - started;
    return {
      schemaVersion: SCHEMA_VERSION,
      vantage,
      startedAt: instantOf(startedAt),
      durationMs,
      results,
    };
  } finally {
    ends.clear();
  }
}

export function contextOf(
  { defaults }: Registry,
  { options, ends: { signal, end } }: { readonly options: CheckOptions; readonly ends: Ends },
): CheckContext {
  const { remotes = [], secrets, vantage, kept, atMost, isPart = false } = options;
  const { concurrency, timeouts } = defaults;
  return {
    vantage,
    defaults,
    secrets,
    kept,
    signal,
    end,
    isHurried: remotes.length > 0 && !isPart,
    now: options.now ?? (() => new Date()),
    probe: createProber({ concurrency, timeouts, signal }),
    whenPlaced: createPlaces(concurrency),
    sniff: createSniffer({ timeouts: probeTimeouts(timeouts), signal }),
    wants: (alias) => remotes.length === 0 || remotes.includes(alias),
    ...(atMost === undefined ? {} : { atMost }),
    activeRetryMs: options.asksDead === true ? 0 : defaults.activeRetryMinutes * 60_000,
    recall: options.recall ?? (async () => new Map()),
    onProgress: options.onProgress ?? (() => undefined),
  };
}

/** Throws ConfigurationError for a name that the registry does not have. */
export function chooseClusters(
  { clusters }: Registry,
  names: readonly string[],
): readonly LocalCluster[] {
  const unknown = names.find((name) => !clusters.some((cluster) => cluster.name === name));
  if (unknown !== undefined)
    throw new ConfigurationError(
      `No cluster ${unknown} in the registry, which has ${clusters.map(({ name }) => name).join(', ')}`,
    );
  return names.length === 0 ? clusters : clusters.filter(({ name }) => names.includes(name));
}

/** Causes that the registry ignores for a while become notes. */
async function judged(cluster: LocalCluster, context: CheckContext): Promise<CheckResult[]> {
  const results = judge(await collectCluster(cluster, context));
  return results.map((result) => {
    const { ignore } = cluster.remotes[result.alias] ?? {};
    return Array.isArray(ignore) ? withoutIgnored(result, ignore, context.now()) : result;
  });
}

/**
 * An alias that nobody has registered is most likely a typing mistake; where the aliases could not
 * be learnt nothing can be said.
 */
function refuseUnknownRemotes(
  remotes: readonly string[],
  results: readonly CheckResult[],
  registered: readonly string[],
): void {
  const unknown = remotes.filter(
    (remote) => !results.some(({ alias }) => alias === remote || alias === '*'),
  );
  if (unknown.length === 0) return;
  const known = [...new Set(registered)].toSorted();
  const has = known.length === 0 ? 'none is registered' : `registered are ${listing(known)}`;
  throw new ConfigurationError(
    `No local cluster has a remote cluster ${unknown.join(', ')}; ${has}`,
  );
}
