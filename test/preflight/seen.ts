/** Results of checks with given clusters and versions on both sides. */
import type { CheckResult } from '../../lib/result/result.ts';
import { healthyResult } from '../support/results.ts';

export interface SeenCluster {
  readonly name: string;
  readonly versions: readonly string[];
}

/**
 * Both sides know each other's uuid, which is `<name>-uuid`. The alias is the name of the remote.
 */
export function seen(
  local: SeenCluster,
  remote: SeenCluster,
  overrides: Partial<CheckResult> = {},
): CheckResult {
  return {
    ...healthyResult,
    cluster: local.name,
    alias: remote.name,
    localClusterUuid: `${local.name}-uuid`,
    remoteClusterUuid: `${remote.name}-uuid`,
    versions: {
      ...healthyResult.versions,
      local: [...local.versions],
      remote: [...remote.versions],
    },
    ...overrides,
  };
}

export function cluster(name: string, ...versions: string[]): SeenCluster {
  return { name, versions };
}

/** A result without data about replication. */
export const REPLICATION_NOT_SEEN = {
  notSeen: {
    'local GET /_ccr/stats': { kind: 'not-authorized', message: 'no', reasons: [], durationMs: 1 },
  },
} satisfies Partial<CheckResult>;

export function following(followers: number): Partial<CheckResult> {
  return {
    replication: {
      followers,
      shards: followers,
      operationsBehind: 0,
      stopped: [],
      stoppedFollowers: 0,
      retryingFollowers: 0,
    },
  };
}
