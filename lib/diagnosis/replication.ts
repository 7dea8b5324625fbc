/** What the follower shards of one remote come to. */
import type { FollowerShard, RegistrationFacts } from '../facts.ts';
import type { Replication } from '../result/replication.ts';

/** `index.soft_deletes.retention_lease.period` of the leader, unless it was changed. */
const LEASE_MS = 12 * 3_600_000;
const MAX_STOPPED = 20;

/** Undefined where nothing is followed, or nobody could be asked. */
export function replicationOf({ ccr, registration: { alias }, memory, now }: RegistrationFacts): Replication | undefined {
  if (!ccr.ok || ccr.value === undefined) return undefined;
  const shards = ccr.value.shards.filter((shard) => shard.alias === alias);
  const auto = ccr.value.autoFollowed.find((cluster) => cluster.alias === alias);
  if (shards.length === 0 && auto === undefined) return undefined;
  const stopped = byIndex(shards.filter(({ fatal }) => fatal !== undefined));
  const retrying = byIndex(shards.filter(({ fatal, readFailure }) => fatal === undefined && readFailure !== undefined));
  const failures = retrying.map(({ readFailure }) => readFailure).filter((failure) => failure !== undefined);
  const [worst] = failures.toSorted((a, b) => b.retries - a.retries);
  const failingSince = earliest([memory?.replication?.failingSince, ...stopped.map((shard) => lastRead(shard, now))]);
  return {
    followers: byIndex(shards).length,
    shards: shards.length,
    operationsBehind: shards.reduce((sum, { operationsBehind }) => sum + operationsBehind, 0),
    stopped: stopped
      .slice(0, MAX_STOPPED)
      .map(({ followerIndex, leaderIndex, shard, fatal }) => ({ followerIndex, leaderIndex, shard, reason: String(fatal) })),
    stoppedFollowers: stopped.length,
    retryingFollowers: retrying.length,
    ...(worst === undefined ? {} : { retryReason: worst.reason }),
    ...(stopped.length + retrying.length === 0 || failingSince === undefined ? {} : lease(failingSince)),
    ...(auto === undefined ? {} : { sinceAutoFollowCheckMs: auto.sinceLastCheckMs }),
  };
}

/** The first shard of each. */
function byIndex(shards: readonly FollowerShard[]): FollowerShard[] {
  return [...new Map(shards.toReversed().map((shard) => [shard.followerIndex, shard])).values()].toReversed();
}

/** A follower that has stopped sends no reads any more. */
function lastRead({ sinceLastReadMs }: FollowerShard, now: Date): string | undefined {
  return sinceLastReadMs === undefined ? undefined : new Date(now.getTime() - sinceLastReadMs).toISOString();
}

function earliest(times: readonly (string | undefined)[]): string | undefined {
  return times.filter((time) => time !== undefined).toSorted()[0];
}

function lease(failingSince: string): Pick<Replication, 'failingSince' | 'leaseEndsAt'> {
  return { failingSince, leaseEndsAt: new Date(Date.parse(failingSince) + LEASE_MS).toISOString() };
}
