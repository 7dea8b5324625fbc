/** Checks the remotes of one local cluster. */
import { diagnose } from '../diagnosis/diagnose.ts';
import { askOneOf } from '../elasticsearch/askOneOf.ts';
import { clusterStatsRequest } from '../elasticsearch/clusterStats.ts';
import { observeLocal } from '../elasticsearch/observeLocal.ts';
import { registrationsOf } from '../elasticsearch/registrations.ts';
import type { LocalFacts, Registration } from '../facts.ts';
import type { LocalCluster } from '../registry/schema.ts';
import type { CheckResult } from '../result/result.ts';
import { accessOf } from './access.ts';
import { assemble } from './assemble.ts';
import { collectFacts, type Observed } from './collect.ts';
import type { CheckContext } from './context.ts';

/** It asks all remotes at once, and waits for a dead one far longer than its answer is worth. */
const STATS_TIMEOUT_MS = 5000;

/** One result for each registered alias, and for each that the registry names; `*` where the aliases could not be learnt. */
export async function checkCluster(cluster: LocalCluster, context: CheckContext): Promise<CheckResult[]> {
  const timeoutMs = context.defaults.timeouts.httpSeconds * 1000;
  const access = await accessOf(cluster.name, cluster, context.secrets);
  const local = await observeLocal(access, { timeoutMs, signal: context.signal });
  try {
    const registrations = toCheck(local.facts, cluster).filter(({ alias }) => alias === UNKNOWN_ALIAS || context.wants(alias));
    context.onProgress({ kind: 'found', remotes: registrations.length });
    const stats = askOneOf(local.clients, clusterStatsRequest, { timeoutMs: Math.min(timeoutMs, STATS_TIMEOUT_MS), signal: context.signal });
    const observed = { cluster, local, stats, memory: { timeoutRefused: false } };
    return await Promise.all(registrations.map((registration) => checkRegistration(registration, observed, context)));
  } finally {
    await local.close();
  }
}

async function checkRegistration(registration: Registration, observed: Observed, context: CheckContext): Promise<CheckResult> {
  const facts = await collectFacts(registration, observed, context);
  const result = assemble(facts, diagnose(facts));
  context.onProgress({ kind: 'done' });
  return result;
}

const UNKNOWN_ALIAS = '*';

/** What is registered, and what the registry expects to be; aliases that are to be ignored left out. */
function toCheck(local: LocalFacts, { remotes }: LocalCluster): Registration[] {
  const registered = registrationsOf(local);
  const listed = local.nodesAsked.some(({ remoteInfo }) => remoteInfo.ok);
  const absent = Object.keys(remotes)
    .filter((alias) => !registered.some((registration) => registration.alias === alias))
    .map((alias) => unregistered(local.name, alias, listed ? 'nowhere' : 'unknown'));
  const all = [...registered, ...absent].filter(({ alias }) => remotes[alias]?.ignore !== true);
  return all.length === 0 && !listed ? [unregistered(local.name, UNKNOWN_ALIAS, 'unknown')] : all;
}

function unregistered(cluster: string, alias: string, configuredIn: Registration['configuredIn']): Registration {
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
