import { expect, test } from 'vitest';
import { pausedFollowersRequest } from '../../../../lib/collect/elasticsearch/api/ccr.ts';
import { parsed } from '../support/parse.ts';

/** The examples of Elastic's specification (specification/ccr/follow_info). */
const FOLLOWER = {
  follower_index: 'follower_index',
  remote_cluster: 'remote_cluster',
  leader_index: 'leader_index',
  status: 'paused',
};

test("pausedFollowersRequest reads the examples of Elastic's specification", () => {
  const active = {
    ...FOLLOWER,
    follower_index: 'other',
    status: 'active',
    parameters: { read_poll_timeout: '1m' },
  };
  expect(parsed(pausedFollowersRequest, { follower_indices: [active, FOLLOWER] })).toEqual([
    { alias: 'remote_cluster', leaderIndex: 'leader_index', followerIndex: 'follower_index' },
  ]);
  expect(parsed(pausedFollowersRequest, {})).toEqual([]);
});
