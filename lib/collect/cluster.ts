/** Checks the remotes of one local cluster. */
import pLimit from 'p-limit';
import { judge } from '../diagnosis/remotes.ts';
import type { LocalFacts, Registration } from '../facts/facts.ts';
import type { LocalCluster } from '../registry/schema.ts';
import type { CheckResult } from '../result/result.ts';
import { accessOf } from './access.ts';
import type { CheckContext } from './context.ts';
import type { NodeClient } from './elasticsearch/client.ts';
import { type LocalObservation, observeLocal } from './elasticsearch/observe.ts';
import { knownAliases, registrar } from './elasticsearch/registrations.ts';
import { askReplication, askStats } from './stats.ts';
import { collectFacts, type Observed, type OwnFacts } from './witnesses.ts';

/**
 * One result for each registered alias, and for each that the registry names; `*` where the aliases
 * could not be learnt.
 */
export async function checkCluster(
  cluster: LocalCluster,
  context: CheckContext,
): Promise<CheckResult[]> {
  const timeoutMs = context.defaults.timeouts.httpSeconds * 1000;
  const access = await accessOf(cluster.name, cluster, context.secrets);
  const local = await observeLocal(access, {
    timeoutMs,
    signal: context.signal,
    kept: context.kept,
  });
  try {
    const { known, wanted, skippedAliases } = toCheck(local.facts, cluster, context);
    const registrations = [
      ...firstOf(wanted, context),
      ...(skippedAliases.length > 0 ? [unlisted(cluster.name)] : []),
    ];
    context.onProgress({ kind: 'found', remotes: registrations.length });
    const limit = pLimit(context.defaults.remotesAtATime);
    const observed = { cluster, local, memory: { timeoutRefused: false } };
    const [memories, ccr, ...collected] = await Promise.all([
      context.recall(cluster.name),
      askReplication(answering(local), { timeoutMs, signal: context.signal }),
      ...registrations.map((registration) => limit(() => collect(registration, observed, context))),
    ]);
    const stats = await askStats(local.clients, collected, context);
    const all = collected.map((own) =>
      own.registration.alias === UNKNOWN_ALIAS ? { ...own, skippedAliases } : own,
    );
    return judge(all, { stats, ccr, memories, areAll: registrations.length === known });
  } finally {
    await local.close();
  }
}

function firstOf(
  registrations: readonly Registration[],
  { atMost }: CheckContext,
): readonly Registration[] {
  if (atMost === undefined || registrations.length <= atMost.remotes) return registrations;
  atMost.leaveOut(registrations.slice(atMost.remotes).map(({ alias }) => alias));
  return registrations.slice(0, atMost.remotes);
}

async function collect(
  registration: Registration,
  observed: Observed,
  context: CheckContext,
): Promise<OwnFacts> {
  const facts = await collectFacts(registration, observed, context);
  context.onProgress({ kind: 'done' });
  return facts;
}

function answering({ clients, facts }: LocalObservation): NodeClient[] {
  const urls = new Set(
    facts.nodesAsked
      .filter(({ root, remoteInfo }) => root.ok || remoteInfo.ok)
      .map(({ url }) => url),
  );
  return clients.filter(({ url }) => urls.has(url));
}

const UNKNOWN_ALIAS = '*';

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
  const listed = local.nodesAsked.some(({ remoteInfo }) => remoteInfo.ok);
  const absent = Object.keys(remotes).filter((alias) => !registered.has(alias));
  const all = [...registered.keys(), ...absent].filter((alias) => remotes[alias]?.ignore !== true);
  if (all.length === 0 && !listed)
    return { known: 1, wanted: [unlisted(local.name)], skippedAliases: [] };
  const { chosen, skipped } = firstAliases(all.filter(wants), remotes);
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

function unregistered(
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
