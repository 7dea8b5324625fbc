/** `GET /_all/_ccr/info`, by Elastic's specification (specification/ccr/follow_info): it alone knows followers that are paused, as those have no stats. */
import * as z from 'zod';
import type { PausedFollower } from '../facts.ts';
import type { GetRequest } from './answer.ts';

const followerSchema = z.object({
  follower_index: z.string(),
  leader_index: z.string(),
  remote_cluster: z.string(),
  status: z.string(),
});

export const pausedFollowersRequest: GetRequest<PausedFollower[]> = {
  path: '/_all/_ccr/info',
  querystring: {
    filter_path: ['follower_index', 'leader_index', 'remote_cluster', 'status'].map((field) => `follower_indices.${field}`).join(','),
  },
  schema: z.object({ follower_indices: z.array(followerSchema).default([]) }).transform(({ follower_indices }) =>
    follower_indices
      .filter(({ status }) => status === 'paused')
      .map((follower) => ({
        alias: follower.remote_cluster,
        leaderIndex: follower.leader_index,
        followerIndex: follower.follower_index,
      })),
  ),
};
