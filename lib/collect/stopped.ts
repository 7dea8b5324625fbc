/** Results about what could not be checked, or not be judged. */
import { diagnose } from '../diagnosis/diagnose.ts';
import { assemble } from '../diagnosis/result.ts';
import type { CheckFailure, LocalFacts, Registration, RegistrationFacts } from '../facts/facts.ts';
import type { LocalCluster } from '../registry/schema.ts';
import type { CheckResult } from '../result/result.ts';
import type { CheckContext } from './context.ts';
import { unanswered } from './failures.ts';
import type { OwnFacts } from './witnesses.ts';

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

interface Stopped {
  readonly local: LocalFacts;
  readonly stopped: CheckFailure;
  readonly context: Pick<CheckContext, 'now' | 'vantage'> & {
    readonly defaults: Pick<CheckContext['defaults'], 'expiryWarningDays'>;
  };
}

/** The facts about a remote of which nothing was learned. */
export function stoppedFacts(
  registration: Registration,
  { local, stopped, context }: Stopped,
): OwnFacts {
  return {
    durationMs: 0,
    now: context.now(),
    vantage: context.vantage,
    registration,
    local,
    passive: [],
    active: [],
    activeNotAsked: stopped.evidence,
    network: [],
    expiryWarningDays: context.defaults.expiryWarningDays,
    stopped,
  };
}

/**
 * `unknown` for each remote that the registry names, or for all as one. Nothing that a cluster
 * answered is part of it.
 */
export function unjudgedCluster(
  { name, urls, remotes }: LocalCluster,
  stopped: CheckFailure,
  context: CheckContext,
): CheckResult[] {
  const named = Object.keys(remotes).filter((alias) => remotes[alias]?.ignore !== true);
  const wanted = named.filter(context.wants);
  const local = unaskedCluster({ name, urls }, stopped);
  return (wanted.length === 0 ? [UNKNOWN_ALIAS] : wanted).map((alias) =>
    unjudged(unregistered(name, alias, 'unknown'), { local, stopped, context }),
  );
}

/** `unknown` for a remote whose facts could not be judged: none of them is part of the result. */
export function unjudgedRemote(facts: RegistrationFacts, stopped: CheckFailure): CheckResult {
  const { registration, local, now, vantage, expiryWarningDays } = facts;
  const { cluster, alias } = registration;
  const urls = local.nodesAsked.map(({ url }) => url);
  const bare = unaskedCluster({ name: cluster, urls }, stopped);
  const context = { now: () => now, vantage, defaults: { expiryWarningDays } };
  return unjudged(unregistered(cluster, alias, 'unknown'), { local: bare, stopped, context });
}

function unjudged(registration: Registration, stopped: Stopped): CheckResult {
  const none = unanswered(stopped.stopped);
  const shared = { stats: none, searchCounts: none, ccr: none, othersHanging: [] };
  const facts = { ...stoppedFacts(registration, stopped), ...shared };
  return assemble(facts, diagnose(facts));
}

function unaskedCluster(
  { name, urls }: Pick<LocalCluster, 'name' | 'urls'>,
  stopped: CheckFailure,
): LocalFacts {
  const none = unanswered(stopped);
  const nodesAsked = urls.map((url) => ({ url, root: none, remoteInfo: none }));
  return { name, nodesAsked, nodes: none, settings: none, certificates: none };
}
