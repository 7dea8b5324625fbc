/** What a local cluster replicates, asked once for all of its remotes. */
import type { AskOptions } from '../elasticsearch/answer.ts';
import { askOneOf } from '../elasticsearch/askOneOf.ts';
import { askAutoFollow } from '../elasticsearch/autoFollow.ts';
import { askCcrStats } from '../elasticsearch/ccrStats.ts';
import type { NodeClient } from '../elasticsearch/client.ts';
import { pausedFollowersRequest } from '../elasticsearch/followers.ts';
import type { CcrStats, RegistrationFacts } from '../facts.ts';

/** Patterns are asked for only where there are any at work. */
export async function askReplication(nodes: readonly NodeClient[], options: AskOptions): Promise<RegistrationFacts['ccr']> {
  const stats = await askCcrStats(nodes, options);
  if (!stats.ok || stats.value === undefined) return stats;
  const [paused, patterns] = await Promise.all([
    askOneOf(nodes, pausedFollowersRequest, options),
    hasPatterns(stats.value) ? askAutoFollow(nodes, options) : undefined,
  ]);
  return { ...stats, value: { ...stats.value, paused, ...(patterns === undefined ? {} : { patterns }) } };
}

function hasPatterns({ autoFollowed, autoFollowErrors }: CcrStats): boolean {
  return autoFollowed.length + autoFollowErrors.length > 0;
}
