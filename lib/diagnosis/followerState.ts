/** The followers of one remote: what they lack, and what auto-follow could not follow. */
import type {
  AutoFollowError,
  AutoFollowPattern,
  CcrStats,
  FollowerShard,
  RegistrationFacts,
} from '../facts/facts.ts';
import { type Instant, instantOf } from '../instant.ts';
import type { Replication } from '../result/replication.ts';
import { says } from '../wording/wording.ts';

/** `index.soft_deletes.retention_lease.period` of the leader, unless it was changed. */
export const LEASE_MS = 12 * 3_600_000;
const MAX_STOPPED = 20;

/** Undefined if nothing is followed, or if the API gave no answer. */
export function replicationOf(facts: RegistrationFacts): Replication | undefined {
  const { ccr, memory, now } = facts;
  const { alias } = facts.registration;
  if (!ccr.ok || ccr.value === undefined) return undefined;
  const shards = ccr.value.shards.filter((shard) => shard.alias === alias);
  const auto = ccr.value.autoFollowed.find((cluster) => cluster.alias === alias);
  const stopped = byIndex(hopelessFirst(shards.filter(({ fatal }) => fatal !== undefined)));
  const waiting = pausedOf(ccr.value, facts);
  const following = autoFollowOf(ccr.value, facts);
  const isFollowed =
    shards.length > 0 ||
    auto !== undefined ||
    Object.keys(following).length > 0 ||
    Number(waiting.pausedFollowers) > 0;
  // One more record after the last follower is gone, so that its memory is forgotten.
  if (!isFollowed && memory?.replication === undefined) return undefined;
  const retrying = byIndex(
    shards.filter(({ fatal, readFailure }) => fatal === undefined && readFailure !== undefined),
  );
  const failures = retrying
    .map(({ readFailure }) => readFailure)
    .filter((failure) => failure !== undefined);
  const [worst] = failures.toSorted((a, b) => b.retries - a.retries);
  const failingSince = earliest([
    memory?.replication?.failingSince,
    ...stopped.map((shard) => lastRead(shard, now)),
  ]);
  return {
    followers: byIndex(shards).length,
    shards: shards.length,
    operationsBehind: shards.reduce((sum, { operationsBehind }) => sum + operationsBehind, 0),
    stopped: stopped.slice(0, MAX_STOPPED).map(({ followerIndex, leaderIndex, shard, fatal }) => ({
      followerIndex,
      leaderIndex,
      shard,
      reason: String(fatal),
    })),
    stoppedFollowers: stopped.length,
    retryingFollowers: retrying.length,
    ...(worst === undefined ? {} : { retryReason: worst.reason }),
    ...(stopped.length + retrying.length === 0 || failingSince === undefined
      ? {}
      : { failingSince, ...leaseOf({ stopped, retrying }, failingSince) }),
    ...longestSinceRead(shards),
    ...waiting,
    ...following,
    ...(auto === undefined ? {} : { sinceAutoFollowCheckMs: auto.sinceLastCheckMs }),
  };
}

/** A follower that has stopped does not read. */
function longestSinceRead(shards: readonly FollowerShard[]): Pick<Replication, 'sinceLastReadMs'> {
  const known = shards.flatMap(({ fatal, sinceLastReadMs }) =>
    fatal === undefined && sinceLastReadMs !== undefined ? [sinceLastReadMs] : [],
  );
  return known.length === 0 ? {} : { sinceLastReadMs: Math.max(...known) };
}

const MAX_PAUSED = 20;

type Paused = Pick<Replication, 'pausedFollowers' | 'paused' | 'pausedSince'>;

function pausedOf(
  { paused }: CcrStats,
  { registration: { alias }, memory, now }: RegistrationFacts,
): Paused {
  if (!paused?.ok) return {};
  const names = paused.value
    .filter((follower) => follower.alias === alias)
    .map(({ followerIndex }) => followerIndex);
  if (names.length === 0) return { pausedFollowers: 0 };
  const pausedSince = memory?.replication?.pausedSince ?? instantOf(now);
  return { pausedFollowers: names.length, paused: names.slice(0, MAX_PAUSED), pausedSince };
}

/** The first shard of each. */
function byIndex(shards: readonly FollowerShard[]): FollowerShard[] {
  return [
    ...new Map(shards.toReversed().map((shard) => [shard.followerIndex, shard])).values(),
  ].toReversed();
}

function lastRead({ sinceLastReadMs }: FollowerShard, now: Date): Instant | undefined {
  return sinceLastReadMs === undefined
    ? undefined
    : instantOf(new Date(now.getTime() - sinceLastReadMs));
}

function earliest(times: readonly (Instant | undefined)[]): Instant | undefined {
  return times.filter((time) => time !== undefined).toSorted()[0];
}

interface Failing {
  readonly stopped: readonly FollowerShard[];
  readonly retrying: readonly FollowerShard[];
}

/**
 * No time is counted down if a lease has lapsed already, or if nobody waits for one: then the
 * leader index of each follower is gone.
 */
function leaseOf(
  { stopped, retrying }: Failing,
  failingSince: Instant,
): Pick<Replication, 'leaseEndsAt'> {
  const why = stopped.map(({ fatal }) => hopeless(String(fatal)));
  const isOver =
    why.includes('operations-gone') ||
    (retrying.length === 0 && why.every((one) => one !== undefined));
  if (isOver) return {};
  return { leaseEndsAt: instantOf(new Date(Date.parse(failingSince) + LEASE_MS)) };
}

/** One shard that cannot go on is the fate of the whole follower. */
function hopelessFirst(shards: readonly FollowerShard[]): FollowerShard[] {
  const rank = ({ fatal }: FollowerShard) => Number(hopeless(String(fatal)) === undefined);
  return shards.toSorted((a, b) => rank(a) - rank(b));
}

/** Why a follower that stopped cannot go on, whatever is resumed; undefined if it may. */
export function hopeless(reason: string): 'operations-gone' | 'no-such-index' | undefined {
  if (says('operations-gone', reason)) return 'operations-gone';
  return says('no-such-index', reason) ? 'no-such-index' : undefined;
}

/**
 * Elasticsearch tries again within minutes. It keeps an older error until the same attempt
 * succeeds, perhaps for ever.
 */
export const ERROR_AGE_MS = 15 * 60_000;
const MAX_PATTERNS = 20;
const MAX_ERRORS = 5;

type AutoFollow = Pick<
  Replication,
  'autoFollowPatterns' | 'autoFollowErrors' | 'autoFollowErrorCount'
>;

function autoFollowOf(
  stats: CcrStats,
  { registration: { alias }, now }: RegistrationFacts,
): AutoFollow {
  const all = stats.patterns?.ok ? stats.patterns.value : undefined;
  const patterns = all?.filter((pattern) => pattern.alias === alias) ?? [];
  const errors = stats.autoFollowErrors
    .filter(({ at }) => now.getTime() - Date.parse(at) <= ERROR_AGE_MS)
    .filter((error) =>
      all === undefined
        ? isTheOnlyOne(stats, alias)
        : patterns.some((pattern) => isOf(error, pattern)),
    );
  return {
    ...(patterns.length === 0
      ? {}
      : { autoFollowPatterns: patterns.slice(0, MAX_PATTERNS).map(shown) }),
    ...(errors.length === 0
      ? {}
      : { autoFollowErrors: errors.slice(0, MAX_ERRORS), autoFollowErrorCount: errors.length }),
  };
}

/** Errors name a pattern and not its remote. */
function isTheOnlyOne({ autoFollowed }: CcrStats, alias: string): boolean {
  return autoFollowed.length === 1 && autoFollowed[0]?.alias === alias;
}

function isOf({ about }: AutoFollowError, { name }: AutoFollowPattern): boolean {
  return about === name || about.startsWith(`${name}:`);
}

function shown({
  name,
  active,
  leaderIndexPatterns,
}: AutoFollowPattern): NonNullable<Replication['autoFollowPatterns']>[number] {
  return { name, active, leaderIndexPatterns: leaderIndexPatterns.slice(0, MAX_PATTERNS) };
}
