/** What one check knows of the remotes of a local cluster, also if it could learn nothing. */
import type { Answer, CheckFailure, LocalFacts, RegistrationFacts } from './facts.ts';
import { unanswered } from './failures.ts';
import type { Registration } from './registration.ts';

export interface ClusterFacts {
  readonly remotes: readonly RegistrationFacts[];
  /** Takes the credentials of the local cluster out of a message. */
  readonly redact: (text: string) => string;
}

/** Whether the checker itself has a network. */
export interface CanaryFacts {
  readonly cluster: string;
  /** Why each canary failed; empty if enough of them answer. */
  readonly problems: readonly string[];
  readonly askedAt: Date;
}

/** Stands for all remotes of a cluster that could not say which it has. */
export const UNKNOWN_ALIAS = '*';

/** A remote of which only the alias is known. */
export function unregistered(
  cluster: string,
  alias: string,
  configuredIn: Registration['configuredIn'],
): Registration {
  return {
    cluster,
    alias,
    mode: 'unknown',
    seeds: [],
    securityModel: 'unknown',
    connectionsPerCluster: 0,
    verificationMode: 'full',
    configuredIn,
    contradictions: [],
  };
}

/** What every result says of the run, whatever was learned. */
type Run = Pick<RegistrationFacts, 'now' | 'vantage' | 'expiryWarningDays'>;

interface Stopped {
  readonly local: LocalFacts;
  readonly stopped: CheckFailure;
  readonly run: Run;
}

/** The facts about a remote of which nothing was learned. */
export function stoppedFacts(
  registration: Registration,
  { local, stopped, run: { now, vantage, expiryWarningDays } }: Stopped,
): RegistrationFacts {
  const none = unanswered(stopped);
  return {
    durationMs: 0,
    now,
    vantage,
    registration,
    local,
    passive: [],
    active: [],
    activeNotAsked: stopped.evidence,
    network: [],
    expiryWarningDays,
    stopped,
    stats: none,
    searchCounts: none,
    ccr: none,
    othersHanging: [],
  };
}

export interface Unasked {
  readonly name: string;
  readonly urls: readonly string[];
  /** All remotes as one if empty. */
  readonly aliases: readonly string[];
}

/** For each alias, the facts if the check of its local cluster stopped. */
export function stoppedCluster(
  { name, urls, aliases }: Unasked,
  stopped: CheckFailure,
  run: Run,
): RegistrationFacts[] {
  const local = unaskedCluster({ name, urls }, stopped);
  return (aliases.length === 0 ? [UNKNOWN_ALIAS] : aliases).map((alias) =>
    stoppedFacts(unregistered(name, alias, 'unknown'), { local, stopped, run }),
  );
}

/** In place of facts that cannot be judged. Nothing that a cluster answered is part of them. */
export function factsInPlaceOf(
  { registration: { cluster, alias }, local, ...run }: RegistrationFacts,
  stopped: CheckFailure,
): RegistrationFacts {
  const urls = local.nodesAsked.map(({ url }) => url);
  const bare = unaskedCluster({ name: cluster, urls }, stopped);
  return stoppedFacts(unregistered(cluster, alias, 'unknown'), { local: bare, stopped, run });
}

function unaskedCluster(
  { name, urls }: Pick<Unasked, 'name' | 'urls'>,
  stopped: CheckFailure,
): LocalFacts {
  const none: Answer<never> = unanswered(stopped);
  const nodesAsked = urls.map((url) => ({ url, root: none, remoteInfo: none }));
  return { name, nodesAsked, nodes: none, settings: none, certificates: none };
}
