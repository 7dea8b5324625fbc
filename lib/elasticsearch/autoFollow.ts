/**
 * `GET /_ccr/auto_follow`, by Elastic's specification (specification/ccr/get_auto_follow_pattern). It takes the privilege manage_ccr, which may change
 * replication, or this one action alone. So our user's privileges are asked first: nothing is refused, and no refusal stands in the audit log.
 */
import * as z from 'zod';
import type { Answer, AutoFollowPattern } from '../facts.ts';
import type { AskOptions, GetRequest } from './answer.ts';
import { askOneOf } from './askOneOf.ts';
import type { NodeClient } from './client.ts';

/** A cluster privilege may be the name of an action: what a role needs, and no more. */
export const AUTO_FOLLOW_PRIVILEGE = 'cluster:admin/xpack/ccr/auto_follow_pattern/get';

/** The body in the query string, as every request here is a GET without one. */
export const mayListPatternsRequest: GetRequest<boolean> = {
  path: '/_security/user/_has_privileges',
  querystring: { source: JSON.stringify({ cluster: [AUTO_FOLLOW_PRIVILEGE] }), source_content_type: 'application/json' },
  schema: z.object({ has_all_requested: z.boolean() }).transform(({ has_all_requested }) => has_all_requested),
};

const patternSchema = z.object({
  name: z.string(),
  pattern: z.object({
    /** Paused ones are not; from 7.6 on. */
    active: z.boolean().default(true),
    remote_cluster: z.string(),
    leader_index_patterns: z.array(z.string()),
  }),
});

export const autoFollowRequest: GetRequest<AutoFollowPattern[]> = {
  path: '/_ccr/auto_follow',
  querystring: {
    filter_path: ['name', 'pattern.active', 'pattern.remote_cluster', 'pattern.leader_index_patterns']
      .map((field) => `patterns.${field}`)
      .join(','),
  },
  schema: z.object({ patterns: z.array(patternSchema).default([]) }).transform(({ patterns }) =>
    patterns.map(({ name, pattern }) => ({
      name,
      alias: pattern.remote_cluster,
      active: pattern.active,
      leaderIndexPatterns: pattern.leader_index_patterns,
    })),
  ),
};

/** The value is undefined where our user may not list them. A cluster without security knows no privileges, and refuses nobody. */
export async function askAutoFollow(
  nodes: readonly NodeClient[],
  options: AskOptions,
): Promise<Answer<readonly AutoFollowPattern[] | undefined>> {
  const may = await askOneOf(nodes, mayListPatternsRequest, options);
  if (may.ok && !may.value) return { ...may, value: undefined };
  return askOneOf(nodes, autoFollowRequest, options);
}
