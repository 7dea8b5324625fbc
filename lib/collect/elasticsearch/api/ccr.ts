/**
 * `GET /_ccr/stats`: what the follower shards of the local cluster do. Shapes from Elastic's
 * specification (elasticsearch-specification, specification/ccr/stats and
 * ccr/_types/FollowIndexStats.ts) and the sources of ShardFollowNodeTaskStatus, as the module is
 * not at hand to be recorded. The specification has recent_auto_follow_errors as plain errors; the
 * sources of AutoFollowStats say what stands here.
 */
import * as z from 'zod';
import type {
  Answer,
  AutoFollowPattern,
  CcrStats,
  FollowerShard,
  PausedFollower,
} from '../../../facts/facts.ts';
import { type AskOptions, askOneOf, type GetRequest } from '../ask.ts';
import type { NodeClient } from '../client.ts';
import { listOf } from '../entries.ts';
import { epochMsSchema } from '../values.ts';

/** Elasticsearch keeps 256; the first hundred tell enough. */
const MAX_ERRORS = 100;

const exceptionSchema = z.object({ type: z.string().default(''), reason: z.string().nullish() });
type Exception = z.infer<typeof exceptionSchema>;

const shardSchema = z.object({
  remote_cluster: z.string(),
  leader_index: z.string(),
  follower_index: z.string(),
  shard_id: z.int(),
  leader_global_checkpoint: z.int(),
  follower_global_checkpoint: z.int(),
  /** Since a read was sent, whatever became of it; -1 before the first. */
  time_since_last_read_millis: z.int(),
  /** Reads that failed and are tried again. */
  read_exceptions: listOf(
    z.object({ retries: z.int().default(0), exception: exceptionSchema }),
  ).default([]),
  /** Nothing is read any more until somebody resumes the follower. */
  fatal_exception: exceptionSchema.optional(),
});

/** `leader_index` is the name of the pattern, and a colon and the index where it is about one. */
const autoFollowErrorSchema = z.object({
  leader_index: z.string(),
  /** Milliseconds since 1970. */
  timestamp: epochMsSchema,
  auto_follow_exception: exceptionSchema,
});

const ccrStatsSchema = z
  .object({
    follow_stats: z
      .object({
        indices: listOf(z.object({ shards: listOf(shardSchema).default([]) })).default([]),
      })
      .default({ indices: [] }),
    auto_follow_stats: z
      .object({
        recent_auto_follow_errors: listOf(autoFollowErrorSchema).default([]).catch([]),
        auto_followed_clusters: listOf(
          z.object({ cluster_name: z.string(), time_since_last_check_millis: z.int() }),
        ).default([]),
      })
      .default({ recent_auto_follow_errors: [], auto_followed_clusters: [] }),
  })
  .transform(
    ({ follow_stats, auto_follow_stats }): CcrStats => ({
      shards: follow_stats.indices.flatMap(({ shards }) => shards.map(followerShard)),
      autoFollowed: auto_follow_stats.auto_followed_clusters.map((cluster) => ({
        alias: cluster.cluster_name,
        sinceLastCheckMs: cluster.time_since_last_check_millis,
      })),
      autoFollowErrors: auto_follow_stats.recent_auto_follow_errors
        .slice(0, MAX_ERRORS)
        .map((error) => ({
          about: error.leader_index,
          at: error.timestamp,
          reason: textOf(error.auto_follow_exception),
        })),
    }),
  );

const MAX_TEXT = 300;

function textOf({ type, reason }: Exception): string {
  return (reason || type).slice(0, MAX_TEXT);
}

function followerShard(shard: z.infer<typeof shardSchema>): FollowerShard {
  const { fatal_exception: fatal, time_since_last_read_millis: sinceLastReadMs } = shard;
  const [failure] = shard.read_exceptions.toSorted((a, b) => b.retries - a.retries);
  return {
    alias: shard.remote_cluster,
    leaderIndex: shard.leader_index,
    followerIndex: shard.follower_index,
    shard: shard.shard_id,
    operationsBehind: Math.max(
      0,
      shard.leader_global_checkpoint - shard.follower_global_checkpoint,
    ),
    ...(sinceLastReadMs < 0 ? {} : { sinceLastReadMs }),
    ...(failure === undefined
      ? {}
      : { readFailure: { reason: textOf(failure.exception), retries: failure.retries } }),
    ...(fatal === undefined ? {} : { fatal: textOf(fatal) }),
  };
}

const FIELDS = [
  ...[
    'remote_cluster',
    'leader_index',
    'follower_index',
    'shard_id',
    'leader_global_checkpoint',
    'follower_global_checkpoint',
    'time_since_last_read_millis',
    'read_exceptions.retries',
    'read_exceptions.exception.type',
    'read_exceptions.exception.reason',
    'fatal_exception.type',
    'fatal_exception.reason',
  ].map((field) => `follow_stats.indices.shards.${field}`),
  'auto_follow_stats.auto_followed_clusters',
  ...[
    'leader_index',
    'timestamp',
    'auto_follow_exception.type',
    'auto_follow_exception.reason',
  ].map((field) => `auto_follow_stats.recent_auto_follow_errors.${field}`),
];

export const ccrStatsRequest: GetRequest<CcrStats> = {
  path: '/_ccr/stats',
  // Some 400 bytes for each follower shard.
  maxBytes: 8 * 1024 * 1024,
  querystring: { filter_path: FIELDS.join(',') },
  schema: ccrStatsSchema,
};

/** "current license is non-compliant for [ccr]", as HTTP 403. */
const NO_LICENSE = /non-compliant for \[ccr\]/;

/**
 * The value is undefined where the cluster has no replication: the module or the license for it is
 * not there, which is no failure.
 */
export async function askCcrStats(
  nodes: readonly NodeClient[],
  options: AskOptions,
): Promise<Answer<CcrStats | undefined>> {
  const answer = await askOneOf(nodes, ccrStatsRequest, options);
  if (answer.ok) return answer;
  const { kind, message, durationMs } = answer.failed;
  return kind === 'missing' || NO_LICENSE.test(message)
    ? { ok: true, value: undefined, durationMs }
    : answer;
}

/**
 * `GET /_all/_ccr/info`, by Elastic's specification (specification/ccr/follow_info): it alone knows
 * followers that are paused, as those have no stats.
 */

const followerSchema = z.object({
  follower_index: z.string(),
  leader_index: z.string(),
  remote_cluster: z.string(),
  status: z.string(),
});

export const pausedFollowersRequest: GetRequest<PausedFollower[]> = {
  path: '/_all/_ccr/info',
  maxBytes: 8 * 1024 * 1024,
  querystring: {
    filter_path: ['follower_index', 'leader_index', 'remote_cluster', 'status']
      .map((field) => `follower_indices.${field}`)
      .join(','),
  },
  schema: z
    .object({ follower_indices: listOf(followerSchema).default([]) })
    .transform(({ follower_indices }) =>
      follower_indices
        .filter(({ status }) => status === 'paused')
        .map((follower) => ({
          alias: follower.remote_cluster,
          leaderIndex: follower.leader_index,
          followerIndex: follower.follower_index,
        })),
    ),
};

/**
 * `GET /_ccr/auto_follow`, by Elastic's specification (specification/ccr/get_auto_follow_pattern).
 * It takes the privilege manage_ccr, which may change replication, or this one action alone. So our
 * user's privileges are asked first: nothing is refused, and no refusal stands in the audit log.
 */

/** A cluster privilege may be the name of an action: what a role needs, and no more. */
export const AUTO_FOLLOW_PRIVILEGE = 'cluster:admin/xpack/ccr/auto_follow_pattern/get';

/** The body in the query string, as every request here is a GET without one. */
export const mayListPatternsRequest: GetRequest<boolean> = {
  path: '/_security/user/_has_privileges',
  maxBytes: 256 * 1024,
  querystring: {
    source: JSON.stringify({ cluster: [AUTO_FOLLOW_PRIVILEGE] }),
    source_content_type: 'application/json',
  },
  schema: z
    .object({ has_all_requested: z.boolean() })
    .transform(({ has_all_requested }) => has_all_requested),
};

const patternSchema = z.object({
  name: z.string(),
  pattern: z.object({
    /** Paused ones are not; from 7.6 on. */
    active: z.boolean().default(true),
    remote_cluster: z.string(),
    leader_index_patterns: listOf(z.string()),
  }),
});

export const autoFollowRequest: GetRequest<AutoFollowPattern[]> = {
  path: '/_ccr/auto_follow',
  maxBytes: 2 * 1024 * 1024,
  querystring: {
    filter_path: [
      'name',
      'pattern.active',
      'pattern.remote_cluster',
      'pattern.leader_index_patterns',
    ]
      .map((field) => `patterns.${field}`)
      .join(','),
  },
  schema: z.object({ patterns: listOf(patternSchema).default([]) }).transform(({ patterns }) =>
    patterns.map(({ name, pattern }) => ({
      name,
      alias: pattern.remote_cluster,
      active: pattern.active,
      leaderIndexPatterns: pattern.leader_index_patterns,
    })),
  ),
};

/**
 * The value is undefined where our user may not list them. A cluster without security knows no
 * privileges, and refuses nobody.
 */
export async function askAutoFollow(
  nodes: readonly NodeClient[],
  options: AskOptions,
): Promise<Answer<readonly AutoFollowPattern[] | undefined>> {
  const may = await askOneOf(nodes, mayListPatternsRequest, options);
  if (may.ok && !may.value) return { ...may, value: undefined };
  return askOneOf(nodes, autoFollowRequest, options);
}
