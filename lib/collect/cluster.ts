/** Checks the remotes of one local cluster. */
import pLimit from 'p-limit';
import { judge, type SharedFacts } from '../diagnosis/remotes.ts';
import type { CcrStats, LocalFacts, Registration, RegistrationFacts } from '../facts/facts.ts';
import { createRedactor } from '../redact.ts';
import type { LocalCluster } from '../registry/schema.ts';
import type { CheckResult } from '../result/result.ts';
import { accessOf } from './access.ts';
import type { CheckContext } from './context.ts';
import type { NodeClient } from './elasticsearch/client.ts';
import { type LocalObservation, observeLocal } from './elasticsearch/observe.ts';
import { knownAliases, registrar } from './elasticsearch/registrations.ts';
import { type Attempted, attempt, failureOf, unanswered } from './failures.ts';
import { askReplication, askStats } from './stats.ts';
import { stoppedFacts, UNKNOWN_ALIAS, unjudgedCluster, unregistered } from './stopped.ts';
import { collectFacts, type Observed, type OwnFacts } from './witnesses.ts';

/**
 * One result for each registered alias, and for each that the registry names; `*` where the aliases
 * could not be learnt. Never rejects: if the cluster cannot be asked, its results are `unknown` and
 * say why.
 */
export async function checkCluster(
  cluster: LocalCluster,
  context: CheckContext,
): Promise<CheckResult[]> {
  const { name } = cluster;
  const what = `The check of cluster ${name}`;
  const { end } = context;
  const place = { name, prefix: '', cluster: name };
  // It ends by itself, and says which secret did not come.
  const access = await attempt({ what }, () => accessOf(cluster, place, context));
  if (!access.ok) return unjudgedCluster(cluster, access.failure, context);
  const redact = createRedactor(access.value.auth);
  const options = { timeoutMs: httpMs(context), signal: context.signal, kept: context.kept };
  const local = await attempt({ what, end, redact }, () => observeLocal(access.value, options));
  if (!local.ok) return unjudgedCluster(cluster, local.failure, context);
  try {
    return await checkRemotes({ cluster, local: local.value, redact }, context);
  } catch (thrown) {
    return unjudgedCluster(cluster, failureOf(thrown, { what, redact }), context);
  } finally {
    // What is still open must not hold up the report.
    await attempt({ what, end, limitMs: CLOSE_MS }, () => local.value.close());
  }
}

const CLOSE_MS = 1000;

function httpMs({ defaults }: CheckContext): number {
  return defaults.timeouts.httpSeconds * 1000;
}

interface Reached {
  readonly cluster: LocalCluster;
  readonly local: LocalObservation;
  readonly redact: (text: string) => string;
}

async function checkRemotes(reached: Reached, context: CheckContext): Promise<CheckResult[]> {
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
  const stats = await statsOf(reached, { collected, areAll }, context);
  const all = collected.map((own) =>
    own.registration.alias === UNKNOWN_ALIAS ? { ...own, skippedAliases } : own,
  );
  return judge(all, { ...recalled, ...stats, ccr, areAll, redact });
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
    return stoppedFacts(registration, { local: observed.local.facts, stopped, context });
  }
}

type Recalled = Pick<SharedFacts, 'memories' | 'notRecalled'>;

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

async function statsOf(
  { local, redact }: Reached,
  asked: { readonly collected: readonly OwnFacts[]; readonly areAll: boolean },
  context: CheckContext,
): Promise<Pick<SharedFacts, 'stats'>> {
  const options = { what: 'Asking for statistics', end: context.end, redact };
  const stats = await attempt(options, () => askStats(answering(local), asked, context));
  if (stats.ok) return { stats: stats.value };
  const none = unanswered(stats.failure);
  return { stats: { remotes: none, searches: none } };
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

/**
 * Far more than any local cluster has; each takes cross-cluster requests, and in AWS a share of an
 * invocation.
 */
export const ALIASES_AT_MOST = 1_000;

interface ToCheck {
  /** How many there are. */
  readonly known: number;
  readonly wanted: readonly Registration[];
  readonly skippedAliases: readonly string[];
}

/**
 * What is registered, and what the registry expects to be; aliases that are to be ignored left out.
 * If there are too many, those that the registry names come first.
 */
function toCheck(local: LocalFacts, { remotes }: LocalCluster, { wants }: CheckContext): ToCheck {
  const registered = new Map(knownAliases(local).map((known) => [known.alias, known]));
  const listed = isListed(local);
  const absent = Object.keys(remotes).filter((alias) => !registered.has(alias));
  const all = [...registered.keys(), ...absent].filter((alias) => remotes[alias]?.ignore !== true);
  const asked = all.filter(wants);
  // Of a cluster that did not list its remotes nobody knows whether it has one that is wanted.
  if (asked.length === 0 && !listed)
    return { known: all.length + 1, wanted: [unlisted(local.name)], skippedAliases: [] };
  const { chosen, skipped } = firstAliases(asked, remotes);
  const registrationOf = registrar(local);
  const wanted = chosen.map((alias) => {
    const known = registered.get(alias);
    return known === undefined
      ? unregistered(local.name, alias, listed ? 'nowhere' : 'unknown')
      : registrationOf(known);
  });
  return { known: all.length, wanted, skippedAliases: skipped };
}

function firstAliases(
  aliases: readonly string[],
  named: LocalCluster['remotes'],
): { chosen: readonly string[]; skipped: readonly string[] } {
  if (aliases.length <= ALIASES_AT_MOST) return { chosen: aliases, skipped: [] };
  const isNamed = (alias: string) => Object.hasOwn(named, alias);
  const inOrder = [...aliases.filter(isNamed), ...aliases.filter((alias) => !isNamed(alias))];
  return { chosen: inOrder.slice(0, ALIASES_AT_MOST), skipped: inOrder.slice(ALIASES_AT_MOST) };
}

/** Stands for all aliases of which nothing is known. */
function unlisted(cluster: string): Registration {
  return unregistered(cluster, UNKNOWN_ALIAS, 'unknown');
}

function isListed({ nodesAsked }: LocalFacts): boolean {
  return nodesAsked.some(({ remoteInfo }) => remoteInfo.ok);
}
