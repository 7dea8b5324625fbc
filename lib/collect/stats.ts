/** `_cluster/stats`, asked once for all remotes of a local cluster. */

import type { Answer, CcrStats, RegistrationFacts, SearchCounts } from '../facts/facts.ts';
import type { FailedAnswer } from '../result/witness.ts';
import type { CheckContext } from './context.ts';
import { askAutoFollow, askCcrStats, pausedFollowersRequest } from './elasticsearch/api/ccr.ts';
import { clusterStatsRequest, type RemoteStatsByAlias } from './elasticsearch/api/clusterStats.ts';
import { searchCountsRequest } from './elasticsearch/api/searchCounts.ts';
import { type AskOptions, askOneOf, type GetRequest } from './elasticsearch/ask.ts';
import type { NodeClient } from './elasticsearch/client.ts';
import type { OwnFacts } from './witnesses.ts';

export interface Stats {
  readonly remotes: Answer<RemoteStatsByAlias>;
  readonly searches: Answer<SearchCounts | undefined>;
}

/** It waits for a dead remote far longer than its answer is worth. */
const TIMEOUT_MS = 5000;

/**
 * The API asks all remotes at once, and any that is not checked may hang: nobody should wait for
 * it.
 */
const HURRIED_MS = 1000;

export interface Asked {
  readonly collected: readonly OwnFacts[];
  /** Whether these are all remotes of the local cluster. */
  readonly areAll: boolean;
}

/**
 * To be asked after the active requests: it uses the same connections, and where it meets a failure
 * first, Elasticsearch closes the connection and the active request loses its reason. The remotes
 * are not asked for at all where one hangs, since the answer would hang too; the local nodes' own
 * counters are then asked for without them.
 */
export async function askStats(
  clients: readonly NodeClient[],
  { collected, areAll }: Asked,
  { defaults, signal, isHurried }: CheckContext,
): Promise<Stats> {
  const timeoutMs = Math.min(defaults.timeouts.httpSeconds * 1000, TIMEOUT_MS);
  const options = { timeoutMs, signal, once: true };
  const limitMs = isHurried && !areAll ? Math.min(timeoutMs, HURRIED_MS) : timeoutMs;
  const hanging = collected.find(({ active, repeated = [] }) =>
    [...active, ...repeated].some(({ outcome }) => outcome === 'timed-out'),
  );
  const reason = areAll && areDead(collected) ? DEAD : hanging && hangs(hanging);
  const stats =
    reason === undefined
      ? await askUntilSilence(clients, clusterStatsRequest, { ...options, timeoutMs: limitMs })
      : notAsked(reason);
  if (stats.ok) {
    const { remotes, searches } = stats.value;
    return { remotes: { ...stats, value: remotes }, searches: { ...stats, value: searches } };
  }
  const areApart = reason !== undefined || stats.failed.kind === 'timed-out';
  if (!areApart) return { remotes: stats, searches: stats };
  return { remotes: stats, searches: await askUntilSilence(clients, searchCountsRequest, options) };
}

/** A second node would let us wait for the same remote as the first. */
async function askUntilSilence<T>(
  nodes: readonly NodeClient[],
  request: GetRequest<T>,
  options: AskOptions,
): Promise<Answer<T>> {
  const first = await askOneOf(nodes.slice(0, 1), request, options);
  if (first.ok || first.failed.kind === 'timed-out' || nodes.length < 2) return first;
  const second = await askOneOf(nodes.slice(1, 2), request, options);
  return second.ok ? second : first;
}

function hangs({ registration: { alias } }: OwnFacts): string {
  return `the remote ${alias} hangs and the API asks all remotes at once`;
}

/** The API would make the local node log a stack trace for each. */
function areDead(collected: readonly OwnFacts[]): boolean {
  const isDead = ({ active }: OwnFacts) => active.some(({ remembered }) => remembered === true);
  return collected.length > 0 && collected.every(isDead);
}

const DEAD = 'all remotes were dead a moment ago, and nothing about them has changed';

function notAsked(why: string): { readonly ok: false; readonly failed: FailedAnswer } {
  const message = `Not asked, since ${why}`;
  return { ok: false, failed: { kind: 'not-asked', message, reasons: [], durationMs: 0 } };
}

/** What a local cluster replicates, asked once for all of its remotes. */

/** Patterns are asked for only where there are any at work. */
export async function askReplication(
  nodes: readonly NodeClient[],
  options: AskOptions,
): Promise<RegistrationFacts['ccr']> {
  const stats = await askCcrStats(nodes, options);
  if (!stats.ok || stats.value === undefined) return stats;
  const [paused, patterns] = await Promise.all([
    askOneOf(nodes, pausedFollowersRequest, options),
    hasPatterns(stats.value) ? askAutoFollow(nodes, options) : undefined,
  ]);
  return {
    ...stats,
    value: { ...stats.value, paused, ...(patterns === undefined ? {} : { patterns }) },
  };
}

function hasPatterns({ autoFollowed, autoFollowErrors }: CcrStats): boolean {
  return autoFollowed.length + autoFollowErrors.length > 0;
}
