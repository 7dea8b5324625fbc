/** `_cluster/stats?include_remotes`, asked once for all remotes of a local cluster. */
import { askOneOf } from '../elasticsearch/askOneOf.ts';
import type { NodeClient } from '../elasticsearch/client.ts';
import { clusterStatsRequest, type RemoteStatsByAlias } from '../elasticsearch/clusterStats.ts';
import type { Answer } from '../facts.ts';
import type { OwnFacts } from './collect.ts';
import type { CheckContext } from './context.ts';

/** It waits for a dead remote far longer than its answer is worth. */
const TIMEOUT_MS = 5000;

/**
 * To be asked after the active requests: it uses the same connections, and where it meets a failure first, Elasticsearch closes the connection and the
 * active request loses its reason. Not asked at all where a remote hangs, since it would hang too.
 */
export async function askStats(
  clients: readonly NodeClient[],
  collected: readonly OwnFacts[],
  { defaults, signal }: CheckContext,
): Promise<Answer<RemoteStatsByAlias>> {
  const hanging = collected.find(({ active }) => active.some(({ outcome }) => outcome === 'timed-out'));
  if (hanging !== undefined) return notAsked(hanging.registration.alias);
  const timeoutMs = Math.min(defaults.timeouts.httpSeconds * 1000, TIMEOUT_MS);
  return askOneOf(clients, clusterStatsRequest, { timeoutMs, signal });
}

function notAsked(alias: string): Answer<RemoteStatsByAlias> {
  const message = `Not asked, since the remote ${alias} hangs and the API asks all remotes at once`;
  return { ok: false, failed: { kind: 'not-asked', message, reasons: [], durationMs: 0 } };
}
