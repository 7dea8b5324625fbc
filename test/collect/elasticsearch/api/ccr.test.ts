import { describe, expect, test } from 'vitest';
import { askCcrStats, ccrStatsRequest } from '../../../../lib/collect/elasticsearch/api/ccr.ts';
import { clientFor, fakeNode, noHandler } from '../support/fakeNode.ts';
import { parsed } from '../support/parse.ts';

/**
 * The example of Elastic's specification (specification/ccr/stats), shortened to what is asked for.
 */
const SHARD = {
  remote_cluster: 'remote_cluster',
  leader_index: 'leader_index',
  follower_index: 'follower_index',
  shard_id: 0,
  leader_global_checkpoint: 1024,
  leader_max_seq_no: 1536,
  follower_global_checkpoint: 768,
  read_exceptions: [],
  time_since_last_read_millis: 8,
};

function body(...shards: object[]) {
  return {
    auto_follow_stats: {
      number_of_failed_follow_indices: 0,
      recent_auto_follow_errors: [],
      auto_followed_clusters: [],
    },
    follow_stats: {
      indices: [{ index: 'follower_index', total_global_checkpoint_lag: 256, shards }],
    },
  };
}

describe('ccrStatsRequest', () => {
  test("reads the example of Elastic's specification", () => {
    expect(parsed(ccrStatsRequest, body(SHARD))).toEqual({
      shards: [
        {
          alias: 'remote_cluster',
          leaderIndex: 'leader_index',
          followerIndex: 'follower_index',
          shard: 0,
          operationsBehind: 256,
          sinceLastReadMs: 8,
        },
      ],
      autoFollowed: [],
      autoFollowErrors: [],
    });
  });

  test('reads failures, of reads the one that was tried most often', () => {
    const failure = (reason: string | null, retries: number) => ({
      from_seq_no: 1,
      retries,
      exception: { type: 'connect_transport_exception', reason },
    });
    const failing = { ...SHARD, read_exceptions: [failure('once', 1), failure('often', 9)] };
    const stopped = {
      ...SHARD,
      fatal_exception: { type: 'index_closed_exception' },
      follower_global_checkpoint: 2000,
      time_since_last_read_millis: -1,
    };
    const [first, second] = parsed(ccrStatsRequest, body(failing, stopped)).shards;
    expect(first?.readFailure).toEqual({ reason: 'often', retries: 9 });
    expect(second).toMatchObject({ fatal: 'index_closed_exception', operationsBehind: 0 });
    expect(second).not.toHaveProperty('sinceLastReadMs');
    expect(
      parsed(ccrStatsRequest, body({ ...SHARD, read_exceptions: [failure(null, 1)] })).shards[0]
        ?.readFailure?.reason,
    ).toBe('connect_transport_exception');
  });

  test('cuts endless reasons', () => {
    const fatal = { ...SHARD, fatal_exception: { type: 't', reason: 'x'.repeat(5000) } };
    expect(parsed(ccrStatsRequest, body(fatal)).shards[0]?.fatal).toHaveLength(300);
  });

  test('reads which remotes are looked through for new indices, and what filter_path leaves of nothing', () => {
    const cluster = {
      cluster_name: 'archive',
      time_since_last_check_millis: 500,
      last_seen_metadata_version: 3,
    };
    expect(
      parsed(ccrStatsRequest, { auto_follow_stats: { auto_followed_clusters: [cluster] } }),
    ).toEqual({
      shards: [],
      autoFollowed: [{ alias: 'archive', sinceLastCheckMs: 500 }],
      autoFollowErrors: [],
    });
    expect(parsed(ccrStatsRequest, {})).toEqual({
      shards: [],
      autoFollowed: [],
      autoFollowErrors: [],
    });
    expect(parsed(ccrStatsRequest, { follow_stats: {}, auto_follow_stats: {} })).toEqual({
      shards: [],
      autoFollowed: [],
      autoFollowErrors: [],
    });
    expect(parsed(ccrStatsRequest, { follow_stats: { indices: [{}] } }).shards).toEqual([]);
  });
});

describe('ccrStatsRequest reads what could not be followed', () => {
  const error = {
    leader_index: 'pattern:index',
    timestamp: 1_790_000_000_000,
    auto_follow_exception: { type: 't', reason: 'no soft deletes' },
  };
  const errors = (...recent_auto_follow_errors: object[]) =>
    parsed(ccrStatsRequest, { auto_follow_stats: { recent_auto_follow_errors } }).autoFollowErrors;

  test('as the sources of AutoFollowStats write it', () => {
    expect(errors(error)).toEqual([
      { about: 'pattern:index', at: '2026-09-21T14:13:20.000Z', reason: 'no soft deletes' },
    ]);
  });

  test('a hundred at most, and none where they are written otherwise', () => {
    expect(errors(...Array.from({ length: 256 }, () => error))).toHaveLength(100);
    expect(errors({ type: 't', reason: 'as the specification has it' })).toEqual([]);
    expect(errors({ ...error, timestamp: 9e15 })).toMatchObject([
      { at: '9999-12-31T23:59:59.999Z' },
    ]);
  });
});

describe('askCcrStats', () => {
  const license = {
    error: { type: 'security_exception', reason: 'current license is non-compliant for [ccr]' },
    status: 403,
  };
  test.each([
    ['without the module', noHandler('/_ccr/stats')],
    ['without the license', { status: 403, body: license }],
  ])('takes a cluster %s for one that replicates nothing', async (_what, reply) => {
    const node = await fakeNode(() => reply);
    expect(await askCcrStats([clientFor(node)], {})).toMatchObject({ ok: true, value: undefined });
  });

  test('tells that our user may not ask', async () => {
    const reason = 'action [cluster:monitor/ccr/stats] is unauthorized for user [checker]';
    const node = await fakeNode(() => ({
      status: 403,
      body: { error: { type: 'security_exception', reason }, status: 403 },
    }));
    expect(await askCcrStats([clientFor(node)], {})).toMatchObject({
      ok: false,
      failed: { kind: 'not-authorized' },
    });
  });

  test('gives what was answered, and asks for nothing that would need more privileges', async () => {
    const node = await fakeNode(() => ({ body: body(SHARD) }));
    expect(await askCcrStats([clientFor(node)], {})).toMatchObject({
      ok: true,
      value: { shards: [{ alias: 'remote_cluster' }] },
    });
    expect(node.asked.map(({ path }) => path)).toEqual(['/_ccr/stats']);
  });
});
