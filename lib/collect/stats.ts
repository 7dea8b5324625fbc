/** `_cluster/stats`, asked once for all remotes of a local cluster. */

import type { Answer, CcrStats, RegistrationFacts, SearchCounts } from '../facts/facts.ts';
import type { FailedAnswer } from '../result/witness.ts';
import type { CheckContext } from './context.ts';
import { askAutoFollow, askCcrStats, pausedFollowersRequest } from './elasticsearch/api/ccr.ts';
import { clusterStatsRequest, type RemoteStatsByAlias } from './elasticsearch/api/clusterStats.ts';
import { searchCountsRequest } from './elasticsearch/api/searchCounts.ts';
import { type AskOptions, askOneOf } from './elasticsearch/ask.ts';
import type { NodeClient } from './elasticsearch/client.ts';
import type { OwnFacts } from './witnesses.ts';

export interface Stats {
  readonly remotes: Answer<RemoteStatsByAlias>;
  readonly searches: Answer<SearchCounts | undefined>;
}

/** It waits for a dead remote far longer than its answer is worth. */
const TIMEOUT_MS = 5000;

/**
 * To be asked after the active requests: it uses the same connections, and where it meets a failure
 * first, Elasticsearch closes the connection and the active request loses its reason. The remotes
 * are not asked for at all where one hangs, since the answer would hang too; the local nodes' own
 * counters are then asked for without them.
 */
export async function askStats(
  clients: readonly NodeClient[],
  collected: readonly OwnFacts[],
  { defaults, signal }: CheckContext,
): Promise<Stats> {
  const options = {
    timeoutMs: Math.min(defaults.timeouts.httpSeconds * 1000, TIMEOUT_MS),
    signal,
    once: true,
  };
  const hanging = collected.find(({ active }) =>
    active.some(({ outcome }) => outcome === 'timed-out'),
  );
  const stats =
    hanging === undefined
      ? await askOneOf(clients, clusterStatsRequest, options)
      : notAsked(hanging.registration.alias);
  if (stats.ok)
    return {
      remotes: { ...stats, value: stats.value.remotes },
      searches: { ...stats, value: stats.value.searches },
    };
  const hangs = hanging !== undefined || stats.failed.kind === 'timed-out';
  return {
    remotes: stats,
    searches: hangs ? await askOneOf(clients, searchCountsRequest, options) : stats,
  };
}

function notAsked(alias: string): { readonly ok: false; readonly failed: FailedAnswer } {
  const message = `Not asked, since the remote ${alias} hangs and the API asks all remotes at once`;
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
