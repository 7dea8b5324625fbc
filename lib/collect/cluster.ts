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
import { registrationsOf } from './elasticsearch/registrations.ts';
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
    const known = toCheck(local.facts, cluster);
    const wanted = known.filter(({ alias }) => alias === UNKNOWN_ALIAS || context.wants(alias));
    const registrations = firstOf(wanted, context);
    context.onProgress({ kind: 'found', remotes: registrations.length });
    const limit = pLimit(context.defaults.remotesAtATime);
    const observed = { cluster, local, memory: { timeoutRefused: false } };
    const [memories, ccr, ...collected] = await Promise.all([
      context.recall(cluster.name),
      askReplication(answering(local), { timeoutMs, signal: context.signal }),
      ...registrations.map((registration) => limit(() => collect(registration, observed, context))),
    ]);
    const stats = await askStats(local.clients, collected, context);
    return judge(collected, { stats, ccr, memories, areAll: collected.length === known.length });
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
 * What is registered, and what the registry expects to be; aliases that are to be ignored left out.
 */
function toCheck(local: LocalFacts, { remotes }: LocalCluster): Registration[] {
  const registered = registrationsOf(local);
  const listed = local.nodesAsked.some(({ remoteInfo }) => remoteInfo.ok);
  const absent = Object.keys(remotes)
    .filter((alias) => !registered.some((registration) => registration.alias === alias))
    .map((alias) => unregistered(local.name, alias, listed ? 'nowhere' : 'unknown'));
  const all = [...registered, ...absent].filter(({ alias }) => remotes[alias]?.ignore !== true);
  return all.length === 0 && !listed ? [unregistered(local.name, UNKNOWN_ALIAS, 'unknown')] : all;
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
