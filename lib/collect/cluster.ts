/** Collects the facts about the remotes of one local cluster. */
import pLimit from 'p-limit';
import {
  type ClusterFacts,
  stoppedCluster,
  stoppedFacts,
  UNKNOWN_ALIAS,
  unregistered,
} from '../facts/clusterFacts.ts';
import type { CcrStats, CheckFailure, RegistrationFacts } from '../facts/facts.ts';
import { failureOf, unanswered } from '../facts/failures.ts';
import type { Registration } from '../facts/registration.ts';
import { createRedactor } from '../redact.ts';
import type { LocalCluster } from '../registry/schema.ts';
import type { ActiveWitness, FailedAnswer } from '../result/witness.ts';
import type { Memory } from '../state/baseline/baseline.ts';
import { accessOf } from './access.ts';
import { ALIASES_AT_MOST, isListed, toCheck, unlisted } from './aliases.ts';
import { type Attempted, attempt } from './attempt.ts';
import type { CheckContext } from './context.ts';
import { statsOf } from './elasticsearch/api/clusterStats.ts';
import type { NodeClient } from './elasticsearch/client.ts';
import { type LocalObservation, observeLocal } from './elasticsearch/observe.ts';
import { knownAliases } from './elasticsearch/registrations.ts';
import { askReplication, askStats, type Stats } from './stats.ts';
import type { Observed } from './surroundings.ts';
import { collectFacts, type OwnFacts } from './witnesses.ts';

/**
 * The facts about each registered alias, and about each that the registry names; about `*` if the
 * aliases could not be learned. Never rejects: if the cluster cannot be asked, the facts say why.
 */
export async function collectCluster(
  cluster: LocalCluster,
  context: CheckContext,
): Promise<ClusterFacts> {
  const { name } = cluster;
  const what = `The check of cluster ${name}`;
  const { end } = context;
  const place = { name, prefix: '', cluster: name };
  // It ends by itself, and says which secret did not come.
  const access = await attempt({ what }, () => accessOf(cluster, place, context));
  if (!access.ok) return nothingOf(cluster, access.failure, context);
  const redact = createRedactor(access.value.auth);
  const { signal, kept } = context;
  const aliases = Object.keys(cluster.remotes);
  const options = { timeoutMs: httpMs(context), signal, kept, aliases };
  const local = await attempt({ what, end, redact }, () => observeLocal(access.value, options));
  if (!local.ok) return nothingOf(cluster, local.failure, context);
  try {
    const remotes = await collectRemotes({ cluster, local: local.value, redact }, context);
    return { remotes, redact };
  } catch (thrown) {
    return nothingOf(cluster, failureOf(thrown, { what, redact }), context);
  } finally {
    // What is still open must not hold up the report.
    await attempt({ what, end, limitMs: CLOSE_MS }, () => local.value.close());
  }
}

const CLOSE_MS = 1000;

/** Each remote that the registry names, or all as one. */
function nothingOf(
  { name, urls, remotes }: LocalCluster,
  stopped: CheckFailure,
  context: CheckContext,
): ClusterFacts {
  const named = Object.keys(remotes).filter((alias) => remotes[alias]?.ignore !== true);
  const unasked = { name, urls, aliases: named.filter(context.wants) };
  return { remotes: stoppedCluster(unasked, stopped, runOf(context)), redact: (text) => text };
}

function runOf({
  now,
  vantage,
  defaults: { expiryWarningDays },
}: CheckContext): Pick<RegistrationFacts, 'now' | 'vantage' | 'expiryWarningDays'> {
  return { now: now(), vantage, expiryWarningDays };
}

function httpMs({ defaults }: CheckContext): number {
  return defaults.timeouts.httpSeconds * 1000;
}

interface Reached {
  readonly cluster: LocalCluster;
  readonly local: LocalObservation;
  readonly redact: (text: string) => string;
}

async function collectRemotes(
  reached: Reached,
  context: CheckContext,
): Promise<RegistrationFacts[]> {
  const { cluster, local, redact } = reached;
  const { known, wanted, skippedAliases } = toCheck(local.facts, cluster, context);
  const registrations = [
    ...firstOf(wanted, context),
    ...(skippedAliases.length > 0 ? [unlisted(cluster.name)] : []),
  ];
  context.onProgress({ kind: 'found', remotes: registrations.length });
  const replicating = ccrOf(reached, context);
  // Statistics and memory are of use only if there is something to judge.
  if (registrations.length === 0 && orphansOf(reached, await replicating, context).length === 0)
    return [];
  const recalling = recall(cluster.name, context);
  const memories = recalling.then((recalled) => recalled.memories);
  const observed = { cluster, local, memory: { timeoutRefused: false }, memories };
  const limit = pLimit(context.defaults.remotesAtATime);
  const [recalled, ccr, ...listed] = await Promise.all([
    recalling,
    replicating,
    ...registrations.map((registration) =>
      limit(() => collect(registration, { observed, redact }, context)),
    ),
  ]);
  const areAll = listed.length === known;
  const orphans = orphansOf(reached, ccr, context);
  if (orphans.length > 0) context.onProgress({ kind: 'found', remotes: orphans.length });
  const followed = orphans.map((orphan) => collect(orphan, { observed, redact }, context));
  const collected = [...listed, ...(await Promise.all(followed))];
  const stats = await sharedStats(reached, { collected, areAll }, context);
  const ownFailedSearches = areAll ? sumOf(collected.map(failedSearches)) : undefined;
  return collected.map((own) => ({
    ...own,
    ...(own.registration.alias === UNKNOWN_ALIAS ? { skippedAliases } : {}),
    ...(ownFailedSearches === undefined ? {} : { ownFailedSearches }),
    ...remembered(own.registration.alias, recalled),
    stats: statsOf(stats.remotes, own.registration.alias),
    searchCounts: stats.searches,
    ccr,
    othersHanging: [],
  }));
}

/** If skip_unavailable is false, a failure is asked a second time, as a search, which fails too. */
function failedSearches({ active }: OwnFacts): number {
  return active.filter(
    ({ outcome, api, reasons, remembered: isOld }: ActiveWitness) =>
      outcome !== 'connected' && isOld !== true && (api === 'search' || reasons.length > 0),
  ).length;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Aliases that are not registered, nor named by the registry, and that something replicates from. */
function orphansOf(
  { cluster, local: { facts } }: Reached,
  ccr: RegistrationFacts['ccr'],
  { wants }: CheckContext,
): Registration[] {
  if (!isListed(facts) || !ccr.ok || ccr.value === undefined) return [];
  const known = new Set([
    ...knownAliases(facts).map(({ alias }) => alias),
    ...Object.keys(cluster.remotes),
  ]);
  return aliasesFollowed(ccr.value)
    .filter((alias) => !known.has(alias) && wants(alias))
    .slice(0, ALIASES_AT_MOST)
    .map((alias) => unregistered(cluster.name, alias, 'nowhere'));
}

function aliasesFollowed({ shards, autoFollowed, paused, patterns }: CcrStats): string[] {
  const all = [
    ...shards,
    ...autoFollowed,
    ...(paused?.ok ? paused.value : []),
    ...(patterns?.ok ? (patterns.value ?? []) : []),
  ];
  return [...new Set(all.map(({ alias }) => alias))].toSorted();
}

function firstOf(
  registrations: readonly Registration[],
  { atMost }: CheckContext,
): readonly Registration[] {
  if (atMost === undefined || registrations.length <= atMost.remotes) return registrations;
  atMost.leaveOut(registrations.slice(atMost.remotes).map(({ alias }) => alias));
  return registrations.slice(0, atMost.remotes);
}

interface Collecting {
  readonly observed: Observed;
  readonly redact: Reached['redact'];
}

/** Never rejects: a failure about one remote must not take the others along. */
async function collect(
  registration: Registration,
  { observed, redact }: Collecting,
  context: CheckContext,
): Promise<OwnFacts> {
  try {
    const facts = await collectFacts(registration, observed, context);
    context.onProgress({ kind: 'done' });
    return facts;
  } catch (thrown) {
    const stopped = failureOf(thrown, { what: `The check of ${registration.alias}`, redact });
    const local = observed.local.facts;
    return stoppedFacts(registration, { local, stopped, run: runOf(context) });
  }
}

interface Recalled {
  /** By alias. */
  readonly memories: ReadonlyMap<string, Memory>;
  /** Why there are none, if they could not be read. */
  readonly notRecalled?: FailedAnswer;
}

function remembered(
  alias: string,
  { memories, notRecalled }: Recalled,
): Pick<RegistrationFacts, 'memory' | 'notRecalled'> {
  const memory = memories.get(alias);
  return {
    ...(memory === undefined ? {} : { memory }),
    ...(notRecalled === undefined ? {} : { notRecalled }),
  };
}

/**
 * Without a memory the check still says what is; the comparison with earlier checks is missing for
 * once.
 */
async function recall(cluster: string, context: CheckContext): Promise<Recalled> {
  const options = { what: 'Reading earlier results', end: context.end, limitMs: httpMs(context) };
  const recalled = await attempt(options, () => context.recall(cluster));
  if (recalled.ok) return { memories: recalled.value };
  return { memories: new Map(), notRecalled: unanswered(recalled.failure).failed };
}

async function ccrOf(
  { local, redact }: Reached,
  context: CheckContext,
): Promise<RegistrationFacts['ccr']> {
  const { signal, end } = context;
  const options = { timeoutMs: httpMs(context), signal };
  const what = 'Asking for the state of replication';
  return answerOf(
    await attempt({ what, end, redact }, () => askReplication(answering(local), options)),
  );
}

async function sharedStats(
  { local, redact }: Reached,
  asked: { readonly collected: readonly OwnFacts[]; readonly areAll: boolean },
  context: CheckContext,
): Promise<Stats> {
  const options = { what: 'Asking for statistics', end: context.end, redact };
  const stats = await attempt(options, () => askStats(answering(local), asked, context));
  if (stats.ok) return stats.value;
  const none = unanswered(stats.failure);
  return { remotes: none, searches: none };
}

function answerOf<T>(attempted: Attempted<T>): T | ReturnType<typeof unanswered> {
  return attempted.ok ? attempted.value : unanswered(attempted.failure);
}

function answering({ clients, facts }: LocalObservation): NodeClient[] {
  const urls = new Set(
    facts.nodesAsked
      .filter(({ root, remoteInfo }) => root.ok || remoteInfo.ok)
      .map(({ url }) => url),
  );
  return clients.filter(({ url }) => urls.has(url));
}
